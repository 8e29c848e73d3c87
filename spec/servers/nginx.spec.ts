import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { filter, firstValueFrom, map } from 'rxjs';
import { HttpRequestHeader, QHttp, State } from '../../src/index.js';
import { Nginx } from './support/nginx.js';

const isInstalled = Nginx.isInstalled();
if (!isInstalled) process.stderr.write('nginx is not installed: spec/servers/nginx.spec.ts is left out\n');

(isInstalled || process.env['REQUIRE_ALL'] ? describe : describe.skip)('with nginx', () => {
  let nginx: Nginx;
  let http: QHttp;

  beforeAll(async () => {
    nginx = await Nginx.start();
    mkdirSync(join(nginx.www, 'numbers'));
    for (let i = 0; i < 20; i++) writeFileSync(join(nginx.www, 'numbers', String(i)), `number ${String(i)}`);
  });
  afterAll(() => nginx.stop());
  beforeEach(() => {
    http = new QHttp('127.0.0.1', nginx.port);
  });
  afterEach(() => {
    http.destroy();
  });

  const done = () => firstValueFrom(http.done$);

  it('downloads 64 MiB whole, with a progress that ends at the total', async () => {
    const bytes = Buffer.alloc(64 * 1024 * 1024, 'the quick brown fox ');
    writeFileSync(join(nginx.www, 'big.bin'), bytes);
    const hash = createHash('sha256');
    const sink = new Writable({
      write(chunk: Buffer, _encoding, callback) {
        hash.update(chunk);
        callback();
      },
    });
    let last: unknown;
    http.dataReadProgress$.subscribe((progress) => (last = progress));

    http.get('/big.bin', sink);

    expect(await done()).toBe(false);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(last).toEqual({ done: bytes.length, total: bytes.length });
  });

  it('carries out twenty requests in order, over one connection', async () => {
    const bodies: string[] = [];
    http.requestFinished$.subscribe(() => bodies.push(Buffer.from(http.readAll()).toString()));

    for (let i = 0; i < 20; i++) http.get(`/numbers/${String(i)}`);

    expect(await done()).toBe(false);
    expect(bodies).toEqual(Array.from({ length: 20 }, (_, i) => `number ${String(i)}`));
    const lines = nginx.log().slice(-20);
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(1);
    expect(lines.map((line) => line.split(' ')[2])).toEqual(bodies.map((_, i) => `/numbers/${String(i)}`));
  });

  it('gets a part, an unchanged answer, a head and an error status as normal answers', async () => {
    const seen: string[] = [];
    http.signals$
      .pipe(
        filter((signal) => signal.type === 'requestFinished'),
        map(() => `${String(http.lastResponse().statusCode())} ${Buffer.from(http.readAll()).toString()}`),
      )
      .subscribe((line) => seen.push(line));

    http.get('/numbers/1');
    http.request(fields('/numbers/1', ['Range', 'bytes=2-4']));
    await done();
    http.request(fields('/numbers/1', ['If-None-Match', http.lastResponse().value('etag')]));
    http.head('/numbers/1');
    http.get('/busy');
    await done();

    expect(seen).toEqual(['200 number 1', '206 mbe', '304 ', '200 ', '503 busy']);
    expect(http.state()).toBe(State.Connected);
  });

  it('opens a connection anew after close()', async () => {
    http.get('/numbers/1');
    http.close();
    http.get('/numbers/2');

    expect(await done()).toBe(false);
    expect(Buffer.from(http.readAll()).toString()).toBe('number 2');
    expect(
      new Set(
        nginx
          .log()
          .slice(-2)
          .map((line) => line.split(' ')[0]),
      ).size,
    ).toBe(2);
  });
});

function fields(path: string, ...pairs: [string, string][]): HttpRequestHeader {
  const header = new HttpRequestHeader('GET', path);
  header.setValues(pairs);
  return header;
}
