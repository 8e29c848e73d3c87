import { createServer, type AddressInfo } from 'node:net';
import type { Observable } from 'rxjs';

/** Numbers from 0 to below `limit`, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** How subscriptions ended: by unsubscribing, or by themselves. */
export interface Endings {
  unsubscribed: number;
  completed: number;
  failed: number;
}

/**
 * Subscribes and unsubscribes at random moments: at once, some microtasks or turns later, inside a signal, or not at
 * all. Up to three subscriptions are open at a time, so that some of them wait.
 */
export async function unsubscribeAtRandom(
  request: () => Observable<unknown>,
  cycles: number,
  random: (limit: number) => number,
): Promise<Endings> {
  const endings: Endings = { unsubscribed: 0, completed: 0, failed: 0 };
  for (let left = cycles; left > 0;) {
    const together = Math.min(left, 1 + random(3));
    left -= together;
    await Promise.all(Array.from({ length: together }, () => cycle(request(), random, endings)));
  }
  return endings;
}

async function cycle(request$: Observable<unknown>, random: (limit: number) => number, endings: Endings) {
  const inside = random(3) === 0 ? 1 + random(14) : Infinity;
  const [microtasks, turns] = [[0, 0] as const, [random(8), 0] as const, [0, random(12)] as const][random(3)] ?? [0, 0];
  const lasts = inside !== Infinity || random(4) === 0;

  let signals = 0;
  let onEnd = () => {};
  const end = new Promise<void>((resolve) => (onEnd = resolve));
  const subscription = request$.subscribe({
    next: () => {
      if (++signals !== inside) return;
      endings.unsubscribed++;
      subscription.unsubscribe();
      onEnd();
    },
    error: () => {
      endings.failed++;
      onEnd();
    },
    complete: () => {
      endings.completed++;
      onEnd();
    },
  });
  if (lasts) return end;
  for (let i = 0; i < microtasks; i++) await Promise.resolve();
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
  if (subscription.closed) return;
  endings.unsubscribed++;
  subscription.unsubscribe();
}

export interface PiecewiseServer {
  readonly port: number;
  readonly sockets: number;
  close(): Promise<void>;
}

/** Answers every request in two pieces, a turn apart, so that there are moments in the middle of an answer. */
export async function listenPiecewise(): Promise<PiecewiseServer> {
  let sockets = 0;
  const server = createServer((socket) => {
    sockets++;
    socket.setNoDelay(true);
    socket.on('close', () => sockets--);
    socket.on('error', () => socket.destroy());
    socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345');
      setImmediate(() => socket.writable && socket.write('67890'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port, // it listens on TCP
    get sockets() {
      return sockets;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
