import type { TextStream } from './io.js';
import type { View } from './view.js';

/** For `--quiet`: only what went wrong. */
export class QuietView implements View {
  readonly #stream: TextStream;

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  show(): void {
    // Nobody looks.
  }

  remove(): void {
    // Nobody looks.
  }

  line(): void {
    // Nobody looks.
  }

  failure(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  close(): void {
    // Nothing was drawn.
  }
}
