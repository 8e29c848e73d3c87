import type { HeaderField } from '../../src/headers/header-field.js';
import { HttpHeader } from '../../src/headers/http-header.js';

describe('HttpHeader', () => {
  test('compares keys without case and lists each one once, as it first appeared', () => {
    const header = HttpHeader.parse('Accept: text/html\r\nCookie: a=1\r\ncookie: b=2\r\n');

    expect([header.value('accept'), header.allValues('Cookie'), header.keys(), header.hasKey('COOKIE')]).toEqual([
      'text/html',
      ['a=1', 'b=2'],
      ['Accept', 'Cookie'],
      true,
    ]);
  });

  test('answers with nothing for a key that it does not hold', () => {
    const header = new HttpHeader();

    expect([header.value('A'), header.allValues('A'), header.hasKey('A')]).toEqual(['', [], false]);
  });

  test('leaves further fields of a key alone when the first gets another value', () => {
    const header = HttpHeader.parse('A: 1\r\nB: 2\r\na: 3\r\n');

    header.setValue('a', 'new');

    expect(header.values()).toEqual([
      ['A', 'new'],
      ['B', '2'],
      ['a', '3'],
    ]);
  });

  test('stays as it is when a key is removed that it does not hold', () => {
    const header = HttpHeader.parse('A: 1\r\nB: 2\r\n');

    header.removeValue('C');
    header.removeAllValues('C');

    expect(header.toString()).toBe('A: 1\r\nB: 2\r\n');
  });

  test('replaces all fields by a copy of the given ones', () => {
    const header = HttpHeader.parse('A: 1\r\n');
    const field: [string, string] = ['B', '2'];
    const fields: HeaderField[] = [field];

    header.setValues(fields);
    field[1] = 'changed';
    fields.push(['C', '3']);

    expect(header.values()).toEqual([['B', '2']]);
  });

  test('gives out lists that do not follow its later changes', () => {
    const header = HttpHeader.parse('A: 1\r\n');
    const values = header.values();

    header.addValue('B', '2');
    header.setValue('A', '3');
    header.removeValue('A');

    expect(values).toEqual([['A', '1']]);
  });

  test('copies into a header of its own', () => {
    const header = HttpHeader.parse('A: 1\r\nbroken\r\n');
    const copy = header.clone();

    copy.addValue('B', '2');

    expect([header.keys(), copy.keys(), copy.isValid()]).toEqual([['A'], ['A', 'B'], false]);
  });

  test('changes a Content-Length that is there in its place', () => {
    const header = HttpHeader.parse('Content-Length: 5\r\nA: 1\r\n');

    header.setContentLength(7);

    expect([header.toString(), header.contentLength()]).toEqual(['Content-Length: 7\r\nA: 1\r\n', 7]);
  });

  test.each([
    ['4294967295', 4294967295],
    ['4294967296', 0],
    ['0x10', 0],
    ['1e3', 0],
    ['', 0],
  ])('reads a Content-Length of "%s" as %d', (text, bytes) => {
    const header = new HttpHeader();
    header.addValue('Content-Length', text);

    expect(header.contentLength()).toBe(bytes);
  });

  test('joins folded lines by one space, whatever they are indented with', () => {
    expect(HttpHeader.parse('A: one\r\n\t two\r\n   three\r\nB: x').values()).toEqual([
      ['A', 'one two three'],
      ['B', 'x'],
    ]);
  });
});
