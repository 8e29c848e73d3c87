import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Problem {
  readonly file: string;
  readonly rule: string | null;
  readonly message: string;
}

const layoutRule = /^(rooms\/|import-x\/no-cycle$|no-restricted-globals$)/;

/** What each file does wrong: a sentence, where it stands, its text, and the rule that has to notice. */
const offences: readonly (readonly [sentence: string, file: string, text: string, rule: string])[] = [
  ['the queue imports a command', 'queue/a.ts', `import '../commands/close.js';`, 'rooms/arrows'],
  ['the queue imports a type of a leaf', 'queue/b.ts', `export type { A } from '../values/a.js';`, 'rooms/arrows'],
  ['the queue imports another package', 'queue/c.ts', `import 'cli-progress';`, 'rooms/arrows'],
  ['the queue imports a type of undici', 'queue/d.ts', `export type { Client } from 'undici';`, 'rooms/arrows'],
  ['the signals import a value', 'signals/a.ts', `import '../values/a.js';`, 'rooms/arrows'],
  ['a command imports the queue', 'commands/a.ts', `import '../queue/command-queue.js';`, 'rooms/arrows'],
  ['a command imports the face', 'commands/b.ts', `export * from '../qhttp.js';`, 'rooms/arrows'],
  ['a connection imports a command', 'connection/a.ts', `import '../commands/close.js';`, 'rooms/arrows'],
  [
    'a connection imports a type upwards',
    'connection/b.ts',
    `export type A = import('../qhttp.js').A;`,
    'rooms/arrows',
  ],
  ['a leaf imports the connection', 'headers/a.ts', `import '../connection/connection.js';`, 'rooms/arrows'],
  ['a leaf imports the connection later', 'auth/a.ts', `await import('../connection/connection.js');`, 'rooms/arrows'],
  ['a leaf imports a door of the connection', 'body/a.ts', `import '#transport';`, 'rooms/arrows'],
  ['an operator imports the face', 'operators/a.ts', `import '../qhttp.js';`, 'rooms/arrows'],
  ['an operator imports the tests', 'operators/b.ts', `import '../testing/index.js';`, 'rooms/arrows'],
  ['the tests import the browser', 'testing/a.ts', `import '../browser/index.js';`, 'rooms/arrows'],
  ['the browser imports an operator', 'browser/a.ts', `import '../operators/a.js';`, 'rooms/arrows'],
  ['Angular imports the command line', 'angular/a.ts', `import '../cli/main.js';`, 'rooms/arrows'],
  ['Angular imports another entry', 'angular/b.ts', `import '../browser/index.js';`, 'rooms/arrows'],
  ['Angular imports more of Angular', 'angular/c.ts', `import '@angular/router';`, 'rooms/arrows'],
  ['the pool imports Angular', 'pool/a.ts', `import '@angular/core';`, 'rooms/arrows'],
  ['the command line imports a part of the tests', 'cli/b.ts', `import '../testing/marble-svg.js';`, 'rooms/arrows'],
  ['the command line imports an operator', 'cli/a.ts', `import '../operators/a.js';`, 'rooms/arrows'],
  ['the face imports the Node entry', 'qhttp.ts', `import './index.js';`, 'rooms/arrows'],
  ['a source file imports a spec', 'values/a.ts', `import '../../spec/a.js';`, 'rooms/arrows'],
  ['a room has no row', 'cellar/a.ts', `export const a = 1;`, 'rooms/arrows'],
  ['the face imports node:', 'qhttp-a.ts', `import 'node:net';`, 'rooms/arrows'],
  [
    'a connection imports a type of node:',
    'connection/c.ts',
    `export type { Socket } from 'node:net';`,
    'rooms/arrows',
  ],
  ['a connection imports a value of undici', 'connection/d.ts', `export { Client } from 'undici';`, 'rooms/arrows'],
  [
    'a connection loads undici for an inline type',
    'connection/e.ts',
    `import { type Client } from 'undici';`,
    'rooms/arrows',
  ],
  ['the browser imports undici', 'browser/index.ts', `export { Client } from 'undici';`, 'rooms/arrows'],
  ['a connection reaches into its Node corner', 'connection/f.ts', `import './node/a.js';`, 'rooms/arrows'],
  ['the face uses a global of Node', 'qhttp-b.ts', `export const a = Buffer.alloc(1);`, 'no-restricted-globals'],
  ['an entry holds code', 'index.ts', `export const a = 1;`, 'rooms/exports-only'],
  ['an entry imports', 'testing/index.ts', `import './a.js';`, 'rooms/exports-only'],
  [
    'a file imports a file that imports it',
    'commands/x.ts',
    `import { y } from './y.js'; export const x = (): number => y;`,
    'import-x/no-cycle',
  ],
  [
    'and the other way round',
    'commands/y.ts',
    `import { x } from './x.js'; export const y = x();`,
    'import-x/no-cycle',
  ],
  ['a cycle of three, first', 'headers/1.ts', `import './2.js';`, 'import-x/no-cycle'],
  ['a cycle of three, second', 'headers/2.ts', `import './3.js';`, 'import-x/no-cycle'],
  ['a cycle of three, third', 'headers/3.ts', `import './1.js';`, 'import-x/no-cycle'],
];

