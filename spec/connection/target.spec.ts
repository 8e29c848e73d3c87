import { hostAndPort, hostField, isSameConnection, originOf, targetFrom } from '../../src/connection/target.js';

describe('a target', () => {
  it('takes the default port of its mode for port 0', () => {
    expect([targetFrom('h', 'http', 0).port, targetFrom('h', 'https', 0).port]).toEqual([80, 443]);
  });

  it('names the port in the Host field unless it is the default of the mode, or was given for https', () => {
    const fields = [
      targetFrom('LOCALHOST', 'http', 80),
      targetFrom('h', 'http', 443),
      targetFrom('h', 'https', 443),
      targetFrom('h', 'https', 0),
      targetFrom('h', 'https', 80),
    ].map(hostField);
    expect(fields).toEqual(['LOCALHOST', 'h:443', 'h:443', 'h', 'h:80']);
  });

  it('takes an IPv6 address with brackets and without, and writes it with them', () => {
    const bare = targetFrom('::1', 'http', 8080);
    expect(targetFrom('[::1]', 'http', 8080)).toEqual(bare);
    expect([bare.host, hostField(bare), hostAndPort(bare), originOf(bare)]).toEqual([
      '::1',
      '[::1]:8080',
      '[::1]:8080',
      'http://[::1]:8080',
    ]);
  });

  it.each(['a b', 'a/b', 'a\r\nb', 'a\0', 'user@h', 'h?q', 'h#f', 'é', 'h:80', '<h>'])(
    'refuses %j as a host with a TypeError',
    (host) => {
      expect(() => targetFrom(host, 'http', 80)).toThrow(TypeError);
    },
  );

  it.each([-1, 65536, 1.5, NaN, Infinity])('refuses port %d with a RangeError', (port) => {
    expect(() => targetFrom('h', 'http', port)).toThrow(RangeError);
  });

  it.each(['ftp', 'toString', ''])('refuses the mode %j with a TypeError', (mode) => {
    expect(() => targetFrom('h', mode as 'http', 80)).toThrow(TypeError);
  });

  it('goes over another connection with another host, port or mode', () => {
    const target = targetFrom('h', 'http', 80);
    const others = [targetFrom('H', 'http', 80), targetFrom('h', 'http', 81), targetFrom('h', 'https', 80)];
    expect(others.map((other) => isSameConnection(target, other))).toEqual([false, false, false]);
    expect(isSameConnection(target, targetFrom('h', 'http', 0))).toBe(true);
  });
});
