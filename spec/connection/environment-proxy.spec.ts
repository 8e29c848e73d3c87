import { environmentProxy } from '../../src/connection/environment-proxy.js';
import type { ConnectionMode } from '../../src/values/connection-mode.js';

const web = { host: 'example.com', port: 80, mode: 'http' } as const;
const safe = { host: 'example.com', port: 443, mode: 'https' } as const;

function hostOf(mode: ConnectionMode, environment: Record<string, string | undefined>): string | undefined {
  return environmentProxy(mode === 'http' ? web : safe, environment)?.host;
}

describe('the variable that names the proxy', () => {
  it.each<[Record<string, string | undefined>, http: string | undefined, https: string | undefined]>([
    [{}, undefined, undefined],
    [{ http_proxy: 'l' }, 'l', undefined],
    [{ HTTP_PROXY: 'u' }, 'u', undefined],
    [{ https_proxy: 'l' }, undefined, 'l'],
    [{ HTTPS_PROXY: 'u' }, undefined, 'u'],
    [{ all_proxy: 'l' }, 'l', 'l'],
    [{ ALL_PROXY: 'u' }, 'u', 'u'],
    [{ http_proxy: 'l', HTTP_PROXY: 'u', https_proxy: 'm', HTTPS_PROXY: 'v' }, 'l', 'm'],
    [{ all_proxy: 'l', ALL_PROXY: 'u' }, 'l', 'l'],
    [{ HTTP_PROXY: 'u', all_proxy: 'l' }, 'u', 'l'],
    [{ http_proxy: '', HTTP_PROXY: 'u' }, 'u', undefined],
    [{ http_proxy: ' ', HTTP_PROXY: '', ALL_PROXY: undefined }, undefined, undefined],
    [{ HTTP_PROXY: 'stranger', REQUEST_METHOD: 'GET' }, undefined, undefined],
    [{ HTTP_PROXY: 'stranger', REQUEST_METHOD: '', ALL_PROXY: 'u' }, 'u', 'u'],
    [{ http_proxy: 'l', HTTPS_PROXY: 'u', REQUEST_METHOD: 'GET' }, 'l', 'u'],
  ])('in %j', (environment, http, https) => {
    expect([hostOf('http', environment), hostOf('https', environment)]).toEqual([http, https]);
  });

  it('is not what a stranger says in CGI on Windows, where http_proxy is another name for HTTP_PROXY', () => {
    const environment = new Proxy<Record<string, string>>(
      { HTTP_PROXY: 'stranger', REQUEST_METHOD: 'GET' },
      { get: (all, name) => all[String(name).toUpperCase()] },
    );

    expect(environmentProxy(web, environment)).toBeUndefined();
  });

  it('is not one that the environment has inherited', () => {
    expect(environmentProxy(web, Object.create({ http_proxy: 'polluted' }) as Record<string, string>)).toBeUndefined();
  });
});

