import { join } from 'node:path';
import { Writable } from 'node:stream';
import { defer, EMPTY, firstValueFrom, lastValueFrom, retry, toArray } from 'rxjs';
import {
  downloadProgress,
  drainWith,
  failOnStatus,
  finished,
  saveTo,
  saveToFile,
  toBytes,
  toJson,
  toResponse,
  toText,
  uploadProgress,
  type CommandSignal,
} from '../../src/index.js';
import { TemporaryFolder } from '../cli/support/temporary-folder.js';
import { ok, okInChunks } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { httpTo, text } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';

/** Far more than the buffers of two sockets hold. */
const size = 24 * 1024 * 1024;

function startSending(): Promise<RawServer> {
  return RawServer.listen(async (connection) => {
    await connection.head();
    connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
    await connection.sendAsTaken(size);
  });
}

function temporaryFolder(): TemporaryFolder {
  const folder = new TemporaryFolder();
  atEnd(() => {
    folder.remove();
  });
  return folder;
}

describe('operators over a server', () => {
  it('a sink that fails cancels the command', async () => {
    const server = await startSending();
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const sink = new Writable({
      write(_chunk, _encoding, callback) {
        callback(new Error('disk full'));
      },
    });

    await expect(lastValueFrom(http.get$('/').pipe(saveTo(sink)))).rejects.toThrow('The destination failed: disk full');
    await recorder.settled();

    expect(recorder.line).toBe('S1 Connecting Sending q Reading H200 p F1!Aborted DONE! Closing Unconnected');
  });

  it('failOnStatus: ends the command alone, and the next one runs', async () => {
    const server = await RawServer.answering(({ path }) =>
      path === '/a' ? 'HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope' : ok('fine'),
    );
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const first = lastValueFrom(http.get$('/a').pipe(failOnStatus(), toText()));
    const second = lastValueFrom(http.get$('/b').pipe(failOnStatus(), toText()));

    await expect(first).rejects.toThrow(`http://127.0.0.1:${server.port}/a answered 404 Not Found`);
    expect(await second).toBe('fine');
    await recorder.settled();

    expect(recorder.line).toBe(
      'S1 Connecting Sending q Reading H404 F1!Aborted Closing Unconnected ' +
        'S2 Connecting Sending q Reading H200 p Connected F2 DONE',
    );
  });

  it('firstValueFrom gets a whole answer', async () => {
    const server = await RawServer.answering(({ method }) => (method === 'GET' ? okInChunks('ab', 'cd') : ok()));
    const http = httpTo(server);

    const { header, body } = await firstValueFrom(http.get$('/').pipe(toResponse()));
    const head = await firstValueFrom(http.head$('/').pipe(toResponse()));
    const bytes = await firstValueFrom(http.get$('/').pipe(toBytes()));
    const id = await firstValueFrom(http.post$('/', 'x').pipe(finished()));

    expect([header.statusCode(), text(body), head.body.byteLength, text(bytes)]).toEqual([200, 'abcd', 0, 'abcd']);
    expect(id).toBeGreaterThan(0);
  });

  it('toJson names the URL without its query, and the place of what is no JSON', async () => {
    const server = await RawServer.answering(() => ok('{ "a": 1 "b": 2 }'));
    const http = httpTo(server);

    await expect(lastValueFrom(http.get$('/x?y=1').pipe(toJson()))).rejects.toThrow(
      `http://127.0.0.1:${server.port}/x is not JSON: unexpected text at line 1, column 10, near "{ "a": 1 "b": 2 }"`,
    );
  });

  it('a URL of its own in the request line is told without its user and password', async () => {
    const server = await RawServer.answering(() => ok());
    const told: unknown[] = [];
    await httpTo(server)
      .get$('http://user:secret@example.org/a')
      .forEach((signal: CommandSignal) => {
        if (signal.type === 'requestStarted') told.push(signal.url, Object.keys(signal));
      });
    expect(told).toEqual(['http://example.org/a', ['type', 'id']]);
  });

  it('uploadProgress and downloadProgress end with all of it', async () => {
    const server = await RawServer.answering(() => ok('x'.repeat(100_000)));
    const http = httpTo(server);

    const sent = await lastValueFrom(http.post$('/', new Uint8Array(1_000_000)).pipe(uploadProgress()));
    const received = await lastValueFrom(http.get$('/').pipe(downloadProgress()));

    expect(sent).toMatchObject({ ratio: 1, secondsLeft: 0 });
    expect(sent.done).toBeGreaterThan(1_000_000);
    expect(received).toMatchObject({ done: 100_000, total: 100_000, ratio: 1 });
  });

  it('saveToFile: a retry after a broken download saves the whole file, with its progress', async () => {
    const folder = temporaryFolder();
    const server = await RawServer.listen(async (connection, index) => {
      await connection.head();
      if (index === 0) connection.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc');
      else connection.send('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef');
    });
    const http = httpTo(server);

    const saved$ = http.get$('/').pipe(failOnStatus(), saveToFile(join(folder.path, 'it')), downloadProgress());
    const told = await lastValueFrom(saved$.pipe(retry(1), toArray()));

    expect(told.at(-1)).toMatchObject({ done: 6, total: 6, ratio: 1 });
    expect(folder.files()).toEqual({ it: 'abcdef' });
  });

  it('saveToFile: unsubscribing stops the server and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const server = await startSending();
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const subscription = defer(() => http.get$('/').pipe(saveToFile(join(folder.path, 'it')))).subscribe();

    await recorder.until(() => recorder.line.includes('p'));
    const before = Object.keys(folder.files());
    subscription.unsubscribe();
    await recorder.settled();
    await turn();

    expect([before, folder.files()]).toEqual([['it.part'], {}]);
    expect(recorder.line).toBe('S1 Connecting Sending q Reading H200 p F1!Aborted DONE! Closing Unconnected');
  });

  it('drainWith: a project of nothing drains as fast as it comes', async () => {
    const server = await startSending();
    const drained$ = httpTo(server)
      .get$('/')
      .pipe(
        drainWith(() => EMPTY),
        toArray(),
      );
    expect(await lastValueFrom(drained$)).toEqual([]);
  });
});
