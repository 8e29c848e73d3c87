import { catchError, of } from 'rxjs';
import { JsonError, toJson, type CommandSignal } from '../../src/index.js';
import { data, finishedSignal, headed, letters, started, url } from '../support/command-letters.js';
import { itKeepsTheRules } from '../support/operator-rules.js';

/** What becomes of a body; an error as such. */
function jsonOf(body: string | Uint8Array, ...before: CommandSignal[]): unknown {
  let told: unknown;
  of(...before, data(body), finishedSignal(1))
    .pipe(
      toJson(),
      catchError((error: unknown) => of(error)),
    )
    .subscribe((value) => (told = value));
  return told;
}

describe('toJson', () => {
  itKeepsTheRules({
    operator: () => toJson(),
    whole: '------------(x|)',
    broken: '--------#',
    values: { x: [1, 2] },
    signals: { ...letters, d: data('[1,'), e: data('2]') },
  });

  it('gives the value', () => {
    expect(jsonOf('{ "a": [1, "ü"] }')).toEqual({ a: [1, 'ü'] });
  });

  it('reads UTF-8 whatever the server says, and no byte order mark', () => {
    const latin1 = headed(200, 'OK', { 'Content-Type': 'application/json; charset=iso-8859-1' });
    expect(jsonOf('\ufeff"ü"', latin1)).toBe('ü');
  });

  it('names the URL, the line and the column in its error, and shows what stands there', () => {
    const error = jsonOf('{\r\n  "name": "Ada",\r\n  "born": 1815,,\r\n}', started(1)) as JsonError;
    expect(error).toBeInstanceOf(JsonError);
    expect(error).toBeInstanceOf(SyntaxError);
    expect([error.name, error.url, error.line, error.column, String(error.cause)]).toEqual([
      'JsonError',
      url,
      3,
      16,
      expect.stringContaining('SyntaxError'),
    ]);
    expect(error.message).toBe(
      `${url} is not JSON: unexpected text at line 3, column 16, near "a",    "born": 1815,,  }"`,
    );
  });

  it('shows no more than 40 characters, and none that could disturb a log', () => {
    const { message } = jsonOf(`${'[1,'.repeat(1000)}\u001b[31m\n\u2028${'x'.repeat(1000)}`, started(1)) as JsonError;
    const shown = /near "(.*)"$/.exec(message)?.[1] ?? '';
    expect([shown.length, shown]).toEqual([40, `1,[1,[1,[1,[1,[1,[1, [31m  ${'x'.repeat(13)}`]);
  });

  it.each([
    ['an empty body', '', 'The answer is not JSON: the body is empty', 1, 1],
    [
      'one that ends too early',
      '[1,\n2',
      'The answer is not JSON: it ends too early at line 2, column 2, near "[1, 2"',
      2,
      2,
    ],
  ])('says so of %s', (_what, body, message, line, column) => {
    const error = jsonOf(body, headed(200, 'OK')) as JsonError;
    expect([error.message, error.line, error.column, error.url]).toEqual([message, line, column, undefined]);
  });
});
