import * as entry from '../../src/index.js';
import { help } from '../../src/cli/help.js';
import { stateTable } from '../../src/connection/connection-state.js';
import { limitsFrom } from '../../src/values/limits.js';
import { page } from './support/pages.js';

const { ErrorCode, HttpHeader, HttpRequestHeader, HttpResponseHeader, QHttp, State } = entry;

/** What stands between backticks in a page. */
function namesIn(path: string): string {
  return [...page(path).matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name).join('\n');
}

/** The entries of the package, as paths in src/. */
function entries(): string[] {
  const { exports } = JSON.parse(page('package.json')) as { exports: Record<string, { types?: string }> };
  const declarations = Object.values(exports).flatMap(({ types }) => types ?? []);
  return declarations.map((path) => path.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts'));
}

function namesExportedBy(path: string): string[] {
  const lists = [...page(path).matchAll(/export (?:type )?\{([^}]*)\}/g)].map(([, list = '']) => list);
  const names = lists.flatMap((list) => list.split(',').map((name) => name.trim().replace(/^type /, '')));
  return names.filter((name) => name !== '');
}

/** Methods, getters and setters of a class, without those that are private to the library. */
function membersOf(type: { readonly prototype: object }): string[] {
  const inherited = new Set(['constructor', 'setValid', 'copyFields', 'shareFields', 'readFields']);
  return Object.getOwnPropertyNames(type.prototype).filter((name) => !inherited.has(name));
}

function isNamed(names: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w$])${name.replaceAll('$', String.raw`\$`)}(?![\w$])`).test(names);
}

describe('docs/api.md', () => {
  const names = namesIn('docs/api.md');
  const unnamed = (list: readonly string[]): string[] => list.filter((name) => !isNamed(names, name));

  it.each(entries())('names everything that %s exports', (path) => {
    expect(namesExportedBy(path)).not.toEqual([]);
    expect(unnamed(namesExportedBy(path))).toEqual([]);
  });

  it('would notice an export of the Node entry', () => {
    expect(namesExportedBy('src/index.ts')).toEqual(expect.arrayContaining(Object.keys(entry)));
  });

  it('names every call of QHttp', () => {
    expect(unnamed(membersOf(QHttp))).toEqual([]);
  });

  it('names every signal of QHttp', () => {
    const http = new QHttp();
    const signals = Object.keys(http).filter((name) => name.endsWith('$'));
    expect(signals).not.toEqual([]);
    expect(unnamed(signals)).toEqual([]);
    http.destroy();
  });

  it('names every method of the headers', () => {
    const members = [HttpHeader, HttpRequestHeader, HttpResponseHeader].flatMap((type) => membersOf(type));
    expect(unnamed(members)).toEqual([]);
  });

  it('names every limit, and every error and state with its number', () => {
    expect(unnamed(Object.keys(limitsFrom()))).toEqual([]);
    const codes = Object.entries({ ...ErrorCode, ...State }).filter(([, value]) => typeof value === 'number');
    expect(codes.filter(([name, value]) => !page('docs/api.md').includes(`\`${name}\` ${value}`))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  it('explains every event of the connection', () => {
    const events = [...new Set(stateTable.map(([, event]) => event))];
    expect(events.filter((event) => !page('docs/architecture.md').includes(`| \`${event}\``))).toEqual([]);
  });
});

describe('README.md', () => {
  it('has every option of the command line, and no other', () => {
    const optionsOf = (text: string): string[] =>
      [...text.matchAll(/(?<![\w-])--[a-z-]+|(?<![\w-])-[a-zA-Z](?![\w-])/g)].map(([option]) => option);
    const described = [...page('README.md').matchAll(/^\| (`-[^|]*)\|/gm)].flatMap(([, cell = '']) => optionsOf(cell));
    const existing = [...help.matchAll(/^ {2}(-\S.*)$/gm)].flatMap(([, line = '']) => optionsOf(line.slice(0, 27)));
    expect(described.toSorted()).toEqual(existing.toSorted());
  });
});
