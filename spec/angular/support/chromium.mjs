import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Undefined where this machine has none. */
export const chromiumPath =
  process.env.CHROME_BIN ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'chromium'))
    .find((path) => existsSync(path));
