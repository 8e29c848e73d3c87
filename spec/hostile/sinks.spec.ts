import { createWriteStream, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import type { Subscription } from 'rxjs';
import { failOnStatus, saveToFile, type Destination, type QHttp } from '../../src/index.js';
import { TemporaryFolder } from '../cli/support/temporary-folder.js';
import { ok, okInChunks } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { RawServer } from '../support/raw-server.js';
import { turn } from '../support/turn.js';
import { cliStory } from './support/cli-story.js';
import { outcomeOf, type Misbehaviour, type Outcome } from './support/misbehaving.js';
import { ends, sent } from './support/words.js';

const says =
  (bytes: string): Misbehaviour =>
  (connection) =>
    connection.send(bytes);

/** How a GET to a destination ends, and the one behind it, which is dropped if that fails. */
async function written(
  to: Destination,
  answer: Misbehaviour = says(ok('hello')),
  spoil?: () => unknown,
): Promise<Outcome> {
  return outcomeOf(answer, (http) => {
    http.get('/', to);
    http.get('/dropped');
    spoil?.();
  });
}

/** What comes of a destination that fails: what the command tells between its start and its end, and why it has ended. */
function failed(reason: string, tells = 'Connecting Sending q Reading H200:OK p5/5', connections = 2): Outcome {
  return {
    story: ['S1', tells, tells === '' ? 'F1!UnknownError DONE!' : ends('UnknownError')]
      .filter((part) => part !== '')
      .join(' '),
    error: `UnknownError: The destination failed: ${reason}`,
    body: '',
    connections,
  };
}

function by(write: (callback: (error?: Error) => void, sink: Writable) => unknown): Writable {
  return new Writable({
    write(_piece, _encoding, callback) {
      write(callback, this);
    },
  });
}

function temporaryFolder(): TemporaryFolder {
  const folder = new TemporaryFolder();
  atEnd(() => folder.remove());
  return folder;
}

const unplugged = new Error('unplugged');

/** What a file system says of a disk that is full. */
const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

/** Takes so many pieces before the disk is full. */
function filling(pieces: number): Writable {
  let left = pieces;
  return by((callback) => {
    callback(left-- > 0 ? undefined : full);
  });
}

const silent = says('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello');

describe('a Writable ends its command when it', () => {
  test('throws in its write', async () => {
    const sink = by(() => {
      throw new Error('thrown');
    });

    expect(await written(sink)).toEqual(failed('thrown', 'Connecting Sending q Reading H200:OK'));
  });

  test.each<[string, () => Writable, string]>([
    ['reports an error of its write', () => by((callback) => callback(new Error('no room'))), 'no room'],
    ['reports one later', () => by((callback) => setImmediate(callback, new Error('no room'))), 'no room'],
    ['is destroyed by a piece', () => by((_callback, sink) => sink.destroy()), 'it was closed early'],
    ['is destroyed by a piece, and errs', () => by((_callback, sink) => sink.destroy(unplugged)), 'unplugged'],
    ['meets a disk that is full', () => filling(0), full.message],
    ['meets a device that is full', () => createWriteStream('/dev/full'), full.message],
  ])('%s', async (_how, sinkOf, reason) => {
    expect(await written(sinkOf())).toEqual(failed(reason));
    expect(await written(sinkOf(), silent)).toEqual(failed(reason, 'Connecting Sending q Reading H200:OK p5/10'));
  });

  test('meets a disk that is full amid the body', async () => {
    const pieces = Array.from({ length: 64 }, () => 'x'.repeat(8 * 1024));
    const { story, ...outcome } = await written(filling(1), says(okInChunks(...pieces)));

    expect({ story: story.replace(/p\d+/, 'p'), ...outcome }).toEqual(
      failed(full.message, 'Connecting Sending q Reading H200:OK p/0'),
    );
  });

  test.each<[string, (folder: TemporaryFolder) => string, RegExp]>([
    ['may not be opened', () => '/sys/kernel/it', /^E(ACCES|PERM|ROFS|NOENT): /],
    ['is a folder', ({ path }) => path, /^EISDIR: /],
    ['is in no folder', ({ path }) => join(path, 'none', 'it'), /^ENOENT: /],
    ['has a name that is too long', ({ path }) => join(path, 'x'.repeat(300)), /^ENAMETOOLONG: /],
  ])('%s', async (_what, pathIn, reason) => {
    const folder = temporaryFolder();
    const { story, error } = await written(createWriteStream(pathIn(folder)));
    const [, message = ''] = error.split('UnknownError: The destination failed: ');

    // Whether the file system answers before the server does is up to them.
    expect([story.replace(/(S1 Connecting).* F1!/, '$1 F1!'), message]).toEqual([
      failed('', 'Connecting').story,
      expect.stringMatching(reason),
    ]);
    expect(folder.files()).toEqual({});
  });

  test.each<[string, (sink: Writable) => unknown]>([
    ['is ended', (sink) => sink.end()],
    ['is destroyed', (sink) => sink.destroy()],
    ['errs', (sink) => sink.destroy(unplugged)],
  ])('%s before its turn', async (_how, spoil) => {
    const sink = new PassThrough();
    sink.on('error', () => undefined); // the caller's own matter until the command has started

    expect(await written(sink, undefined, () => spoil(sink))).toEqual(failed('it was closed early', '', 1));
  });
});

describe('a WritableStream ends its command when it', () => {
  test.each<[string, UnderlyingSinkWriteCallback<unknown>, string]>([
    ['rejects a piece', () => Promise.reject(new Error('disk full')), 'disk full'],
    [
      'throws at a piece',
      () => {
        throw new Error('thrown');
      },
      'thrown',
    ],
    ['errs at a piece', (_piece, controller) => controller.error(unplugged), 'unplugged'],
  ])('%s', async (_how, write, reason) => {
    expect(await written(new WritableStream({ write }))).toEqual(failed(reason));
    expect(await written(new WritableStream({ write }), silent)).toEqual(
      failed(reason, 'Connecting Sending q Reading H200:OK p5/10'),
    );
  });

  test.each<[string, (sink: WritableStream) => unknown, string, string, number]>([
    ['is locked', (sink) => sink.getWriter(), 'it is locked to another writer', '', 1],
    ['errs', (sink) => sink.abort(unplugged), 'unplugged', 'Connecting', 1],
    ['is closed', (sink) => sink.close(), 'it was closed early', 'Connecting', 1],
  ])('%s before its turn', async (_how, spoil, reason, tells, connections) => {
    const sink = new WritableStream();

    expect(await written(sink, undefined, () => spoil(sink))).toEqual(failed(reason, tells, connections));
  });
});

/** Saves the answer as `it`, where an old one stands: what is told, why nothing is saved, and what is in the folder. */
async function saved(answer: Misbehaviour, leave?: (subscription: Subscription, http: QHttp) => unknown) {
  const folder = temporaryFolder();
  folder.write('it', 'old');
  let reason = '';
  const { story } = await outcomeOf(answer, async (http, recorder) => {
    const saved$ = http.get$('/').pipe(failOnStatus(), saveToFile(join(folder.path, 'it')));
    const subscription = saved$.subscribe({ error: (error: unknown) => (reason = String(error)) });
    if (!leave) return;
    await recorder.until(() => recorder.line.endsWith('p'));
    leave(subscription, http);
  });
  return {
    story,
    reason: reason
      .replace(/^\w*Error: /, '')
      .replace(/\b127[.\d:]+/, 'HOST:PORT')
      .replaceAll(folder.path, 'FOLDER'),
    files: folder.files(),
  };
}

describe('an existing file survives', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';

  test.each<[string, Misbehaviour, string, string]>([
    [
      'a body that is cut short',
      (connection) => connection.drain().end(`${head}hello`),
      `H200:OK p5/10 ${ends('WrongContentLength')}`,
      'The body from HOST:PORT ended after 5 of 10 bytes, before it was whole',
    ],
    [
      'a reset',
      async (connection) => {
        await connection.drain().sent(`${head}hello`);
        await turn();
        await turn();
        connection.reset();
      },
      `H200:OK p5/10 ${ends('WrongContentLength')}`,
      'The body from HOST:PORT ended after 5 of 10 bytes, before it was whole',
    ],
    [
      'broken chunks',
      says('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n'),
      `H200:OK p5/0 ${ends('WrongContentLength')}`,
      'Invalid HTTP chunked body',
    ],
    ['garbage', says('garbage\r\n\r\n'), ends('InvalidResponseHeader'), 'Invalid HTTP response header'],
    [
      'an error status',
      says('HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno'),
      `H404:No ${ends('Aborted')}`,
      'http://HOST:PORT/ answered 404 No',
    ],
  ])('%s', async (_what, answer, tells, reason) => {
    expect(await saved(answer)).toEqual({ story: `${sent} Reading ${tells}`, reason, files: { it: 'old' } });
  });

  test.each<[string, (subscription: Subscription, http: QHttp) => unknown, string]>([
    ['an abort', (_subscription, http) => http.abort(), 'Request aborted'],
    ['a subscriber that leaves', (subscription) => subscription.unsubscribe(), ''],
  ])('%s', async (_what, leave, reason) => {
    expect(await saved(says(`${head}hello`), leave)).toEqual({
      story: `${sent} Reading H200:OK p5/10 ${ends('Aborted')}`,
      reason,
      files: { it: 'old' },
    });
  });
});

