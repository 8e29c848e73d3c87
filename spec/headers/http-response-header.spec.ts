import { HttpResponseHeader } from '../../src/headers/http-response-header.js';

describe('HttpResponseHeader', () => {
  test('reads a status line and fields', () => {
    const header = HttpResponseHeader.parse('HTTP/1.1 404 Not Found\r\nContent-Type: text/html; charset=utf-8\r\n\r\n');

    expect([header.statusCode(), header.reasonPhrase(), header.contentType()]).toEqual([404, 'Not Found', 'text/html']);
  });

  test.each([
    ['made without arguments', new HttpResponseHeader()],
    ['read from empty text', HttpResponseHeader.parse('')],
    ['read from garbage', HttpResponseHeader.parse('garbage')],
  ])('has no status, no version and no text when %s', (_how, header) => {
    expect([header.statusCode(), header.majorVersion(), header.minorVersion(), header.toString()]).toEqual([
      0,
      0,
      0,
      '',
    ]);
  });

  test('reads a status line without a reason phrase', () => {
    const header = HttpResponseHeader.parse('HTTP/1.1 204\r\n');

    expect([header.isValid(), header.statusCode(), header.reasonPhrase()]).toEqual([true, 204, '']);
  });

  test('reads a status code that only begins with a digit as 0', () => {
    expect(HttpResponseHeader.parse('HTTP/1.1 2xx OK\r\n').statusCode()).toBe(0);
  });

  test('leaves signs of a formatter in a text alone', () => {
    const header = new HttpResponseHeader(200, '100%1 sure');
    header.setValue('A', '%5 $1');

    expect(header.toString()).toBe('HTTP/1.1 200 100%1 sure\r\nA: %5 $1\r\n\r\n');
  });

  test('is made of parts that were parsed before', () => {
    const header = HttpResponseHeader.fromFields(206, 'Partial Content', 1, 0, [
      ['A', '1'],
      ['a', '2'],
    ]);

    expect([header.isValid(), header.toString()]).toEqual([
      true,
      'HTTP/1.0 206 Partial Content\r\nA: 1\r\na: 2\r\n\r\n',
    ]);
  });

  test('does not change the list of fields that it was made of', () => {
    const fields: (readonly [string, string])[] = [['A', '1']];
    const header = HttpResponseHeader.fromFields(200, 'OK', 1, 1, fields);

    header.setValue('A', '2');
    header.addValue('B', '3');
    header.removeAllValues('A');

    expect(fields).toEqual([['A', '1']]);
  });

  test('copies into a header of its own', () => {
    const header = HttpResponseHeader.parse('HTTP/1.0 200 OK\r\nA: 1\r\n');
    const copy = header.clone();

    header.setStatusLine(500);
    header.setValue('A', '2');

    expect([copy.toString(), copy.isValid()]).toEqual(['HTTP/1.0 200 OK\r\nA: 1\r\n\r\n', true]);
  });

  test('stays invalid in a copy', () => {
    expect(HttpResponseHeader.parse('HTTP/1.1 200 OK\r\nbroken\r\n').clone().isValid()).toBe(false);
  });
});