describe('the value', () => {
  it.each([
    ['squid', { type: 'http', host: 'squid', port: 1080 }],
    ['squid:3128', { type: 'http', host: 'squid', port: 3128 }],
    [' squid:3128\n', { type: 'http', host: 'squid', port: 3128 }],
    ['http://squid:80', { type: 'http', host: 'squid', port: 80 }],
    ['HTTP://squid:3128/', { type: 'http', host: 'squid', port: 3128 }],
    ['http://squid:', { type: 'http', host: 'squid', port: 1080 }],
    ['socks5://s:9050', { type: 'socks5', host: 's', port: 9050 }],
    ['socks5h://s', { type: 'socks5', host: 's', port: 1080 }],
    ['http://127.0.0.1:3128', { type: 'http', host: '127.0.0.1', port: 3128 }],
    ['http://[::1]:3128', { type: 'http', host: '::1', port: 3128 }],
    ['[fe80::1]', { type: 'http', host: 'fe80::1', port: 1080 }],
    ['u@squid', { type: 'http', host: 'squid', port: 1080, user: 'u' }],
    ['u:@squid', { type: 'http', host: 'squid', port: 1080, user: 'u', password: '' }],
    ['u:p@squid:1', { type: 'http', host: 'squid', port: 1, user: 'u', password: 'p' }],
    ['socks5://u:a:b@c@s:1', { type: 'socks5', host: 's', port: 1, user: 'u', password: 'a:b@c' }],
    ['http://%C3%BC%3A:p%40%2F%3F@squid:1', { type: 'http', host: 'squid', port: 1, user: 'ü:', password: 'p@/?' }],
    ['http://@squid', { type: 'http', host: 'squid', port: 1080 }],
  ])('%j', (value, proxy) => {
    expect(environmentProxy(web, { http_proxy: value })).toEqual(proxy);
  });

  it.each(['https://u:secret@squid', 'socks4://u:secret@s', 'socks://secret', 'toString://secret', 'ftp://secret'])(
    'is refused without being shown when it is of another kind: %s',
    (value) => {
      expect(() => environmentProxy(safe, { ALL_PROXY: value })).toThrow(
        /^The environment variable ALL_PROXY names a proxy of a kind that is not supported: it has to be \[http:.*encoded$/,
      );
      expect(() => environmentProxy(safe, { ALL_PROXY: value })).not.toThrow(/secret/);
    },
  );

  it.each([
    'http://',
    'http:///',
    'http://u:secret@',
    'http://u:secret',
    'http://u:secret@squid:x',
    'http://u:secret@squid:0',
    'http://u:secret@squid:99999',
    'http://u:secret@squid/path',
    'http://u:secret@squid?q',
    'http://u:12/secret@squid',
    'http://u:sec#ret@squid',
    'http://u:%secret@squid',
    'http://u:%FFsecret@squid',
    'http://u%0D:secret@squid',
    'http://u:secret@sq uid',
    'http://u:secret@[::1',
    'http://u:secret@::1',
    'http://u:secret@[squid]x',
    'u:secret://@squid',
    'http://u:secret\n@squid\nx',
  ])('is refused without being shown when it is malformed: %j', (value) => {
    const thrown = ((): unknown => {
      try {
        return environmentProxy(web, { http_proxy: value });
      } catch (error) {
        return error;
      }
    })();

    expect(thrown).toEqual(
      new Error(
        'The environment variable http_proxy names no proxy: it has to be [http://|socks5://][USER[:PASSWORD]@]HOST[:PORT], USER and PASSWORD percent-encoded',
      ),
    );
    expect((thrown as Error).cause).toBeUndefined();
  });

  it('does not matter for a host that needs no proxy', () => {
    expect(environmentProxy(web, { http_proxy: 'https://x', no_proxy: '*' })).toBeUndefined();
  });
});

describe('NO_PROXY', () => {
  it('counts in lower case first', () => {
    const through = (no_proxy: string, NO_PROXY: string): string | undefined =>
      hostOf('http', { http_proxy: 'p', no_proxy, NO_PROXY });

    expect([through('other', 'example.com'), through('example.com', 'other'), through('', 'example.com')]).toEqual([
      'p',
      undefined,
      undefined,
    ]);
  });

  it.each<[list: string, direct: string[], proxied: string[]]>([
    ['', [], ['example.com', '127.0.0.1', 'localhost']],
    [' , ,', [], ['example.com']],
    ['*', ['example.com', '127.0.0.1', '::1'], []],
    ['other, *', ['example.com'], []],
    ['example.com', ['example.com', 'a.example.com', 'EXAMPLE.com', 'a.b.example.com.'], ['badexample.com', 'com']],
    ['.example.com', ['example.com', 'a.example.com'], ['badexample.com']],
    ['*.example.com', ['example.com', 'a.example.com'], ['badexample.com', 'example.com.org']],
    ['Example.COM.', ['example.com', 'example.com.'], ['example.org']],
    ['a b,c\t,\nd', ['a', 'b', 'c', 'd'], ['ab', 'e']],
    ['*example.com', [], ['example.com', 'a.example.com']],
    ['.', [], ['example.com', '']],
    ['example.com:80', ['example.com', 'a.example.com'], []],
    ['example.com:8080', [], ['example.com']],
    ['.example.com:80', ['a.example.com'], []],
    ['127.0.0.1', ['127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1'], ['127.0.0.2', '1.127.0.0.1', 'a.127.0.0.1']],
    ['127.0.0.1:80', ['127.0.0.1'], []],
    ['127.0.0.1:81', [], ['127.0.0.1']],
    ['0.0.1', [], ['127.0.0.1']],
    ['::1', ['::1', '0:0:0:0:0:0:0:1', '::0001'], ['::2', '::1:1']],
    ['[::1]', ['::1'], ['::2']],
    ['[::1]:80', ['::1'], ['::2']],
    ['[::1]:81', [], ['::1']],
    ['2001:DB8::a', ['2001:db8:0:0::000A'], ['2001:db8::b']],
    ['fe80::1', ['fe80::1%eth0'], ['fe80::2%eth0']],
    ['::ffff:10.0.0.1', ['10.0.0.1'], ['10.0.0.2', '::10.0.0.1']],
    ['10.0.0.0/8', ['10.0.0.1', '10.255.255.255', '::ffff:10.1.1.1'], ['11.0.0.0', '9.255.255.255', 'a00::', '10.com']],
    ['10.1.2.3/31', ['10.1.2.2', '10.1.2.3'], ['10.1.2.4', '10.1.2.1']],
    ['10.1.2.3/32', ['10.1.2.3'], ['10.1.2.2']],
    ['0.0.0.0/0', ['1.2.3.4'], ['::1', 'example.com']],
    ['fe80::/10', ['fe80::1', 'febf::1', 'fe80::1%eth0'], ['fec0::1', '254.128.0.1']],
    ['[2001:db8::]/33', ['2001:db8:7fff::'], ['2001:db8:8000::']],
    ['::1/128', ['::1'], ['::2']],
    ['::/0', ['::1', 'fe80::'], ['1.2.3.4']],
    ['::ffff:10.0.0.0/104', ['10.9.9.9'], ['11.0.0.0']],
    [
      '10.0.0.0/33 10.0.0/8 /8 10.0.0.0/ 10.0.0.0/x ::/129 :::/1 1::2::3 1:2/16 010.0.0.1 http://h [ ::1] :80',
      [],
      ['10.0.0.0', '10.0.0.1', '::1', 'h', '1:2:3:4:5:6:7:8'],
    ],
  ])('%j', (no_proxy, direct, proxied) => {
    const seen = (hosts: string[]): string[] =>
      hosts.filter((host) => environmentProxy({ ...web, host }, { http_proxy: 'p', no_proxy }) === undefined);

    expect([seen(direct), seen(proxied)]).toEqual([direct, []]);
  });
});
