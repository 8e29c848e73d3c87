import type { Subscriber } from 'rxjs';
import { ownProperties } from '../values/own-properties.js';
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
    const signal = Object.defineProperty({ type: 'data', chunk }, 'hold', this.#holdProperty);
    this.#subscriber.next(signal as DataSignal); // it has just been made one
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

  readonly #holdProperty = ownProperties({ value: this.#hold });
}
