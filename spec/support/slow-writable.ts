import { EventEmitter } from 'node:events';
import type { WritableLike } from '../../src/index.js';

/** A Writable that takes a piece when it is told to, at once and not a turn later: for virtual time. */
export class SlowWritable extends EventEmitter implements WritableLike {
  writable = true;
  destroyed = false;
  /** What was written, whether it has been taken or not; then how it was ended. */
  readonly log: string[] = [];
  readonly #highWaterMark: number;
  readonly #untaken: { readonly size: number; readonly callback: (error?: Error | null) => void }[] = [];
  #waiting = 0;
  #isFull = false;
  #onEnd: (() => void) | undefined;

  /** @param highWaterMark - in bytes; from there on it is full */
  constructor(highWaterMark: number) {
    super();
    this.#highWaterMark = highWaterMark;
  }

  write(chunk: Uint8Array, callback: (error?: Error | null) => void): boolean {
    this.log.push(new TextDecoder().decode(chunk));
    this.#untaken.push({ size: chunk.byteLength, callback });
    this.#waiting += chunk.byteLength;
    this.#isFull = this.#waiting >= this.#highWaterMark;
    return !this.#isFull;
  }

  /** Takes the first piece; tells that it has drained when nothing is left of a time when it was full. */
  take(): void {
    const first = this.#untaken.shift();
    this.#waiting -= first?.size ?? 0;
    first?.callback();
    if (this.#waiting > 0) return;
    if (this.#isFull) this.emit('drain');
    this.#isFull = false;
    this.#finish();
  }

  fail(error: Error): void {
    this.writable = false;
    this.destroyed = true;
    this.#untaken.shift()?.callback(error);
    this.emit('error', error);
  }

  end(callback: () => void): void {
    this.writable = false;
    this.#onEnd = callback;
    if (this.#waiting === 0) this.#finish();
  }

  destroy(): void {
    this.destroyed = true;
    this.log.push('destroyed');
  }

  #finish(): void {
    if (!this.#onEnd) return;
    this.log.push('ended');
    this.#onEnd();
    this.#onEnd = undefined;
  }
}

/** One that takes everything at once. */
export class QuickWritable extends SlowWritable {
  constructor() {
    super(Infinity);
  }

  override write(chunk: Uint8Array, callback: (error?: Error | null) => void): boolean {
    const hasRoom = super.write(chunk, callback);
    this.take();
    return hasRoom;
  }
}
