import { toBytes } from '../../src/index.js';
import { firstValueFrom } from 'rxjs';
import { ok } from '../support/answers.js';
import { httpTo, text } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';

const pollution = {
  dispatcher: { dispatch: () => fail('dispatcher') },
  path: '/nonexistent.sock',
  socketPath: '/nonexistent.sock',
  lookup: () => fail('lookup'),
  onread: { buffer: new Uint8Array(16), callback: () => fail('onread') },
  headers: { 'x-polluted': '1' },
  auth: 'user:password',
  host: 'polluted.invalid',
  proxy: { type: 'http', host: 'polluted.invalid', port: 1 },
  tls: { ca: 'polluted' },
  limits: { bodyBytes: 0 },
  signal: AbortSignal.abort(),
};

function fail(what: string): never {
  throw new Error(`${what} of the prototype was used`);
}

describe('a polluted Object.prototype', () => {
  const prototype = Object.prototype as Record<string, unknown>;

  afterEach(() => {
    for (const key of Object.keys(pollution)) Reflect.deleteProperty(prototype, key);
  });

  test.each(Object.entries(pollution))('with %s has no effect on a request', async (key, value) => {
    const server = await RawServer.answering(() => ok('fine'));
    prototype[key] = value;
    const http = httpTo(server);
    const body = await firstValueFrom(http.get$('/', {}).pipe(toBytes()));
    Reflect.deleteProperty(prototype, key);

    expect([text(body), server.lastRequest.fields]).toEqual([
      'fine',
      { host: `127.0.0.1:${String(server.port)}`, connection: 'keep-alive' },
    ]);
  });
});
