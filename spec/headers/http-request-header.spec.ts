import { HttpRequestHeader } from '../../src/headers/http-request-header.js';

describe('HttpRequestHeader', () => {
  test('writes a request line, the fields and a blank line', () => {
    const header = new HttpRequestHeader('GET', '/index.html');
    header.setValue('Host', 'example.org');

    expect(header.toString()).toBe('GET /index.html HTTP/1.1\r\nHost: example.org\r\n\r\n');
  });

  test('asks for the root where only a method is given', () => {
    expect(new HttpRequestHeader('HEAD').toString()).toBe('HEAD / HTTP/1.1\r\n\r\n');
  });

  test.each([
    ['made without arguments', new HttpRequestHeader()],
    ['read from empty text', HttpRequestHeader.parse('')],
    ['read from a line without a version', HttpRequestHeader.parse('GET /\r\n')],
  ])('has no version and no text when %s', (_how, header) => {
    expect([header.majorVersion(), header.minorVersion(), header.toString()]).toEqual([0, 0, '']);
  });

  test('becomes valid by its request line', () => {
    const header = HttpRequestHeader.parse('garbage');

    header.setRequest('PUT', '/a', 1, 0);

    expect([header.isValid(), header.toString()]).toEqual([true, 'PUT /a HTTP/1.0\r\n\r\n']);
  });

  test.each(['GET / HTTP/1.1 more', 'GET / HTTP/1.10', 'GET / HTTP/11'])('does not take "%s" for valid', (line) => {
    expect(HttpRequestHeader.parse(line).isValid()).toBe(false);
  });

  test('copies into a header of its own', () => {
    const header = HttpRequestHeader.parse('GET /a HTTP/1.0\r\nA: 1\r\n');
    const copy = header.clone();

    header.setRequest('POST', '/b');
    header.setValue('A', '2');

    expect([copy.toString(), copy.isValid()]).toEqual(['GET /a HTTP/1.0\r\nA: 1\r\n\r\n', true]);
  });

  test('stays invalid in a copy', () => {
    expect(new HttpRequestHeader().clone().isValid()).toBe(false);
  });
});
