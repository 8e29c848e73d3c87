import { UsageError } from '../../src/cli/usage-error.js';
import { parseTargetUrl } from '../../src/cli/target-url.js';

describe('parseTargetUrl', () => {
  it('takes a URL apart', () => {
    expect(parseTargetUrl('http://Example.org/a%20b/c?d=e#f')).toEqual({
      href: 'http://example.org/a%20b/c?d=e',
      origin: 'http://example.org',
      mode: 'http',
      host: 'example.org',
      port: 80,
      path: '/a%20b/c?d=e',
      hostAndPort: 'example.org:80',
    });
  });

  it('gives an IPv6 address without its brackets', () => {
    const { mode, host, port, origin, hostAndPort } = parseTargetUrl('https://[::1]:8443/');

    expect({ mode, host, port, origin, hostAndPort }).toEqual({
      mode: 'https',
      host: '::1',
      port: 8443,
      origin: 'https://[::1]:8443',
      hostAndPort: '[::1]:8443',
    });
  });

  it('knows the port of https', () => {
    expect(parseTargetUrl('https://example.org').port).toBe(443);
  });

  it('writes names of other scripts in ASCII', () => {
    expect(parseTargetUrl('http://bücher.example/ä').href).toBe('http://xn--bcher-kva.example/%C3%A4');
  });

  it.each([
    ['http://h/', undefined],
    ['http://u:p@h/', { user: 'u', password: 'p' }],
    ['http://u@h/', { user: 'u', password: undefined }],
    ['http://%C3%BC%3A:a%40b:c@h/', { user: 'ü:', password: 'a@b:c' }],
  ])('takes the login out of %s', (text, login) => {
    const url = parseTargetUrl(text);

    expect([url.login, url.href, url.origin, url.hostAndPort]).toEqual([login, 'http://h/', 'http://h', 'h:80']);
  });

  it.each([
    ['nonsense', 'not a URL: nonsense (does it lack http:// or https:// in front?)'],
    [
      'localhost:8080/x',
      'only http: and https: URLs can be fetched: localhost:8080/x (does it lack http:// or https:// in front?)',
    ],
    ['file:///etc/passwd', 'only http: and https: URLs can be fetched: file:///etc/passwd'],
    ['http://[::1', 'not a URL: http://[::1'],
    ['http://u:secret@[::1', 'not a URL: http://…@[::1'],
    ['http://u:sec/ret@h/', 'not a URL: http://…@h/'],
    ['http://u:sec ret@', 'not a URL: http://…@'],
    ['u:secret@h', 'only http: and https: URLs can be fetched: …@h (does it lack http:// or https:// in front?)'],
    ['http:u:secret@h:x/', 'not a URL: …@h:x/ (does it lack http:// or https:// in front?)'],
    ['http://u:%secret@h/', 'user and password in a URL have to be percent-encoded: http://…@h/'],
    ['http://u%0a:secret@h/', 'http://…@h/: the name has control characters'],
    ['http://:secret@h/', 'http://…@h/ needs a name: NAME or NAME:PASSWORD'],
    ['http://u:secret@h:0/', 'port 0 cannot be connected to: http://…@h:0/'],
    ['http://h:0/', 'port 0 cannot be connected to: http://h:0/'],
    ['http://h:65536/', 'not a URL: http://h:65536/'],
    ['\x1b[2J', 'not a URL: \\x1b[2J (does it lack http:// or https:// in front?)'],
  ])('refuses %j', (text, message) => {
    expect(() => parseTargetUrl(text)).toThrow(new UsageError(message));
  });
});
