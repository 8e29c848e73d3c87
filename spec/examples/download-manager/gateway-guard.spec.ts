import type { Gateway } from '../../../docs/examples/download-manager/gateway/gateway.ts';
import { ask, begin, command } from './support/ask.ts';
import { openGateway, watchGateway } from './support/gateway-stage.ts';

jest.setTimeout(30_000); // on a machine that is busy

const add = { command: 'add', urls: ['http://127.0.0.1:9/a'] };

/** What the gateway has on its list, as its own page sees it. */
async function names(gateway: Gateway): Promise<string[]> {
  const page = watchGateway(gateway);
  await page.until(() => page.changes.length > 0);
  return page.seen.transfers.map(({ name }) => name);
}

describe('The gateway', () => {
  it('takes a command of its own page', async () => {
    const gateway = await openGateway();
    expect(await command(gateway, add)).toMatchObject({ status: 204, text: '' });
    expect(await names(gateway)).toEqual(['a']);
  });

  it.each<[string, number, (gateway: Gateway) => Record<string, string | undefined>]>([
    ['without a token', 401, () => ({ Authorization: undefined })],
    ['with an empty token', 401, () => ({ Authorization: 'Bearer ' })],
    ['with another token', 401, () => ({ Authorization: `Bearer ${'x'.repeat(43)}` })],
    ['with a part of the token', 401, ({ token }) => ({ Authorization: `Bearer ${token.slice(0, -1)}` })],
    ['with more than the token', 401, ({ token }) => ({ Authorization: `Bearer ${token}x` })],
    ['with the token in another case', 401, ({ token }) => ({ Authorization: `Bearer ${swapCase(token)}` })],
    ['with the token by another scheme', 401, ({ token }) => ({ Authorization: `Basic ${token}` })],
    ['with the token as a cookie', 401, ({ token }) => ({ Authorization: undefined, Cookie: `token=${token}` })],
    ['by a name that points at this machine', 421, ({ port }) => ({ Host: `evil.example:${port}` })],
    ['by a name that begins like its own', 421, ({ port }) => ({ Host: `127.0.0.1.evil.example:${port}` })],
    ['by another port', 421, ({ port }) => ({ Host: `127.0.0.1:${port + 1}` })],
    ['by no port', 421, () => ({ Host: '127.0.0.1' })],
    ['by a page of another origin', 403, () => ({ Origin: 'https://evil.example' })],
    ['by a page of another port', 403, ({ port }) => ({ Origin: `http://127.0.0.1:${port + 1}` })],
    ['by its page under another scheme', 403, ({ port }) => ({ Origin: `https://127.0.0.1:${port}` })],
    ['by a page without an origin', 403, () => ({ Origin: 'null' })],
    ['by localhost, when it is called by its address', 403, ({ port }) => ({ Origin: `http://localhost:${port}` })],
    ['across sites', 403, () => ({ 'Sec-Fetch-Site': 'cross-site' })],
    ['across origins of a site', 403, () => ({ 'Sec-Fetch-Site': 'same-site' })],
    ['from an address bar', 403, () => ({ 'Sec-Fetch-Site': 'none' })],
  ])('refuses what is asked %s', async (_how, status, headersFor) => {
    const gateway = await openGateway();
    const headers = headersFor(gateway);
    expect((await command(gateway, add, headers)).status).toBe(status);
    expect((await ask(gateway, { path: '/api/events', headers })).status).toBe(status);
    expect((await ask(gateway, { method: 'POST', path: '/api/uploads/t1', headers, body: 'text' })).status).toBe(
      status,
    );
    expect(await names(gateway)).toEqual([]);
  });

  it.each([
    ['localhost', ({ port }: Gateway) => ({ Host: `localhost:${port}`, Origin: `http://localhost:${port}` })],
    ['a program without a browser', () => ({ Origin: undefined, 'Sec-Fetch-Site': undefined })],
    ['a scheme in small letters', ({ token }: Gateway) => ({ Authorization: `bearer ${token}` })],
  ])('takes what is asked by %s with the token', async (_how, headersFor) => {
    const gateway = await openGateway();
    expect((await command(gateway, add, headersFor(gateway))).status).toBe(204);
  });

  it('has another token at each start, and no way to be asked for it', async () => {
    const [one, other] = [await openGateway(), await openGateway()];
    expect(one.token).not.toBe(other.token);
    expect(one.token).toMatch(/^[\w-]{43}$/);
    expect((await command(one, add, { Authorization: `Bearer ${other.token}` })).status).toBe(401);
  });

  it('gives nobody permission to ask from another origin', async () => {
    const gateway = await openGateway();
    const asked = await ask(gateway, {
      method: 'OPTIONS',
      path: '/api/commands',
      headers: {
        Origin: 'https://evil.example',
        Authorization: undefined,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization',
      },
    });
    expect(asked.status).toBe(403);
    expect(Object.keys(asked.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('says in each answer what may run in the page, and that types are what they say', async () => {
    const gateway = await openGateway();
    for (const path of ['/', '/api/commands', '/api/nothing']) {
      const { headers } = await ask(gateway, { path });
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
  });

  it.each<[string, number, unknown]>([
    ['no JSON', 400, '{"command":'],
    ['nothing', 400, ''],
    ['an unknown command', 400, { command: 'format' }],
    ['a command of another kind', 400, { command: ['add'] }],
    ['a list', 400, []],
    ['null', 400, null],
    ['a number', 400, 7],
    ['a command that an object has by birth', 400, { command: 'constructor' }],
    ['fields that are only inherited', 400, '{"__proto__":{"command":"add","urls":["http://127.0.0.1:9/a"]}}'],
    ['no URLs', 400, { command: 'add' }],
    ['URLs that are no list', 400, { command: 'add', urls: 'http://127.0.0.1:9/a' }],
    ['URLs that are no texts', 400, { command: 'add', urls: ['http://127.0.0.1:9/a', 7] }],
    ['a URL that is none', 400, { command: 'add', urls: ['http://127.0.0.1:9/a', 'file:///etc/passwd'] }],
    ['an upload without a size', 400, { command: 'upload', url: 'http://127.0.0.1:9/', name: 'a', type: '', page: '' }],
    [
      'an upload of less than nothing',
      400,
      { command: 'upload', url: 'http://127.0.0.1:9/', name: 'a', size: -1, type: '', page: '' },
    ],
    ['an upload to a file', 400, { command: 'upload', url: 'file:///etc', name: 'a', size: 1, type: '', page: '' }],
    ['an answer without a kind', 400, { command: 'answer', question: 'q1', answer: {} }],
    ['an answer of no use', 400, { command: 'answer', question: 'q1', answer: { kind: 'certificate', accept: 'yes' } }],
  ])('refuses %s', async (_what, status, body) => {
    const gateway = await openGateway();
    const answered = await command(gateway, body);
    expect(answered.status).toBe(status);
    expect(Object.keys(JSON.parse(answered.text) as object)).toEqual(['error']);
    expect(await names(gateway)).toEqual([]);
  });

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/jsonp', 415],
    [undefined, 415],
    ['application/json; charset=utf-8', 204],
    ['Application/JSON', 204],
  ])('answers a command of the type %s with %d', async (type, status) => {
    const gateway = await openGateway();
    expect((await command(gateway, add, { 'Content-Type': type })).status).toBe(status);
    expect(await names(gateway)).toEqual(status === 204 ? ['a'] : []);
  });

  it('refuses a command that is too long, and takes the next one', async () => {
    const gateway = await openGateway();
    const urls = Array.from(
      { length: 100_000 },
      (_, index) => `http://127.0.0.1:9/a-rather-long-name-of-a-file-${index}`,
    );
    expect(await command(gateway, { command: 'add', urls })).toMatchObject({ status: 413 });
    expect((await command(gateway, add)).status).toBe(204);
    expect(await names(gateway)).toEqual(['a']);
  });

  it('leaves undone what is asked of transfers and questions that are not there', async () => {
    const gateway = await openGateway();
    for (const name of ['remove', 'pause', 'resume', 'retry']) {
      expect((await command(gateway, { command: name, id: '__proto__' })).status).toBe(204);
    }
    expect((await command(gateway, { command: 'move', id: 't1', before: null })).status).toBe(204);
    expect((await command(gateway, { command: 'abortCurrent', pipeline: 'constructor' })).status).toBe(204);
    expect((await command(gateway, { command: 'clearWaiting', pipeline: '' })).status).toBe(204);
    expect((await command(gateway, { command: 'answer', question: 'q1', answer: { kind: 'closed' } })).status).toBe(
      204,
    );
    expect(await names(gateway)).toEqual([]);
  });

  it.each([
    ['GET', '/api/commands', 405],
    ['PUT', '/api/commands', 405],
    ['POST', '/api/events', 405],
    ['GET', '/api/uploads/t1', 405],
    ['POST', '/api/uploads/t1', 409],
    ['POST', '/api/uploads/../commands', 404],
    ['GET', '/api/', 404],
    ['GET', '/api/events/', 404],
    ['POST', '/', 405],
    ['DELETE', '/index.html', 405],
  ])('answers %s %s with %d', async (method, path, status) => {
    const gateway = await openGateway({ page: __dirname });
    expect((await ask(gateway, { method, path })).status).toBe(status);
  });

  it('does not hold its page up by files that are sent without being wanted', async () => {
    const gateway = await openGateway();
    const body = Buffer.alloc(8 * 1024 * 1024);
    const refused = await ask(gateway, { method: 'POST', path: '/api/uploads/t1', body });
    expect(refused.status).toBe(409);
  });

  it('ends the events, and everything else, when it is closed', async () => {
    const gateway = await openGateway();
    const events = await begin(gateway, { path: '/api/events' });
    const ended = new Promise((resolve) => events.on('close', resolve));
    events.on('error', () => undefined).resume();
    await gateway.close();
    await ended;
    await gateway.close();
    await expect(ask(gateway, { path: '/api/events' })).rejects.toThrow('ECONNREFUSED');
  });
});

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (each) => (each === each.toLowerCase() ? each.toUpperCase() : each.toLowerCase()));
}
