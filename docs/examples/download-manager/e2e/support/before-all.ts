import { mkdirSync, rmSync } from 'node:fs';
import { prepare } from '../../start/prepare.ts';
import { artefacts, example } from './places.ts';

/** Builds what is tried, as `npm start -- --web` does it. */
export default async function beforeAll(): Promise<void> {
  rmSync(artefacts, { recursive: true, force: true });
  mkdirSync(artefacts, { recursive: true });
  await prepare(example, (line) => process.stdout.write(`${line}\n`));
}
