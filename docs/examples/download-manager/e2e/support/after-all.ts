import { artefacts } from './places.ts';

export default function afterAll(): void {
  process.stdout.write(`\nScreenshots and measurements: ${artefacts}\n`);
}
