import { checkWebRequest, isForbiddenField } from '../../../src/connection/web/forbidden.js';
import { HttpRequestHeader } from '../../../src/headers/http-request-header.js';

function headerWith(name: string, value: string): HttpRequestHeader {
  const header = new HttpRequestHeader('GET', '/');
  header.setValue(name, value);
  return header;
}

describe('What a browser does not send', () => {
  test.each(['Host', 'cookie', 'CONNECTION', 'Expect', 'Referer', 'Proxy-Authorization', 'Sec-Fetch-Mode', 'Date'])(
    'the field %s of a caller',
    (name) => {
      expect(isForbiddenField(name)).toBe(true);
      const check = (): void => checkWebRequest(headerWith(name, 'x'), false);
      expect(check).toThrow(new TypeError(`A browser does not let anybody set the field ${name}`));
    },
  );

  test.each(['Authorization', 'Range', 'User-Agent', 'X-Host', 'Second', 'Content-Type'])(
    'but the field %s',
    (name) => {
      expect(isForbiddenField(name)).toBe(false);
      expect(() => checkWebRequest(headerWith(name, 'x'), false)).not.toThrow();
    },
  );

  test.each([
    ['Connection', 'keep-alive'],
    ['Content-Length', '5'],
  ])('and %s: %s, which is written here', (name, value) => {
    expect(() => checkWebRequest(headerWith(name, value), false)).not.toThrow();
  });

  test.each(['GET', 'HEAD'])('data with %s', (method) => {
    const header = new HttpRequestHeader(method, '/');
    expect(() => checkWebRequest(header, true)).toThrow(new TypeError(`A browser sends no data with ${method}`));
    expect(() => checkWebRequest(header, false)).not.toThrow();
  });

  test.each(['TRACE', 'track'])('the method %s', (method) => {
    const header = new HttpRequestHeader(method, '/');
    expect(() => checkWebRequest(header, false)).toThrow(new TypeError(`A browser does not send ${method}`));
  });
});