describe('the name of a file in an URL that wants to leave its folder', () => {
  const saves = 'S1 F1 S2 Connecting Sending Reading H200:OK p6/6 Connected F2 S3 Closing Unconnected F3 DONE';

  test.each([
    ['..', '%2e%2e', 'index.html'],
    ['.', '%2e', 'index.html'],
    ['a path upwards', '..%2f..%2fescaped', '_._.._escaped'],
    ['a path upwards of Windows', '..%5c..%5cescaped', '_._.._escaped'],
    ['a path from the root', '%2Ftmp%2Fescaped', '_tmp_escaped'],
    ['a path of a drive', 'C%3A%5Cescaped', 'C__escaped'],
    ['NUL', 'a%00b', 'a_b'],
    ['CR and LF', 'a%0d%0ab', 'a__b'],
    ['a name that Windows has for a device', 'con.txt', '_con.txt'],
    ['a name that shells hide', '.bashrc', '_bashrc'],
    ['a name that programs take for an option', '-rf', '_rf'],
  ])('%s: stays there', async (_what, path, name) => {
    const outside = temporaryFolder();
    const folder = join(outside.path, 'deep', 'er');
    mkdirSync(folder, { recursive: true });
    const server = await RawServer.answering(() => ok('caught'));
    const { code, story, stderr } = await cliStory(['-q', `http://127.0.0.1:${server.port}/${path}`], folder, server);

    expect([code, story, stderr]).toEqual([0, saves, '']);
    expect(readdirSync(outside.path, { recursive: true }).sort()).toEqual(['deep', 'deep/er', `deep/er/${name}`]);
  });
});
