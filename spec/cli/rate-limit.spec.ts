import { pacedStream } from '../../src/cli/paced-stream.js';
import { RateLimit } from '../../src/cli/rate-limit.js';

/** A clock that only sleeping moves, as late as a timer is, and the sleeps in milliseconds. */
class Clock {
  ms = 1_000_000;
  readonly sleeps: number[] = [];
  readonly #lateMs: number;

  constructor(lateMs = 0) {
    this.#lateMs = lateMs;
  }

  readonly now = (): number => this.ms;

  readonly sleep = (ms: number): Promise<void> => {
    this.sleeps.push(ms);
    this.ms += ms + this.#lateMs;
    return Promise.resolve();
  };
}

const wanted = new AbortController().signal;

describe('a limit of bytes a second', () => {
  it('makes bytes wait as long as they take', async () => {
    const clock = new Clock();
    const limit = new RateLimit(1000, clock);
    for (const bytes of [500, 250, 1000]) await limit.pass(bytes, wanted);

    expect(clock.sleeps).toEqual([450, 250, 1000]); // the first are 50 ms ahead
  });

  it('is for all transfers together', async () => {
    const clock = new Clock();
    const limit = new RateLimit(1000, { now: clock.now, sleep: (ms) => (clock.sleeps.push(ms), Promise.resolve()) });
    await Promise.all([limit.pass(1050, wanted), limit.pass(1000, wanted)]);

    expect(clock.sleeps).toEqual([1000, 2000]);
  });

  it('is kept by small pieces and timers that are late', async () => {
    const clock = new Clock(15);
    const startedAt = clock.ms;
    const limit = new RateLimit(1_000_000, clock);
    for (let sent = 0; sent < 10_000_000; sent += 2000) await limit.pass(2000, wanted);

    const seconds = (clock.ms - startedAt) / 1000;
    expect([seconds > 9.9, seconds < 10.1]).toEqual([true, true]);
  });

  it('gives nothing for a pause', async () => {
    const clock = new Clock();
    const limit = new RateLimit(1000, clock);
    await limit.pass(1050, wanted);
    clock.ms += 60_000;
    await limit.pass(1050, wanted);

    expect(clock.sleeps).toEqual([1000, 1000]);
  });
});

describe('a stream under a limit', () => {
  it('is read in small pieces, each when its time has come', async () => {
    const clock = new Clock();
    const source = new Blob([new Uint8Array(20_000).fill(7)]).stream();
    const pieces: number[] = [];
    for await (const piece of pacedStream(source, new RateLimit(1000, clock)) as unknown as AsyncIterable<Uint8Array>) {
      pieces.push(piece.byteLength);
    }

    expect(pieces).toEqual([8192, 8192, 3616]);
    expect(clock.sleeps).toEqual([8142, 8192, 3616]);
  });

  it('waits for nothing more when it is given up', async () => {
    let asleep: (() => void) | undefined;
    const sleeps = new Promise<void>((resolve) => (asleep = resolve));
    let isAwake = false;
    const sleep = (_ms: number, unwanted: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        asleep?.();
        unwanted.addEventListener('abort', () => {
          isAwake = true;
          resolve();
        });
      });
    let cancelled: unknown;
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(100)),
      cancel: (reason) => {
        cancelled = reason;
      },
    });
    const reader = pacedStream(source, new RateLimit(1, { now: () => 0, sleep })).getReader();
    const read = reader.read();
    await sleeps;
    await reader.cancel('enough');

    expect([await read, cancelled, isAwake]).toEqual([{ done: true, value: undefined }, 'enough', true]);
  });
});
