import type { Subscriber } from 'rxjs';
import type { CommandSignal, DataSignal } from '../values/signal.js';
import type { BodyReceiver, ReceiverListener } from './body-receiver.js';

/** Hands each piece of a body to one subscriber, who may hold the rest back. */
export class ColdReceiver implements BodyReceiver {
  readonly isReadable = false;
  readonly isTelling = true;
  readonly #subscriber: Subscriber<CommandSignal>;
  #listener: ReceiverListener | undefined;
  #holds = 0;

  constructor(subscriber: Subscriber<CommandSignal>) {
    this.#subscriber = subscriber;
  }

  open(listener: ReceiverListener): void {
    this.#listener = listener;
  }

  receive(chunk: Uint8Array): boolean {
    this.#subscriber.next(new Data(chunk, this.#hold));
    return this.#holds === 0;
  }

  flush(done: () => void): void {
    done();
  }

  close(): void {
    this.#listener = undefined;
  }

  readonly #hold = (): (() => void) => {
    this.#holds++;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      if (--this.#holds === 0) this.#listener?.onSpace();
    };
  };
}

/** `hold` is neither own nor enumerable: what is compared and copied of the signal are the bytes. */
class Data implements DataSignal {
  readonly type = 'data';
  readonly chunk: Uint8Array;
  readonly #hold: () => () => void;

  constructor(chunk: Uint8Array, hold: () => () => void) {
    this.chunk = chunk;
    this.#hold = hold;
  }

  get hold(): () => () => void {
    return this.#hold;
  }
}
