import { jsonFault } from './json-fault.js';

/** The most of a body that a message shows, in characters. */
const excerptLength = 40;

/** A body that is not JSON. It is a `SyntaxError`, as that of `JSON.parse` is, which is its `cause`. */
export class JsonError extends SyntaxError {
  override readonly name = 'JsonError';
  /** Where the text stops being JSON: the line, from 1 on. */
  readonly line: number;
  /** The same in that line, from 1 on, in characters as JavaScript counts them. */
  readonly column: number;

  /**
   * @param text - the whole body, of which no more than 40 characters are kept
   * @param url - where it came from, without a query; undefined when that is not known
   */
  constructor(
    text: string,
    readonly url: string | undefined,
    options?: { readonly cause?: unknown },
  ) {
    const at = jsonFault(text);
    const lines = text.slice(0, at).split(/\r\n|\n|\r/);
    const line = lines.length;
    const column = (lines.at(-1) ?? '').length + 1;
    const what = text.length === 0 ? 'the body is empty' : at === text.length ? 'it ends too early' : 'unexpected text';
    const where = text.length === 0 ? '' : ` at line ${line}, column ${column}, near "${excerpt(text, at)}"`;
    super(`${url ?? 'The answer'} is not JSON: ${what}${where}`, options);
    this.line = line;
    this.column = column;
  }
}

/** What stands around a place, in one line. */
function excerpt(text: string, at: number): string {
  const start = Math.max(0, at - excerptLength / 2);
  return text.slice(start, start + excerptLength).replace(/\p{Cc}|\p{Zl}|\p{Zp}|\p{Cf}/gu, ' ');
}
