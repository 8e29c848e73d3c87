import { existsSync, readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { firstValueFrom, lastValueFrom, timer } from 'rxjs';
import { drainWith, QHttp } from '../../../src/index.js';

// A program of its own, whose memory nobody else uses: its argument is the port of a server whose `/N` has N bytes of
// body. Garbage is collected from time to time: what is measured is what is held.

/** What taking a body came to. */
export interface Taken {
  readonly bytes: number;
  /** The most memory that the process had until the first 64 MiB had come, and in all, in bytes. */
  readonly early: number;
  readonly peak: number;
}

const mebibyte = 1024 * 1024;
const port = Number(process.argv[2]);

/** On Linux `maxRSS` begins with what the parent had when it started this process. */
function peak(): number {
  const path = '/proc/self/status';
  const ofLinux = existsSync(path) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(path, 'utf8'))?.[1] : undefined;
  return Number(ofLinux ?? process.resourceUsage().maxRSS) * 1024;
}

/** Counts what is taken, and has the next piece wait at each MiB. */
class Meter {
  #bytes = 0;
  #early = 0;

  /** Whether the sink is to wait. */
  take(piece: Uint8Array): boolean {
    const before = Math.floor(this.#bytes / mebibyte);
    this.#bytes += piece.byteLength;
    const after = Math.floor(this.#bytes / mebibyte);
    if (after === before) return false;
    if (after % 16 === 0) globalThis.gc?.();
    if (after <= 64) this.#early = peak();
    return true;
  }

  get taken(): Taken {
    return { bytes: this.#bytes, early: this.#early, peak: peak() };
  }
}

type Take = (http: QHttp, path: string, meter: Meter) => Promise<unknown>;

/** How a body is taken, and how many bytes it has. */
const ways: Readonly<Record<string, readonly [number, Take]>> = {
  'a Writable': [
    1024 * mebibyte,
    (http, path, meter) => {
      const sink = new Writable({
        write(piece: Buffer, _encoding, callback) {
          if (meter.take(piece)) setTimeout(callback, 1);
          else callback();
        },
      });
      http.get(path, sink);
      return firstValueFrom(http.done$);
    },
  ],
  'a WritableStream': [
    64 * mebibyte,
    (http, path, meter) => {
      const sink = new WritableStream<Uint8Array>({
        write: (piece) => (meter.take(piece) ? new Promise((resolve) => setTimeout(resolve, 1)) : undefined),
      });
      http.get(path, sink);
      return firstValueFrom(http.done$);
    },
  ],
  'drainWith()': [
    64 * mebibyte,
    (http, path, meter) =>
      lastValueFrom(http.get$(path).pipe(drainWith((piece) => (meter.take(piece) ? timer(1) : [])))),
  ],
  'readAll()': [
    64 * mebibyte,
    (http, path, meter) => {
      const reading = setInterval(() => {
        meter.take(http.readAll());
      }, 1);
      http.get(path);
      return firstValueFrom(http.done$).finally(() => {
        clearInterval(reading);
        meter.take(http.readAll());
      });
    },
  ],
};

async function run(): Promise<void> {
  const all: Record<string, Taken> = {};
  for (const [way, [size, take]] of Object.entries(ways)) {
    const http = new QHttp('127.0.0.1', port, { limits: { bufferedBytes: mebibyte } });
    const meter = new Meter();
    await take(http, `/${size}`, meter);
    http.destroy();
    all[way] = meter.taken;
  }
  process.stdout.write(JSON.stringify(all));
}

void run();
