import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { artefacts, example } from './places.ts';

/** The pictures that pages of the documentation show, and which of the artefacts they are. */
const kept = {
  'download-manager-light.png': 'busy-in-a-wide-window-light.png',
  'download-manager-login.png': 'a-login-in-a-wide-window-dark.png',
  'download-manager-narrow.png': 'busy-in-320-pixels-dark.png',
};

/** With KEEP_PICTURES=1 the pictures of the documentation are replaced. */
export default function afterAll(): void {
  if (process.env['KEEP_PICTURES']) {
    for (const [name, source] of Object.entries(kept)) {
      copyFileSync(join(artefacts, source), join(example, '../../images', name));
    }
  }
  process.stdout.write(`\nScreenshots and measurements: ${artefacts}\n`);
}
