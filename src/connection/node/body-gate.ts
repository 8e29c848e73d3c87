import type { Duplex } from 'node:stream';
import type { Timer } from '../../values/schedule.js';

export type Write = (
  chunk: string | Uint8Array,
  encoding?: BufferEncoding,
  callback?: (error?: Error | null) => void,
) => boolean;

/** How long the word of a server is waited for, in milliseconds (recorded). */
const patienceMs = 2000;

/**
 * Holds back the body of a request with `Expect: 100-continue` until the server wants it, or has said nothing for two
 * seconds (RFC 9110, 10.1.1). undici does not know of it: it is told that the socket is full.
 */
export class BodyGate {
  readonly #socket: Duplex;
  readonly #timer: Timer;
  readonly #write: Write;
  #held: Parameters<Write>[] = [];
  #isHolding = false;
  #isHeadOpen = false;
  #cancelTimer: () => void = () => undefined;

  /** @param write - writes to the socket */
  constructor(socket: Duplex, timer: Timer, write: Write) {
    this.#socket = socket;
    this.#timer = timer;
    this.#write = write;
    socket.once('close', () => {
      this.drop();
    });
  }

  get isHolding(): boolean {
    return this.#isHolding;
  }

  /**
   * Holds what is written from now on.
   *
   * @param field - that goes into the head
   * @param onPatienceEnds - the server has said nothing
   * @returns the head as it is to be written: one whose first chunk would end it is ended
   */
  close(head: string, field: string, onPatienceEnds: () => void): string {
    this.#isHolding = true;
    this.#isHeadOpen = !head.endsWith(blankLine);
    this.#cancelTimer = this.#timer(patienceMs, onPatienceEnds);
    return `${this.#isHeadOpen ? head : head.slice(0, -lineEnd.length)}${field}${blankLine}`;
  }

  /** @returns false: there is no room */
  hold(...args: Parameters<Write>): boolean {
    const [chunk, ...rest] = args;
    const isFirst = this.#held.length === 0 && this.#isHeadOpen;
    this.#held.push(isFirst && typeof chunk === 'string' ? [chunk.slice(lineEnd.length), ...rest] : args);
    return false;
  }

  /** Sends what was held. */
  open(): void {
    const held = this.#end();
    this.#socket.cork();
    let isRoom = true;
    for (const args of held) isRoom = this.#write(...args);
    this.#socket.uncork();
    if (isRoom && !this.#socket.destroyed) this.#socket.emit('drain'); // else the socket does so by itself
  }

  /** Forgets what was held; whether there was a body that is not sent. */
  drop(): boolean {
    if (!this.#isHolding) return false;
    this.#end();
    return true;
  }

  #end(): Parameters<Write>[] {
    const held = this.#held;
    this.#held = [];
    this.#isHolding = false;
    this.#cancelTimer();
    return held;
  }
}

const lineEnd = '\r\n';
const blankLine = '\r\n\r\n';
