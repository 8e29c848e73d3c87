import { multipart } from '../../src/body/multipart.js';
import { pieceBytes } from '../../src/body/byte-source.js';
import { piecesFrom, textOf } from './source-bytes.js';

/** What a real parser reads of it: the names with their values, a file as name, type and text. */
async function parsed(form: FormData): Promise<unknown[]> {
  const source = multipart(form);
  const body = Buffer.concat(await piecesFrom(source));
  const headers = { 'Content-Type': source.contentType ?? '', 'Content-Length': String(source.length) };
  const read = await new Response(body, { headers }).formData();
  return Promise.all([...read].map(async ([name, value]) => [name, await described(value)]));
}

async function described(value: FormDataEntryValue): Promise<unknown> {
  return typeof value === 'string' ? value : [value.name, value.type, await value.text()];
}

function formWith(...entries: readonly (readonly [name: string, value: string | Blob, fileName?: string])[]): FormData {
  const form = new FormData();
  for (const [name, value, fileName] of entries) {
    if (typeof value === 'string') form.append(name, value);
    else if (fileName === undefined) form.append(name, value);
    else form.append(name, value, fileName);
  }
  return form;
}

describe('multipart', () => {
  test.each([
    ['an empty form', formWith()],
    ['an empty value', formWith(['a', ''])],
    ['an empty file', formWith(['a', new Blob([]), 'empty.txt'])],
    ['text in UTF-8', formWith(['schlüssel', 'wért €'])],
    ['two values of one name', formWith(['a', '1'], ['a', '2'], ['b', '3'])],
    ['files with and without a type', formWith(['a', new Blob(['x'], { type: 'text/css' }), 'a.css'])],
    ['a Blob without a name', formWith(['a', new Blob(['x'])])],
    ['a file name in UTF-8', formWith(['a', new Blob(['x']), 'größe.txt'])],
    ['line ends in a value', formWith(['a', 'one\r\ntwo\r\n'])],
    ['what looks like a boundary', formWith(['a', '\r\n------rx-qhttp\r\n--'])],
  ])('is read by a real parser as it was written: %s', async (_what, form) => {
    const written = await Promise.all([...form].map(async ([name, value]) => [name, await writtenAs(value)]));

    expect(await parsed(form)).toEqual(written);
  });

  test.each([
    ['small', 3],
    ['of exactly a piece', pieceBytes],
    ['larger than a piece', 3 * pieceBytes + 1],
  ])('knows its length with a file that is %s', async (_what, size) => {
    const source = multipart(formWith(['text', 'ü'], ['file', new Blob([new Uint8Array(size)]), 'f']));

    expect(Buffer.concat(await piecesFrom(source)).length).toBe(source.length);
  });

  test('can be sent again with the same boundary', async () => {
    const source = multipart(formWith(['a', new Blob(['x'])], ['b', 'c']));

    expect([await textOf(source), source.isRepeatable]).toEqual([await textOf(source), true]);
  });

  test('has a boundary of its own for each form', () => {
    expect(multipart(new FormData()).contentType).not.toBe(multipart(new FormData()).contentType);
  });

  test('encodes a quote in a name, which would end it', async () => {
    const text = await textOf(multipart(formWith(['a"; filename="evil', new Blob(['x']), 'b"c'])));

    expect(text).toContain('name="a%22; filename=%22evil"; filename="b%22c"\r\n');
  });

  test.each([
    ['CR in a name', formWith(['a\rb', 'x'])],
    ['LF in a name', formWith(['a\nb', 'x'])],
    ['NUL in a name', formWith(['a\0b', 'x'])],
    ['CRLF in a file name', formWith(['a', new Blob([]), 'b\r\nX-Evil: 1'])],
    ['CRLF in a name of a file', formWith(['a\r\n\r\nb', new Blob([]), 'b'])],
  ])('refuses %s', (_what, form) => {
    expect(() => multipart(form)).toThrow(TypeError);
  });
});

/** A file without a type is sent as bytes of no particular kind (RFC 7578, 4.4). */
async function writtenAs(value: FormDataEntryValue): Promise<unknown> {
  if (typeof value === 'string') return value;
  return [value.name, value.type || 'application/octet-stream', await value.text()];
}