/** What is allowed, so that the rules are not simply always angry. */
const fineFiles: Readonly<Record<string, string>> = {
  'queue/fine.ts': `import 'rxjs'; import './neighbour.js';`,
  'queue/neighbour.ts': `export const a = 1;`,
  'commands/fine.ts': `import '../connection/connection.js'; import '../headers/fine.js';`,
  'connection/fine.ts': `import type { Client } from 'undici'; import '#transport'; export type A = Client;`,
  'connection/node/fine.ts': `import 'node:net'; import 'undici'; import '../fine.js'; export const a = Buffer;`,
  'operators/node/fine.ts': `import 'node:fs'; import '../fine.js';`,
  'face.ts': `import './queue/fine.js'; import './commands/fine.js'; import './signals/fine.js';`,
  'cli/fine.ts': `import '../index.js'; import '../testing/index.js'; import 'node:fs'; import 'cli-progress'; export const a = process.argv;`,
  'angular/fine.ts': `import '@angular/core'; import '@angular/common/http'; import '#transport'; import '../face.js'; import '../pool/fine.js';`,
  'pool/fine.ts': `import 'rxjs'; import '../face.js';`,
  'angular/index.ts': `export * from './fine.js';`,
};

function lint(files: Readonly<Record<string, string>>): readonly Problem[] {
  const folder = mkdtempSync(join(tmpdir(), 'rx-qhttp-layering-'));
  try {
    writeFileSync(join(folder, 'tsconfig.json'), '{ "include": ["src"] }');
    for (const [file, text] of Object.entries(files)) {
      const path = join(folder, 'src', file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const output = execFileSync(process.execPath, [join(__dirname, 'support/lint-tree.mjs'), folder], {
      encoding: 'utf8',
    });
    return JSON.parse(output) as readonly Problem[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('The layout of the house', () => {
  let found: readonly Problem[] = [];

  beforeAll(() => {
    const offending = offences.map(([, file, text]) => [file, text] as const);
    found = lint({ ...Object.fromEntries(offending), ...fineFiles });
  }, 60_000);

  const layoutRulesBrokenBy = (file: string): readonly (string | null)[] =>
    found
      .filter((problem) => problem.file === `src/${file}` && layoutRule.test(problem.rule ?? ''))
      .map(({ rule }) => rule);

  test.each(offences)('notices that %s (src/%s)', (_sentence, file, _text, rule) => {
    expect(layoutRulesBrokenBy(file)).toEqual([rule]);
  });

  test.each(Object.keys(fineFiles))('has nothing against src/%s', (file) => {
    expect(layoutRulesBrokenBy(file)).toEqual([]);
  });

  test('parses every file', () => {
    expect(found.filter(({ rule }) => rule === null)).toEqual([]);
  });
});
