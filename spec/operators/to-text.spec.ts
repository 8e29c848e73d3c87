import { catchError, of } from 'rxjs';
import { toText, type CommandSignal } from '../../src/index.js';
import { data, finishedSignal, headed, started } from '../support/command-letters.js';
import { itKeepsTheRules } from '../support/operator-rules.js';

/** What becomes of an answer of one byte a chunk, so that every character is cut wherever it can be. */
function textOf(bytes: Uint8Array, contentType: string | undefined, encoding?: string): unknown {
  const fields = contentType === undefined ? {} : { 'Content-Type': contentType };
  const chunks: CommandSignal[] = Array.from(bytes, (byte) => data(Uint8Array.of(byte)));
  let told: unknown;
  of(started(1), headed(200, 'OK', fields), ...chunks, finishedSignal(1))
    .pipe(
      toText(encoding),
      catchError((error: unknown) => of(error)),
    )
    .subscribe((value) => (told = value));
  return told;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = Uint8Array.of(0x67, 0x72, 0xfc, 0xdf); // grüß

describe('toText', () => {
  itKeepsTheRules({ operator: toText, whole: '------------(x|)', broken: '--------#', values: { x: 'abcd' } });

  test.each([
    ['UTF-8 where nobody says anything', utf8('grüß 🚀'), undefined, undefined, 'grüß 🚀'],
    ['UTF-8 where the type has no charset', utf8('grüß'), 'text/plain', undefined, 'grüß'],
    ['the charset of the type', latin1, 'text/plain; charset=ISO-8859-1', undefined, 'grüß'],
    ['a charset in quotes', latin1, 'text/plain; x="a; charset=utf-8"; Charset="iso-8859-\\1"', undefined, 'grüß'],
    ['UTF-8 for an empty charset', utf8('ß'), 'text/plain; charset=', undefined, 'ß'],
    ['UTF-16 by its charset', Uint8Array.of(0x41, 0, 0x3d, 0xd8, 0x80, 0xde), 'a/b;charset=utf-16le', undefined, 'A🚀'],
    [
      'Shift_JIS by its charset',
      Uint8Array.of(0x93, 0xfa, 0x96, 0x7b),
      'text/html;charset=Shift_JIS',
      undefined,
      '日本',
    ],
    ['what the caller says, whatever the server says', latin1, 'text/plain; charset=utf-8', 'latin1', 'grüß'],
    ['no byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), undefined, undefined, 'a'],
    ['U+FFFD for what cannot be decoded', Uint8Array.of(0x61, 0xc3), undefined, undefined, 'a\ufffd'],
    ['an empty text for an empty body', new Uint8Array(), undefined, undefined, ''],
  ])('gives %s', (_what, body, contentType, encoding, expected) => {
    expect(textOf(body, contentType, encoding)).toBe(expected);
  });

  it('is an error for a charset that nobody knows, which names it and where it came from', () => {
    expect(textOf(utf8('a'), 'text/plain; charset=klingon')).toEqual(
      new RangeError('http://127.0.0.1:8080/a has an unknown charset, "klingon": give toText() another'),
    );
  });

  it('reads a body of an unknown charset by what the caller says', () => {
    expect(textOf(latin1, 'text/plain; charset=klingon', 'latin1')).toBe('grüß');
  });

  it('throws at the call for an encoding that nobody knows', () => {
    expect(() => toText('klingon')).toThrow('klingon');
  });
});
