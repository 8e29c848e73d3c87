import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request } from 'node:https';
import { DemoServer } from '../../../docs/examples/download-manager/demo-server/demo-server.js';

const mebibyte = 1024 * 1024;

describe('the demo server', () => {
  let server: DemoServer;
  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(server.origin + path, init);

  beforeEach(async () => {
    server = await DemoServer.open();
  });

  afterEach(() => server.close());

  it('has every file of its list but what is meant to fail', async () => {
    const { urls } = (await (await get('/index.json')).json()) as { urls: { url: string }[] };
    expect(urls).toEqual(server.urls);
    const paths = urls.map(({ url }) => new URL(url)).map(({ pathname, search }) => pathname + search);
    const statuses = await Promise.all(paths.map(async (path) => (await get(path, { method: 'HEAD' })).status));
    expect(statuses).toEqual(paths.map((path) => (path.startsWith('/private/') ? 401 : 200)));
  });

  it('shows the same list as a page', async () => {
    const page = await get('/');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const links = [...(await page.text()).matchAll(/href="([^"]*)"/g)].map(([, link = '']) => link);
    expect(links.map((link) => link.replaceAll('&amp;', '&'))).toEqual(server.urls.map(({ url }) => url));
  });

  it('sends as many bytes as it was asked for, with their number or without it', async () => {
    const known = await get(`/files/a%20b.bin?bytes=${3 * mebibyte + 1}`);
    expect(known.headers.get('content-length')).toBe(String(3 * mebibyte + 1));
    expect(known.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''a%20b.bin");
    expect((await known.bytes()).length).toBe(3 * mebibyte + 1);
    const unknown = await get('/files/b.bin?bytes=70000&length=unknown');
    expect(unknown.headers.get('content-length')).toBeNull();
    expect((await unknown.bytes()).length).toBe(70_000);
  });

  it('takes its time when it is told a pace', async () => {
    const since = performance.now();
    expect((await (await get('/files/a.bin?bytes=3000&rate=10000')).bytes()).length).toBe(3000);
    expect(performance.now() - since).toBeGreaterThan(290);
  });

  it('lets through so many bytes, and the rest when its valve is opened', async () => {
    const valve = server.valve('/files/a.bin', 1000);
    const answer = await get('/files/a.bin?bytes=2500');
    const body = answer.bytes();
    await server.until(([visit]) => visit?.sent === 1000);
    valve.open();
    expect((await body).length).toBe(2500);
    await server.until(([visit]) => visit?.outcome === 'answered');
    expect(server.visits).toEqual([
      {
        number: 1,
        method: 'GET',
        target: '/files/a.bin?bytes=2500',
        path: '/files/a.bin',
        origin: server.origin,
        user: undefined,
        received: 0,
        sent: 2500,
        status: 200,
        outcome: 'answered',
      },
    ]);
  });

  it('sees a client that goes in the middle of a download, also while the valve is shut', async () => {
    server.valve('/files/a.bin', 1000);
    const client = new AbortController();
    const answer = await get('/files/a.bin?bytes=2500', { signal: client.signal });
    const body = answer.bytes();
    client.abort();
    await expect(body).rejects.toThrow('aborted');
    const gone = await server.until(([visit]) => visit?.outcome === 'left by the client' && visit);
    expect(gone.sent).toBe(1000);
  });

  it('counts what is uploaded, and sees how far a client came that has gone', async () => {
    const upload = await get('/upload?rate=1e12', { method: 'POST', body: new Uint8Array(mebibyte) });
    expect(await upload.json()).toEqual({ bytes: mebibyte });
    server.valve('/upload', 1000);
    const client = httpRequest(`${server.origin}/upload`, { method: 'POST' });
    client.on('error', () => {}); // it goes by itself, below
    client.write(Buffer.alloc(2000));
    await server.until(([, visit]) => visit?.received === 1000);
    client.destroy();
    await server.until(([, visit]) => visit?.outcome === 'left by the client');
    expect(server.visits.map(({ received }) => received)).toEqual([mebibyte, 1000]);
  });

  it('breaks off in the middle', async () => {
    const answer = await get('/broken/a.bin?bytes=2000');
    await expect(answer.bytes()).rejects.toThrow('terminated');
    expect(server.visits).toMatchObject([{ sent: 1000, outcome: 'left by the server' }]);
  });

  it('has an answer for what is not there, for what goes wrong and for what is no path', async () => {
    expect((await get('/nothing')).status).toBe(404);
    expect((await get('/error')).status).toBe(500);
    const socket = httpRequest({ host: '127.0.0.1', port: new URL(server.origin).port, path: '//:' });
    const [answer] = (await once(socket.end(), 'response')) as [{ statusCode: number; resume: () => void }];
    answer.resume();
    expect(answer.statusCode).toBe(400);
  });

  it('asks who wants what is private, and takes one answer', async () => {
    const asked = await get('/private/a.bin');
    expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="Analytical Engine", charset="UTF-8"',
    ]);
    const as = (login: string): RequestInit => ({ headers: { authorization: `Basic ${btoa(login)}` } });
    expect((await get('/private/a.bin', as('ada:babbage'))).status).toBe(401);
    expect((await get('/private/a.bin?bytes=10', as('ada:lovelace'))).status).toBe(200);
    expect(server.visits.map(({ user, status }) => [user, status])).toEqual([
      [undefined, 401],
      ['ada', 401],
      ['ada', 200],
    ]);
  });

  it('shows a certificate for localhost that signed itself, and answers over it as ever', async () => {
    const answerOf = (options: object): Promise<number | string> =>
      new Promise((resolve) => {
        request(`${server.secureOrigin}/files/a.bin?bytes=10`, { agent: false, ...options }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        })
          .on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? ''))
          .end();
      });
    expect(await answerOf({})).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await answerOf({ rejectUnauthorized: false })).toBe(200);
    expect(server.visits.map(({ origin }) => origin)).toEqual([server.secureOrigin]);
  });

  it('lets pages of this machine ask and see, and no others', async () => {
    const allowed = async (origin: string, method: string): Promise<(string | null)[]> => {
      const { headers } = await get('/private/a.bin', { method, headers: { origin } });
      return ['allow-origin', 'expose-headers', 'allow-headers'].map((name) => headers.get(`access-control-${name}`));
    };
    const exposed = 'Content-Length, Content-Disposition, WWW-Authenticate';
    for (const origin of ['http://127.0.0.1:4200', 'http://localhost', 'https://a.localhost:1', 'http://[::1]:80']) {
      expect(await allowed(origin, 'GET')).toEqual([origin, exposed, null]);
      expect(await allowed(origin, 'OPTIONS')).toEqual([
        origin,
        exposed,
        'Authorization, Content-Type, Content-Disposition, Range',
      ]);
    }
    for (const origin of ['http://example.com', 'http://127.0.0.1.example.com', 'http://localhost.example', 'null']) {
      expect(await allowed(origin, 'GET')).toEqual([null, null, null]);
    }
  });
});
