import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { Gateway } from '../../../docs/examples/download-manager/gateway/gateway.ts';
import { atEnd } from '../../support/at-end.ts';
import { selfSigned } from '../../support/certificates/certificates.ts';
import { begin, command } from './support/ask.ts';
import { bytes, FileServer, HeldBody } from './support/file-server.ts';
import { filesIn, openGateway, temporaryFolder, watchGateway } from './support/gateway-stage.ts';

jest.setTimeout(30_000); // on a machine that is busy

function attachment(name: string) {
  return { 'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` };
}

/** A server of this process is asked for this path for the first time, as Node tells it. */
function asked(path: string): Promise<void> {
  return new Promise((resolve) => {
    const channel = 'http.server.request.start';
    const onStart = (message: unknown) => {
      if ((message as { request: IncomingMessage }).request.url === path) resolve(); // as Node documents it
    };
    subscribe(channel, onStart);
    atEnd(() => unsubscribe(channel, onStart));
  });
}

describe('The gateway', () => {
  it('downloads into its folder what a page asks for', async () => {
    const server = await FileServer.open({ '/a.txt': bytes('alpha'), '/b.txt': bytes('beta') });
    const gateway = await openGateway();
    const page = watchGateway(gateway);
    page.desk.add([server.url('/a.txt'), server.url('/b.txt')]);
    await page.untilStates('a.txt: finished', 'b.txt: finished');
    expect(await filesIn(gateway.folder)).toEqual({ 'a.txt': 'alpha', 'b.txt': 'beta' });
  });

  it('calls a file .part while it grows, and leaves nothing of one that does not become whole', async () => {
    const [held, broken] = [new HeldBody(8), new HeldBody(8)];
    const server = await FileServer.open({ '/held': held.answer, '/broken': broken.answer });
    const gateway = await openGateway();
    const page = watchGateway(gateway);
    page.desk.add([server.url('/held'), server.url('/broken')]);
    await server.untilAsked('GET /held');
    held.send('half');
    await page.until(({ transfers }) => transfers[0]?.done === 4);
    let growing = await filesIn(gateway.folder);
    while (growing['held.part'] !== 'half') growing = await filesIn(gateway.folder); // told when it came: written soon
    expect(Object.keys(growing)).toEqual(['held.part']);
    held.end('half');
    await server.untilAsked('GET /broken');
    broken.send('half');
    await page.until(({ transfers }) => transfers[1]?.done === 4);
    broken.breakOff();
    await page.untilStates('held: finished', 'broken: failed');
    await gateway.close();
    expect(await filesIn(gateway.folder)).toEqual({ held: 'halfhalf' });
  });

  it('overwrites nothing: a name that is there is numbered', async () => {
    const server = await FileServer.open({ '/film.mkv': bytes('new') });
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'film.mkv'), 'old');
    await writeFile(join(folder, 'film (3).mkv.part'), 'somebody else is at it');
    await mkdir(join(folder, 'film (4).mkv'));
    const gateway = await openGateway({ folder });
    const page = watchGateway(gateway);
    const url = server.url('/film.mkv');
    page.desk.add([url, url]);
    await page.untilStates('film (2).mkv: finished', 'film (5).mkv: finished');
    expect((await readdir(folder)).sort()).toEqual(
      ['film (2).mkv', 'film (3).mkv.part', 'film (4).mkv', 'film (5).mkv', 'film.mkv'].sort(),
    );
  });

  it('overwrites nothing that comes while it downloads, and says what the file is called', async () => {
    const held = new HeldBody(3);
    const server = await FileServer.open({ '/film.mkv': held.answer });
    const gateway = await openGateway();
    const page = watchGateway(gateway);
    page.desk.add([server.url('/film.mkv')]);
    await server.untilAsked('GET /film.mkv');
    held.send('ne');
    await page.until(({ transfers }) => transfers[0]?.done === 2);
    await writeFile(join(gateway.folder, 'film.mkv'), 'old');
    held.end('w');
    await page.untilStates('film (2).mkv: finished');
    expect(await filesIn(gateway.folder)).toEqual({ 'film.mkv': 'old', 'film (2).mkv': 'new' });
  });

  it('goes through no link, wherever it leads', async () => {
    const server = await FileServer.open({ '/a': bytes('new'), '/b': bytes('new'), '/c': bytes('new') });
    const folder = await temporaryFolder();
    const outside = await temporaryFolder();
    await writeFile(join(outside, 'a'), 'old');
    await symlink(join(outside, 'a'), join(folder, 'a')); // to a file
    await symlink(join(outside, 'b'), join(folder, 'b')); // to nothing
    await symlink(join(outside, 'c.part'), join(folder, 'c.part'));
    const gateway = await openGateway({ folder });
    const page = watchGateway(gateway);
    page.desk.add(['/a', '/b', '/c'].map((path) => server.url(path)));
    await page.untilStates('a (2): finished', 'b (2): finished', 'c (2): finished');
    expect(await filesIn(outside)).toEqual({ a: 'old' });
  });

  it.each([
    ['../x', '_._x'],
    ['/etc/passwd', '_etc_passwd'],
    ['..\\..\\x', '_._.._x'],
    ['CON', '_CON'],
    ['a\0b', 'a_b'],
    ['', 'download'],
    ['..', 'download'],
    [`${'x'.repeat(5000)}.txt`, `${'x'.repeat(196)}.txt`],
  ])('puts a file that a server calls %.20j into its folder all the same', async (name, cleaned) => {
    const server = await FileServer.open({ '/get': bytes('text', attachment(name)) });
    const folder = await temporaryFolder();
    const own = join(folder, 'own');
    await mkdir(own);
    const page = watchGateway(await openGateway({ folder: own }));
    page.desk.add([server.url('/get')]);
    await page.untilStates(`${cleaned}: finished`);
    expect(await filesIn(own)).toEqual({ [cleaned]: 'text' });
    expect(await readdir(folder)).toEqual(['own']);
  });

  it('cleans the name that a URL says', async () => {
    const server = await FileServer.open({ '/..%2f..%2fx': bytes('text') });
    const gateway = await openGateway();
    const page = watchGateway(gateway);
    page.desk.add([server.url('/..%2f..%2fx')]);
    await page.until(({ transfers }) => transfers[0]?.status === 'finished');
    expect(await filesIn(gateway.folder)).toEqual({ '_._.._x': 'text' });
  });

  it('follows redirects, and not with the token', async () => {
    const server = await FileServer.open({ '/b': bytes('beta') });
    const other = await FileServer.open({
      '/a': (response) => response.writeHead(302, { Location: server.url('/b') }).end(),
    });
    const gateway = await openGateway();
    const page = watchGateway(gateway);
    page.desk.add([other.url('/a')]);
    await page.untilStates('a: finished');
    expect(await filesIn(gateway.folder)).toEqual({ a: 'beta' });
  });

  it('asks nobody to trust a server to which another one has led', async () => {
    const secure = createSecureServer({ key: selfSigned.key, cert: selfSigned.cert }, (_request, response) =>
      response.end(),
    );
    await once(secure.listen(0, '127.0.0.1'), 'listening');
    atEnd(() => secure.close());
    const Location = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/a`;
    const server = await FileServer.open({ '/a': (response) => response.writeHead(302, { Location }).end() });
    const page = watchGateway(await openGateway());
    page.desk.add([server.url('/a')]);
    await page.untilStates('a: failed');
    expect(page.changes.filter(({ type }) => type === 'question')).toEqual([]);
    page.desk.add([Location]);
    await page.until(({ questions }) => questions.length === 1);
  });

  it('begins with the name of the URL when it is tried again', async () => {
    const broken = new HeldBody(8);
    const server = await FileServer.open({ '/a.bin': broken.answer });
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a.bin'), 'old');
    const page = watchGateway(await openGateway({ folder }));
    page.desk.add([server.url('/a.bin')]);
    await server.untilAsked('GET /a.bin');
    broken.send('half');
    await page.until(({ transfers }) => transfers[0]?.done === 4);
    broken.breakOff();
    await page.untilStates('a (2).bin: failed');
    server.at('/a.bin', bytes('new'));
    page.desk.retry('t1');
    await page.untilStates('a (2).bin: finished');
  });

  it('shows two pages the same, whoever does it, and a third one that comes later', async () => {
    const held = new HeldBody(4);
    const server = await FileServer.open({ '/a': held.answer, '/b': bytes('beta') });
    const gateway = await openGateway();
    const [one, other] = [watchGateway(gateway), watchGateway(gateway)];
    one.desk.add([server.url('/a')]);
    await other.untilStates('a: running');
    other.desk.add([server.url('/b')]);
    await one.untilStates('a: running', 'b: waiting');
    other.desk.pause('t1');
    await one.untilStates('a: paused', 'b: waiting');
    one.desk.resume('t1');
    await server.untilAsked('GET /a');
    held.end('text');
    const isOver = ({ signals }: { readonly signals: readonly { readonly letter: string }[] }) =>
      signals.at(-1)?.letter === 'd';
    await Promise.all([one.until(isOver), other.until(isOver)]);
    expect(one.seen).toEqual(other.seen);
    const late = watchGateway(gateway);
    await late.until(isOver);
    expect(late.seen).toEqual(one.seen);
  });

  it('goes on when its page is loaded anew', async () => {
    const held = new HeldBody(4);
    const server = await FileServer.open({ '/a': held.answer });
    const gateway = await openGateway();
    const before = watchGateway(gateway);
    before.desk.add([server.url('/a')]);
    await server.untilAsked('GET /a');
    before.desk.destroy();
    const after = watchGateway(gateway);
    await after.untilStates('a: running');
    held.end('text');
    await after.untilStates('a: finished');
  });

  it('holds a question until any of its pages answers', async () => {
    const server = await FileServer.open({
      '/a': (response, request) => {
        if (request.headers.authorization) response.end('secret');
        else response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Engine"' }).end();
      },
    });
    const gateway = await openGateway();
    const [one, other] = [watchGateway(gateway), watchGateway(gateway)];
    one.desk.add([server.url('/a')]);
    await other.until(({ questions }) => questions.length === 1);
    await one.until(({ questions }) => questions.length === 1);
    other.desk.answer('q1', { kind: 'login', user: 'ada', password: 'lovelace' });
    await Promise.all([one, other].map((page) => page.untilStates('a: finished')));
    await Promise.all([one, other].map((page) => page.until(({ questions }) => questions.length === 0)));
  });

  describe('an upload', () => {
    it('is sent through when its turn has come', async () => {
      const received: string[] = [];
      const server = await FileServer.open({
        '/in': async (response, request) => {
          let text = '';
          for await (const piece of request) text += String(piece);
          received.push(`${request.headers['content-type'] ?? ''} ${request.headers['content-length'] ?? ''} ${text}`);
          response.end('thanks');
        },
      });
      const gateway = await openGateway();
      const page = watchGateway(gateway);
      page.desk.upload(server.url('/in'), new File(['some ', 'notes'], 'notes.txt', { type: 'text/plain' }));
      page.desk.upload(server.url('/in'), new File(['more'], 'more.bin'));
      const { transfers } = await page.untilStates('notes.txt: finished', 'more.bin: finished');
      expect(received).toEqual(['text/plain 10 some notes', 'application/octet-stream 4 more']);
      expect(transfers).toMatchObject([{ direction: 'upload', done: 10, total: 10, httpStatus: 200 }, { done: 4 }]);
    });

    it('is streamed: the page sends no faster than the server takes it, and a pause holds it', async () => {
      const size = 48 * 1024 * 1024;
      const reading = Promise.withResolvers<undefined>();
      const received = Promise.withResolvers<number>();
      const server = await FileServer.open({
        '/in': async (response, request) => {
          await reading.promise;
          let length = 0;
          for await (const piece of request) length += (piece as Buffer).length;
          response.end();
          received.resolve(length);
        },
      });
      const page = watchGateway(await openGateway());
      page.desk.upload(server.url('/in'), new File([new Uint8Array(size)], 'film'));
      await page.until(({ transfers }) => (transfers[0]?.done ?? 0) > 0);
      page.desk.pause('t1');
      await page.untilStates('film: paused');
      expect(page.seen.transfers[0]?.done).toBeLessThan(size);
      reading.resolve(undefined);
      page.desk.resume('t1');
      await page.untilStates('film: finished');
      expect(await received.promise).toBe(size);
    });

    it('that is aborted keeps the page from sending the rest, and can be tried again', async () => {
      let isStuck = true;
      const server = await FileServer.open({
        '/in': async (response, request) => {
          if (isStuck) return;
          await once(request.resume(), 'end');
          response.end();
        },
      });
      const gateway = await openGateway();
      const page = watchGateway(gateway);
      page.desk.upload(server.url('/in'), new File([new Uint8Array(32 * 1024 * 1024)], 'film'));
      await page.until(({ transfers }) => (transfers[0]?.done ?? 0) > 0);
      page.desk.abortCurrent(server.origin);
      await page.untilStates('film: aborted');
      isStuck = false;
      page.desk.retry('t1');
      await page.untilStates('film: finished');
    });

    it('waits for the answer to a question about its server, and for others of its page', async () => {
      const secure = createSecureServer({ key: selfSigned.key, cert: selfSigned.cert }, (incoming, response) =>
        incoming.resume().on('end', () => response.end()),
      );
      await once(secure.listen(0, '127.0.0.1'), 'listening');
      atEnd(() => secure.close());
      const gateway = await openGateway();
      const page = watchGateway(gateway);
      const sent = asked('/api/uploads/t1');
      const url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/in`;
      page.desk.upload(url, new File([new Uint8Array(100_000)], 'film'));
      await page.until(({ questions }) => questions.length > 0);
      await sent;
      const early = await begin(gateway, { method: 'POST', path: '/api/uploads/t1', body: 'second' });
      expect(early.resume().statusCode).toBe(409); // the page has sent it before, and it is kept
      page.desk.answer('q1', { kind: 'certificate', accept: true });
      await page.untilStates('film: finished');
    });

    it('cannot be tried again when the page that had it is gone', async () => {
      jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'setImmediate', 'nextTick', 'setInterval', 'performance'] });
      atEnd(() => jest.useRealTimers());
      const server = await FileServer.open({ '/in': () => undefined });
      const gateway = await openGateway();
      const url = server.url('/in');
      const page = watchGateway(gateway);
      await command(gateway, { command: 'upload', url, name: 'film', size: 10, type: '', page: 'gone' });
      while (page.states.join() !== 'film: failed') {
        jest.advanceTimersByTime(1000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(page.seen.transfers).toMatchObject([{ status: 'failed', needsFile: true }]);
      expect(page.seen.transfers[0]?.reason).toContain('the page that has it is gone');
    });

    it('that is aborted is refused in the middle, whoever sends it', async () => {
      const server = await FileServer.open({ '/in': () => undefined });
      const gateway = await openGateway();
      const page = watchGateway(gateway);
      const url = server.url('/in');
      await command(gateway, { command: 'upload', url, name: 'film', size: 1000, type: '', page: '' });
      await page.untilStates('film: running');
      const sending = request({
        method: 'POST',
        port: gateway.port,
        host: '127.0.0.1',
        path: '/api/uploads/t1',
        headers: { Authorization: `Bearer ${gateway.token}`, 'Content-Length': 1000 },
      });
      const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
      sending.on('error', () => undefined).write('some');
      await page.until(({ transfers }) => (transfers[0]?.done ?? 0) > 0);
      page.desk.abortCurrent(server.origin);
      const [response] = await answered;
      expect(response.statusCode).toBe(410);
      response.on('error', () => undefined);
      await new Promise((resolve) => sending.on('close', resolve));
    });

    it('fails when the page stops sending it', async () => {
      const server = await FileServer.open({ '/in': () => undefined });
      const gateway = await openGateway();
      const page = watchGateway(gateway);
      const url = server.url('/in');
      await command(gateway, { command: 'upload', url, name: 'film', size: 1000, type: '', page: '' });
      await page.untilStates('film: running');
      const socket = connect(gateway.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(
        `POST /api/uploads/t1 HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\nAuthorization: Bearer ${gateway.token}\r\n` +
          'Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nsome',
      );
      await page.until(({ transfers }) => (transfers[0]?.done ?? 0) > 0);
      socket.destroy();
      const { transfers } = await page.untilStates('film: failed');
      expect(transfers[0]?.reason).toContain('the page has stopped sending it');
    });

    it('is taken from a page that knows of it, while its turn is, and once', async () => {
      const server = await FileServer.open({ '/in': () => undefined });
      const gateway = await openGateway();
      const page = watchGateway(gateway);
      const { text } = await command(gateway, {
        command: 'upload',
        url: server.url('/in'),
        name: 'film',
        size: 5,
        type: '',
        page: '',
      });
      expect(JSON.parse(text)).toEqual({ id: 't1' });
      await page.untilStates('film: running');
      const path = '/api/uploads/t1';
      const first = await begin(gateway, { method: 'POST', path, body: 'bytes' });
      expect(first.resume().statusCode).toBe(204);
      const second = await begin(gateway, { method: 'POST', path, body: 'bytes' });
      expect(second.resume().statusCode).toBe(409);
    });
  });

  it('ends what runs when it is closed, and leaves nothing half done', async () => {
    const held = new HeldBody(8);
    const server = await FileServer.open({ '/a': held.answer });
    const gateway = await openGateway();
    const page = watchGateway(gateway);
    page.desk.add([server.url('/a')]);
    await server.untilAsked('GET /a');
    held.send('half');
    await page.until(({ transfers }) => transfers[0]?.done === 4);
    await gateway.close();
    expect(await filesIn(gateway.folder)).toEqual({});
    await server.until(() => held.isClosed);
  });

  it('takes no folder that is none', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(Gateway.open({ folder: join(folder, 'none') })).rejects.toThrow('ENOENT');
    await expect(Gateway.open({ folder: join(folder, 'file') })).rejects.toThrow('is no folder');
  });
});
