// A download that goes on where it stopped, and begins anew when the file has changed in between.
import assert from 'node:assert/strict';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { ErrorCode, QHttp, failOnStatus, saveTo } from 'rx-qhttp';
import { lastValueFrom, tap } from 'rxjs';
import { listen } from './support/listen.mjs';

let film = new Uint8Array(1_000_000).map((_, index) => index % 251);
let version = '"1"';
let isFlaky = true;
/** @type {string[]} */
const seen = [];
const server = createServer((request, response) => {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const from = range && request.headers['if-range'] === version ? Number(range[1]) : 0;
  const body = film.subarray(from);
  const end = film.byteLength;
  seen.push(`${request.headers.range ? 'a part' : 'all'} asked for, ${from > 0 ? 'a part' : 'all'} sent`);
  if (from > 0) {
    response.statusCode = 206;
    response.setHeader('Content-Range', `bytes ${from}-${end - 1}/${end}`);
  }
  response.setHeader('ETag', version);
  response.setHeader('Content-Length', body.byteLength);
  if (isFlaky) response.write(body.subarray(0, 600_000), () => response.destroy());
  else response.end(body);
});
const { port, stop } = await listen(server);
const folder = mkdtempSync(join(tmpdir(), 'resume-'));
const part = join(folder, 'film.part');
const http = new QHttp('127.0.0.1', port);

let etag = ''; // of what is in the part; a program that may end in between keeps it in a file beside the part

async function download() {
  const have = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  const canResume = have > 0 && etag.startsWith('"'); // a weak one, `W/"…"`, does not promise the same bytes
  const headers = canResume ? { Range: `bytes=${have}-`, 'If-Range': etag } : {};
  const file = createWriteStream(part, { flags: 'a' });

  const film$ = http.get$('/film.bin', { headers }).pipe(
    failOnStatus((status, header) =>
      status === 206 ? !header.value('content-range').startsWith(`bytes ${have}-`) : status !== 200,
    ),
    tap((signal) => {
      if (signal.type !== 'responseHeaderReceived') return;
      if (signal.header.statusCode() === 200) writeFileSync(part, ''); // all of it comes: away with the part
      etag = signal.header.value('etag');
    }),
    saveTo(file),
  );
  try {
    await lastValueFrom(film$);
  } finally {
    file.end();
    await finished(file); // what has come is in the part now, also when the rest has not
  }
}

const error = await download().catch((reason) => reason);
assert.equal(error.code, ErrorCode.WrongContentLength);
assert.deepEqual(new Uint8Array(readFileSync(part)), film.subarray(0, statSync(part).size));
isFlaky = false;
await download();
assert.deepEqual(new Uint8Array(readFileSync(part)), film);

// Half of it is there again, and the server has another one now.
writeFileSync(part, film.subarray(0, 500_000));
film = film.toReversed();
version = '"2"';
await download();
assert.deepEqual(new Uint8Array(readFileSync(part)), film);

console.log(seen.join('\n'));
assert.deepEqual(seen, ['all asked for, all sent', 'a part asked for, a part sent', 'a part asked for, all sent']);
http.destroy();
stop();
rmSync(folder, { recursive: true });
