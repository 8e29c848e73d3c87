import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpHeader } from '../../src/headers/http-header.js';
import { HttpRequestHeader } from '../../src/headers/http-request-header.js';
import { HttpResponseHeader } from '../../src/headers/http-response-header.js';

type Call = readonly [method: string, ...args: unknown[]];

interface Row {
  readonly id: string;
  readonly class: keyof typeof classes;
  readonly construct: { readonly text?: string; readonly args?: readonly unknown[] };
  readonly ops?: readonly Call[];
  readonly ask?: readonly Call[];
  /** null where the recorded class leaves a value undefined, so that nothing can be expected. */
  readonly results: Readonly<Record<string, unknown>>;
}

const classes = {
  QHttpHeader: HttpHeader,
  QHttpRequestHeader: HttpRequestHeader,
  QHttpResponseHeader: HttpResponseHeader,
};

// The recorded class put its text together with a formatter that took a '%1' in a value for a place of its own.
const formatterDefect = 'response-args-percent-text';

const table = JSON.parse(readFileSync(join(__dirname, 'headers.json'), 'utf8')) as { readonly cases: readonly Row[] };
const rows = table.cases.filter(({ id }) => id !== formatterDefect);

function construct(row: Row): HttpHeader {
  const constructor = classes[row.class];
  const { text, args = [] } = row.construct;
  if (text !== undefined) return constructor.parse(text);
  return Reflect.construct(constructor, args) as HttpHeader; // it is one of the header classes
}

function call(header: HttpHeader, [method, ...args]: Call): unknown {
  // The names of methods come from the table; one that is missing throws here.
  return (Reflect.get(header, method) as (...args: unknown[]) => unknown).apply(header, args);
}

describe('A header answers as recorded for', () => {
  test('all rows of the table but one', () => {
    expect(rows).toHaveLength(66);
  });

  test.each(rows.map((row) => [row.id, row] as const))('%s', (_id, row) => {
    const header = construct(row);
    for (const op of row.ops ?? []) call(header, op);

    const expected = Object.entries(row.results).filter(([, result]) => result !== null);
    const actual = expected.map(([name]) => [
      name,
      name === 'answers' ? (row.ask ?? []).map((question) => call(header, question)) : call(header, [name]),
    ]);

    expect(actual).toEqual(expected);
  });
});
