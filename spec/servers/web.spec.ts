import { createHash, randomBytes } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { firstValueFrom } from 'rxjs';
import { HttpRequestHeader, toResponse, type Progress, type QHttp } from '../../src/index.js';
import { httpTo, text } from '../support/http-to.js';
import { Recorder } from '../support/recorder.js';
import { startApache } from './support/apache.js';
import { startNginx } from './support/nginx.js';
import { feature, withEach } from './support/with-each.js';

const answer = 'Sending q Reading H200 p y Connected';

withEach({ nginx: startNginx, Apache: startApache }, (server) => {
  let http: QHttp;
  let recorder: Recorder;

  beforeAll(() => {
    for (let i = 0; i < 20; i++) server().serve(`/numbers/${i}`, `number ${i}`);
  });
  beforeEach(() => {
    http = httpTo({ port: server().portOf('plain') });
    recorder = new Recorder(http);
  });

  /** Status and body of every answer, as soon as it is whole. */
  function answers(): string[] {
    const seen: string[] = [];
    http.requestFinished$.subscribe(() => {
      seen.push(`${http.lastResponse().statusCode()} ${text(http.readAll())}`);
    });
    return seen;
  }

  /** The last progress of a download, or of an upload. */
  function lastProgress(which: 'dataReadProgress$' | 'dataSendProgress$'): () => Progress | undefined {
    let last: Progress | undefined;
    http[which].subscribe((progress) => (last = progress));
    return () => last;
  }

  feature('keep-alive', () => {
    it('carries out twenty requests in order, over one connection', async () => {
      const seen = answers();
      for (let i = 0; i < 20; i++) http.get(`/numbers/${i}`);

      await recorder.settled();

      const logged = await server().logged('/numbers/', 20);
      expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => `200 number ${i}`));
      expect(logged.map(({ request }) => request)).toEqual(seen.map((_, i) => `GET /numbers/${i} 200`));
      expect(new Set(logged.map(({ connection }) => connection)).size).toBe(1);
    });

    it('lasts behind a head and an error status, and ends with close()', async () => {
      server().serve('/kept/page', 'a page');
      http.head('/kept/page');
      http.get('/kept/missing');
      http.get('/kept/page');
      http.close();
      http.get('/kept/page');

      await recorder.settled();

      expect(recorder.line).toBe(
        'S1 Connecting Sending q Reading H200 Connected F1 S2 Sending q Reading H404 p y Connected F2 ' +
          `S3 ${answer} F3 S4 Closing Unconnected F4 S5 Connecting ${answer} F5 DONE`,
      );
      const connections = (await server().logged('/kept/', 4)).map(({ connection }) => connection);
      expect(connections.map((one) => connections.indexOf(one))).toEqual([0, 0, 0, 3]);
    });
  });

  feature('large bodies', () => {
    it('come whole, with a progress that ends at the total', async () => {
      const bytes = Buffer.alloc(64 * 1024 * 1024, 'the quick brown fox ');
      server().serve('/large', bytes);
      const hash = createHash('sha256');
      const sink = new Writable({
        write(chunk: Buffer, _encoding, callback) {
          hash.update(chunk);
          callback();
        },
      });
      const last = lastProgress('dataReadProgress$');
      http.get('/large', sink);

      await recorder.settled();

      expect(recorder.line).toBe('S1 Connecting Sending q Reading H200 p Connected F1 DONE');
      expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(last()).toEqual({ done: bytes.length, total: bytes.length });
    });
  });

  feature('chunked answers', () => {
    it('of a text that is packed as it is sent come whole, and their total is not known', async () => {
      const words = randomBytes(200_000).toString('hex');
      server().serve('/words', words);
      const last = lastProgress('dataReadProgress$');

      const request = http.request$(get('/words', ['Accept-Encoding', 'gzip']));
      const { header, body } = await firstValueFrom(request.pipe(toResponse()));

      expect([header.value('Content-Encoding'), header.value('Transfer-Encoding')]).toEqual(['gzip', 'chunked']);
      expect(gunzipSync(body).toString() === words).toBe(true);
      expect(last()).toEqual({ done: body.length, total: 0 });
    });

    it('leave the connection to the next request', async () => {
      server().serve('/words', randomBytes(200_000).toString('hex'));
      http.request(get('/words', ['Accept-Encoding', 'gzip']));
      http.get('/numbers/1');

      await recorder.settled();

      expect([recorder.line, text(http.readAll())]).toEqual([
        `S1 Connecting ${answer} F1 S2 ${answer} F2 DONE`,
        'number 1',
      ]);
    });
  });

  feature('ranges and conditions', () => {
    it('give a part, the whole where it has changed, or nothing where it has not', async () => {
      http.get('/numbers/1');
      await recorder.settled();
      const etag = http.lastResponse().value('ETag');
      const seen = answers();
      http.request(get('/numbers/1', ['Range', 'bytes=2-4']));
      http.request(get('/numbers/1', ['Range', 'bytes=2-4'], ['If-Range', etag]));
      http.request(get('/numbers/1', ['Range', 'bytes=2-4'], ['If-Range', '"another"']));
      http.request(get('/numbers/1', ['If-None-Match', etag]));

      await recorder.settled();

      expect(seen).toEqual(['206 mbe', '206 mbe', '200 number 1', '304 ']);
    });

    it('beyond the end are answered with an error status', async () => {
      http.request(get('/numbers/1', ['Range', 'bytes=100-']));

      await recorder.settled();

      expect([recorder.line, http.lastResponse().statusCode()]).toEqual([
        'S1 Connecting Sending q Reading H416 p y Connected F1 DONE',
        416,
      ]);
    });
  });

  feature('slow answers', () => {
    it('come piece by piece', async () => {
      const bytes = randomBytes(128 * 1024);
      server().serve('/slow/some', bytes);
      const pieces: Progress[] = [];
      http.dataReadProgress$.subscribe((progress) => pieces.push(progress));
      http.get('/slow/some');

      await recorder.settled();

      expect(recorder.line).toBe(`S1 Connecting ${answer} F1 DONE`);
      expect(bytes.equals(http.readAll())).toBe(true);
      expect(pieces.length).toBeGreaterThan(1);
    });

    it('can be aborted in the middle, and the next command works', async () => {
      server().serve('/slow/more', randomBytes(16 * 1024 * 1024));
      http.get('/slow/more');
      http.get('/dropped');
      await recorder.until(() => http.bytesAvailable() > 0);
      http.abort();
      http.get('/numbers/1');

      await recorder.settled();
      await recorder.settled();

      expect([recorder.line, text(http.readAll())]).toEqual([
        'S1 Connecting Sending q Reading H200 p y F1!Aborted DONE! Closing Unconnected ' +
          `S2 Connecting ${answer} F2 DONE`,
        'number 1',
      ]);
    });
  });

  feature('uploads', () => {
    it('arrive whole, with a progress that ends at the total', async () => {
      const bytes = randomBytes(3 * 1024 * 1024);
      const last = lastProgress('dataSendProgress$');
      http.request(new HttpRequestHeader('PUT', '/put/bytes'), bytes);

      await recorder.settled();

      const { done, total } = last() ?? { done: 0, total: 0 };
      expect([http.lastResponse().statusCode(), done === total, total > bytes.length]).toEqual([201, true, true]);
      expect(server().stored('/put/bytes').equals(bytes)).toBe(true);
    });
  });

  feature('uploads in chunks', () => {
    it('of a stream arrive whole, and their total is not known', async () => {
      const bytes = randomBytes(3 * 1024 * 1024);
      const last = lastProgress('dataSendProgress$');
      http.request(new HttpRequestHeader('PUT', '/put/stream'), Readable.from(inPieces(bytes)));

      await recorder.settled();

      const { done, total } = last() ?? { done: 0, total: 1 };
      expect([http.lastResponse().statusCode(), done > bytes.length, total]).toEqual([201, true, 0]);
      expect(server().stored('/put/stream').equals(bytes)).toBe(true);
    });
  });
});

function get(path: string, ...fields: [string, string][]): HttpRequestHeader {
  const header = new HttpRequestHeader('GET', path);
  header.setValues(fields);
  return header;
}

/** Of 100,000 bytes. */
function* inPieces(bytes: Buffer): Iterable<Buffer> {
  for (let start = 0; start < bytes.length; start += 100_000) yield bytes.subarray(start, start + 100_000);
}
