import { concat, lastValueFrom } from 'rxjs';
import { QHttp, toText, type NetworkProxy } from '../../../src/index.js';
import { proxyFromArguments } from '../../../src/connection/node/proxy-arguments.js';
import { ok } from '../../support/answers.js';
import { atEnd } from '../../support/at-end.js';
import { RawServer } from '../../support/raw-server.js';

describe('the arguments of setProxy()', () => {
  test.each<[string, Parameters<typeof proxyFromArguments>, NetworkProxy | undefined]>([
    ['a host without a port', ['cache'], { type: 'http', host: 'cache', port: 1080 }],
    ['a port of 0, which Qt takes for its default', ['cache', 0], { type: 'http', host: 'cache', port: 1080 }],
    ['a host and a port', ['cache', 3128], { type: 'http', host: 'cache', port: 3128 }],
    ['a user', ['cache', 3128, 'u', 'p'], { type: 'http', host: 'cache', port: 3128, user: 'u', password: 'p' }],
    ['an IPv6 address in brackets', ['[::1]', 3128], { type: 'http', host: '::1', port: 3128 }],
    ['no host', ['', 3128], undefined],
    ['a proxy', [{ type: 'socks5', host: 's', port: 0 }], { type: 'socks5', host: 's', port: 1080 }],
    ['none', [{ type: 'none', host: 's', port: 1 }], undefined],
    ['the environment', [{ type: 'environment', host: 's', port: 1 }], { type: 'environment', host: '', port: 0 }],
  ])('are understood: %s', (_what, given, proxy) => {
    expect(proxyFromArguments(...given)).toEqual(proxy);
  });

  test('are those of setProxy$(), too: it takes effect with the next host', async () => {
    const proxy = await RawServer.answering(({ path }) => ok(path));
    const http = new QHttp();
    atEnd(() => {
      http.destroy();
    });

    const body$ = concat(
      http.setProxy$('127.0.0.1', proxy.port),
      http.setHost$('printer.example'),
      http.get$('/a'),
    ).pipe(toText());

    expect(await lastValueFrom(body$)).toBe('http://printer.example/a');
  });
});
