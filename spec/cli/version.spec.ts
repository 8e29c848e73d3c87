import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../src/cli/version.js';

it('is the version of the package', () => {
  const { version: published } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };

  expect(version).toBe(published);
});
