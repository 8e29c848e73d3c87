import { EventEmitter } from 'node:events';
import type { KeyStream } from '../../../src/cli/io.js';

/** The keyboard of a terminal that remembers its mode. */
export class FakeKeyboard extends EventEmitter implements KeyStream {
  readonly isTTY = true;
  isRaw = false;
  /** Whether somebody listens, so that the process would not end. */
  isOpen = false;

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }

  resume(): void {
    this.isOpen = true;
  }

  pause(): void {
    this.isOpen = false;
  }

  press(keys: string | Buffer): void {
    this.emit('data', Buffer.from(keys));
  }
}
