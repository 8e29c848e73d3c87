import { join } from 'node:path';

/** The folder of the download manager. */
export const example = join(__dirname, '../..');

/** Screenshots, and what was measured: of the last run, not committed. */
export const artefacts = join(example, 'e2e/artefacts');
