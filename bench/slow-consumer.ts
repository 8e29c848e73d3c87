/**
 * What a slow consumer of a large body costs in memory: `node bench/slow-consumer.ts [MiB] [ms]` after `npm run build`.
 *
 * A process of its own sends MiB (1024 by default) as fast as they are taken; `drainWith` takes them and waits `ms`
 * (5 by default) behind each MiB, so that 1000 is a consumer of 1 MiB/s. Prints one line of JSON: the bytes that came,
 * the seconds that it took, and the peak of the resident memory in MiB, before the request and in all, as the system
 * tells it of this process.
 *
 * What has been read is garbage until V8 looks for it, which by default is every few dozen MiB (the more, the newer the
 * Node; a bare socket that is paused the same way shows it too). With `node --expose-gc` it looks at each MiB, and what
 * is left is what is really held.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { EMPTY, lastValueFrom, timer } from 'rxjs';
import { drainWith, QHttp } from '../dist/index.js';

const mebibyte = 1024 * 1024;

/** Answers each connection with so many bytes, as fast as they are taken. */
function serve(bytes: number): void {
  const piece = Buffer.alloc(64 * 1024);
  const server = createServer((socket) => {
    let left = bytes;
    const send = () => {
      while (left > 0) {
        const part = piece.subarray(0, Math.min(left, piece.length));
        left -= part.length;
        if (!socket.write(part)) return;
      }
    };
    socket.on('error', () => socket.destroy());
    socket.on('drain', send);
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`);
      send();
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit());
}

/** Of this process alone: on Linux `maxRSS` begins with what the parent had when it started this one. */
function peak(): number {
  const ofLinux = existsSync(status) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return Math.round(Number(ofLinux ?? process.resourceUsage().maxRSS) / 1024);
}

const status = '/proc/self/status';

async function consume(mebibytes: number, waitMs: number): Promise<void> {
  const server = fork(process.argv[1] ?? '', ['serve', String(mebibytes)]);
  const [port] = (await once(server, 'message')) as [number];
  const http = new QHttp('127.0.0.1', port);
  const before = peak();
  const start = performance.now();
  let bytes = 0;
  const drained$ = http.get$('/').pipe(
    drainWith((chunk) => {
      const passed = Math.floor((bytes + chunk.byteLength) / mebibyte) - Math.floor(bytes / mebibyte);
      bytes += chunk.byteLength;
      if (passed > 0) globalThis.gc?.();
      return passed > 0 ? timer(passed * waitMs) : EMPTY;
    }),
  );
  await lastValueFrom(drained$);
  const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
  console.log(JSON.stringify({ bytes, seconds, peakBefore: before, peak: peak() }));
  http.destroy();
  server.disconnect();
}

const [first = '1024', second = '5'] = process.argv.slice(2);
if (first === 'serve') serve(Number(second) * mebibyte);
else await consume(Number(first), Number(second));
