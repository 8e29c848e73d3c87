import type { BodyReceiver, ReceiverListener } from './body-receiver.js';

/** The parts of a Node `Writable` that are needed; structural, so that no Node type is. */
export interface WritableLike {
  readonly writable: boolean;
  readonly destroyed: boolean;
  write(chunk: Uint8Array, callback: (error?: Error | null) => void): boolean;
  on(event: 'drain' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'drain' | 'close', listener: () => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** A Node `Writable`: full when its own high-water mark says so. */
export class NodeSink implements BodyReceiver {
  readonly isReadable = false;
  readonly isTelling = false;
  readonly #stream: WritableLike;
  #listener: ReceiverListener | undefined;
  #unwritten = 0;
  #onFlushed: (() => void) | undefined;
  #hasFailed = false;

  constructor(stream: WritableLike) {
    this.#stream = stream;
  }

  open(listener: ReceiverListener): void {
    this.#listener = listener;
    this.#stream.on('drain', this.#onDrain);
    this.#stream.on('error', this.#onError);
    this.#stream.on('close', this.#onClose);
    if (this.#stream.destroyed || !this.#stream.writable) this.#onClose();
  }

  receive(chunk: Uint8Array): boolean {
    if (this.#stream.destroyed || !this.#stream.writable) {
      this.#onClose();
      return false;
    }
    this.#unwritten++;
    try {
      return this.#stream.write(chunk, this.#onWritten);
    } catch (error) {
      this.#listener?.onFailure(error);
      return false;
    }
  }

  flush(done: () => void): void {
    if (this.#unwritten === 0) done();
    else this.#onFlushed = done;
  }

  close(): void {
    this.#listener = this.#onFlushed = undefined;
    this.#stream.off('drain', this.#onDrain);
    this.#stream.off('close', this.#onClose);
    // A stream tells a failed write first and emits its 'error' later; one still under way may fail yet.
    if (this.#unwritten === 0 && !this.#hasFailed) this.#stream.off('error', this.#onError);
  }

  readonly #onWritten = (error?: Error | null): void => {
    this.#unwritten--;
    if (error) {
      this.#onError(error);
    } else if (this.#unwritten === 0) {
      const flushed = this.#onFlushed;
      this.#onFlushed = undefined;
      flushed?.();
      if (!this.#listener) this.#stream.off('error', this.#onError);
    }
  };

  readonly #onDrain = (): void => {
    this.#listener?.onSpace();
  };

  readonly #onError = (error: Error): void => {
    this.#hasFailed = true;
    this.#listener?.onFailure(error);
  };

  readonly #onClose = (): void => {
    this.#listener?.onFailure(new Error('it was closed early'));
  };
}
