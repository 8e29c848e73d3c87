import { Socket } from 'node:net';
import { atEnd } from './at-end.js';
import { turn } from './turn.js';

/** Looks which sockets are opened and which timers are set from its making on, and tells which of them stay. */
export class LeftBehind {
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #spies: { mockRestore(): void }[];

  constructor() {
    this.#spies = [this.#watchSockets(), ...this.#watchTimers()];
    atEnd(() => this.#stopWatching());
  }

  /** What is still there after some turns of the event loop, which is all that closing needs; ends the watch. */
  async all(): Promise<string[]> {
    const since = performance.now(); // what is due in a millisecond may take more turns than one thinks
    for (let turns = 0; this.#now().length > 0; turns++) {
      if (turns >= 500 && performance.now() - since > 50) break;
      await turn(); // still watched: what is cleared now is gone
    }
    this.#stopWatching();
    return this.#now();
  }

  #stopWatching(): void {
    for (const spy of this.#spies) spy.mockRestore();
  }

  #now(): string[] {
    const sockets = [...this.#sockets].filter(({ closed }) => !closed);
    const timers = [...this.#timers].filter((timer) => timer.hasRef()); // others keep no program running
    return [...sockets.map(() => 'a socket'), ...timers.map(() => 'a timer')];
  }

  #watchSockets(): { mockRestore(): void } {
    const sockets = this.#sockets;
    const connect = Socket.prototype.connect as (...args: unknown[]) => Socket; // one of its overloads
    return jest.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]) {
      sockets.add(this);
      return connect.apply(this, args);
    });
  }

  /** Those that come once, and those that come again and again, of which RxJS makes its own. */
  #watchTimers(): { mockRestore(): void }[] {
    const timers = this.#timers;
    const { setTimeout: set, clearTimeout: clear, setInterval: setAgain, clearInterval: clearAgain } = globalThis;
    const forget = (timer: unknown): void => {
      for (const known of timers) if (known === timer) timers.delete(known);
    };
    const watched = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): NodeJS.Timeout => {
      const timer = set(() => {
        timers.delete(timer);
        callback(...args);
      }, ms);
      timers.add(timer);
      return timer;
    };
    const watchedAgain = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): NodeJS.Timeout => {
      const timer = setAgain(callback, ms, ...args);
      timers.add(timer);
      return timer;
    };
    return [
      jest.spyOn(globalThis, 'setTimeout').mockImplementation(watched as typeof setTimeout), // without its overloads
      jest.spyOn(globalThis, 'setInterval').mockImplementation(watchedAgain as typeof setInterval), // likewise
      jest.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
        forget(timer);
        clear(timer);
      }),
      jest.spyOn(globalThis, 'clearInterval').mockImplementation((timer) => {
        forget(timer);
        clearAgain(timer);
      }),
    ];
  }
}
