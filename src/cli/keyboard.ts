import { StringDecoder } from 'node:string_decoder';
import type { CliIo } from './io.js';
import type { LineEditor, LineEnd } from './line-editor.js';

/**
 * The keys of a terminal one by one, and none of them shown: raw mode, from the making of this to `close`.
 *
 * In raw mode Ctrl-C is a key like any other: it is told as a line that was interrupted.
 */
export class Keyboard {
  readonly #io: CliIo;
  readonly #decoder = new StringDecoder('utf8');
  readonly #onData = (chunk: Buffer | string): void => {
    this.#keys.push(...Array.from(this.#decoder.write(Buffer.from(chunk))));
    this.#read();
  };
  readonly #onEnd = (): void => this.#answer({ kind: 'given up' });
  readonly #onInterrupt = (): void => this.#answer({ kind: 'interrupted' });
  /** What was typed and has not been read. */
  readonly #keys: string[] = [];
  #lastKey = '';
  #reading: { readonly editor: LineEditor; readonly answer: (end: LineEnd) => void } | undefined;

  constructor(io: CliIo) {
    this.#io = io;
    const { stdin, interrupted } = io;
    stdin.setRawMode?.(true);
    stdin.on('data', this.#onData);
    for (const event of ['end', 'error', 'close'] as const) stdin.on(event, this.#onEnd);
    interrupted.addEventListener('abort', this.#onInterrupt);
    stdin.resume();
  }

  /** Feeds an editor until its line has ended, the terminal has gone, or the run was interrupted. */
  readLine(editor: LineEditor): Promise<LineEnd> {
    return new Promise((answer) => {
      this.#reading = { editor, answer };
      this.#read();
    });
  }

  /** Gives the terminal back as it was. */
  close(): void {
    const { stdin, interrupted } = this.#io;
    stdin.off('data', this.#onData);
    for (const event of ['end', 'error', 'close'] as const) stdin.off(event, this.#onEnd);
    interrupted.removeEventListener('abort', this.#onInterrupt);
    stdin.setRawMode?.(false);
    stdin.pause();
  }

  #read(): void {
    while (this.#reading !== undefined) {
      const key = this.#keys.shift();
      if (key === undefined) return;
      // In text that was pasted both may end one line.
      const isSecondEnd = key === '\n' && this.#lastKey === '\r';
      this.#lastKey = key;
      const end = isSecondEnd ? undefined : this.#reading.editor.press(key);
      if (end !== undefined) this.#answer(end);
    }
  }

  #answer(end: LineEnd): void {
    const { answer } = this.#reading ?? {};
    this.#reading = undefined;
    answer?.(end);
  }
}
