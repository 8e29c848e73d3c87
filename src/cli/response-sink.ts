import { Writable } from 'node:stream';
import type { BodyPlace } from './body-place.js';
import { messageOf } from './error-text.js';
import { printable } from './printable.js';
import type { RateLimit } from './rate-limit.js';
import type { Verdict } from './resume.js';

const excerptBytes = 1024;

/**
 * The `to` of one request. It has to be named before the status is known, so it waits for the verdict on the head: only
 * a body that is wanted opens its place, and of any other the first bytes are kept for the message.
 *
 * It takes as much as the place does: each chunk is answered when it has been written.
 */
export class ResponseSink extends Writable {
  readonly #place: BodyPlace;
  #at: number | undefined;
  #opened = false;
  #written = 0;
  #excerpt = Buffer.alloc(0);
  readonly #limit: RateLimit | undefined;
  /** Aborted when what was held back for the limit is not waited for any more. */
  readonly #unwanted = new AbortController();
  #pending: Promise<void> = Promise.resolve();
  #failure: Error | undefined;

  /** @param limit - of what it takes; while a chunk waits for its time, the socket waits, too */
  constructor(place: BodyPlace, limit?: RateLimit) {
    super({ highWaterMark: limit === undefined ? 256 * 1024 : 1 });
    this.#place = place;
    this.#limit = limit;
    // Told by `failure`; without a listener it would end the process.
    this.on('error', () => undefined);
  }

  /** How many bytes were put into the place. */
  get written(): number {
    return this.#written;
  }

  /** Why the place could not take the body. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** The beginning of a body that was not wanted, as printable text. */
  get excerpt(): string {
    return printable(this.#excerpt.toString('utf8').trim(), 200);
  }

  /** Says what to do with the body; comes before its first byte. */
  judge(verdict: Verdict): void {
    this.#at = verdict.kind === 'store' ? verdict.at : undefined;
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: (error?: Error) => void): void {
    this.#answer(this.#take(chunk), callback);
  }

  /** An empty file is a file, too. */
  override _final(callback: (error?: Error) => void): void {
    this.#answer(this.#ready(), callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#unwanted.abort();
    const close = async (): Promise<void> => {
      await this.#pending;
      if (this.#opened) await this.#place.close();
    };
    close().then(
      () => callback(error),
      (closing: unknown) => callback(error ?? (closing as Error)),
    );
  }

  #answer(work: Promise<void>, callback: (error?: Error) => void): void {
    this.#pending = work.then(
      () => callback(),
      (error: unknown) => {
        this.#failure = new Error(messageOf(error), { cause: error });
        callback(this.#failure);
      },
    );
  }

  async #take(chunk: Uint8Array): Promise<void> {
    if (this.#at === undefined) {
      this.#keepExcerpt(chunk);
    } else {
      await this.#ready();
      await this.#place.write(chunk);
      this.#written += chunk.byteLength;
    }
    await this.#limit?.pass(chunk.byteLength, this.#unwanted.signal);
  }

  async #ready(): Promise<void> {
    if (this.#at === undefined || this.#opened) return;
    await this.#place.open(this.#at);
    this.#opened = true;
  }

  #keepExcerpt(chunk: Uint8Array): void {
    const room = excerptBytes - this.#excerpt.byteLength;
    if (room > 0) this.#excerpt = Buffer.concat([this.#excerpt, chunk.subarray(0, room)]);
  }
}
