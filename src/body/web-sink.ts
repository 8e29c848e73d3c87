import type { BodyReceiver, ReceiverListener } from './body-receiver.js';

/** The streams that a command of ours is writing to: locked, yet free when its turn has passed. */
export const streamsInUse = new WeakSet<WritableStream>();

/** A web `WritableStream`: full when its `desiredSize` says so. */
export class WebSink implements BodyReceiver {
  readonly isReadable = false;
  readonly isTelling = false;
  readonly #stream: WritableStream<Uint8Array>;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #listener: ReceiverListener | undefined;
  #unwritten = 0;
  #onFlushed: (() => void) | undefined;

  constructor(stream: WritableStream<Uint8Array>) {
    this.#stream = stream;
  }

  open(listener: ReceiverListener): void {
    this.#listener = listener;
    if (this.#stream.locked) {
      listener.onFailure(new Error('it is locked to another writer'));
      return;
    }
    this.#writer = this.#stream.getWriter();
    streamsInUse.add(this.#stream);
    this.#writer.closed.then(
      () => {
        this.#listener?.onFailure(new Error('it was closed early'));
      },
      (error: unknown) => {
        this.#listener?.onFailure(error);
      },
    );
  }

  receive(chunk: Uint8Array): boolean {
    const writer = this.#writer;
    if (!writer) return false;
    this.#unwritten++;
    writer.write(chunk).then(this.#onWritten, (error: unknown) => {
      this.#listener?.onFailure(error);
    });
    if ((writer.desiredSize ?? 0) > 0) return true;
    writer.ready.then(
      () => {
        this.#listener?.onSpace();
      },
      () => undefined, // told by the write that failed
    );
    return false;
  }

  flush(done: () => void): void {
    if (this.#unwritten === 0) done();
    else this.#onFlushed = done;
  }

  close(): void {
    this.#listener = this.#onFlushed = undefined;
    if (!this.#writer) return;
    this.#writer.releaseLock();
    this.#writer = undefined;
    streamsInUse.delete(this.#stream);
  }

  readonly #onWritten = (): void => {
    this.#unwritten--;
    if (this.#unwritten > 0) return;
    const flushed = this.#onFlushed;
    this.#onFlushed = undefined;
    flushed?.();
  };
}
