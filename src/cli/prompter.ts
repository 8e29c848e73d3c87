import type { CliIo } from './io.js';
import { Keyboard } from './keyboard.js';
import { LineEditor } from './line-editor.js';

/** What is shown meanwhile. */
export interface Screen {
  pause(): void;
  resume(): void;
}

/** One question; without an answer, or where Ctrl-C was pressed: undefined. The answer may be empty. */
export type Ask = (question: string, typing: 'shown' | 'hidden') => Promise<string | undefined>;

/** Puts questions to the person at the terminal: one conversation at a time, and no bar drawn into it. */
export class Prompter {
  readonly #io: CliIo;
  readonly #screen: Screen;
  #last: Promise<unknown> = Promise.resolve();

  constructor(io: CliIo, screen: Screen) {
    this.#io = io;
    this.#screen = screen;
  }

  /** Whether somebody can be asked. */
  get isThere(): boolean {
    const { stdin, stderr } = this.#io;
    return stdin.isTTY === true && stderr.isTTY === true && stdin.setRawMode !== undefined;
  }

  /** Whether Ctrl-C was pressed. */
  get isInterrupted(): boolean {
    return this.#io.interrupted.aborted;
  }

  /** Holds a conversation when those before it have ended. The keyboard is taken with its first question. */
  converse<T>(talk: (ask: Ask) => Promise<T>): Promise<T> {
    const talked = this.#last.then(() => this.#talk(talk));
    this.#last = talked.catch(() => undefined); // told to whoever has it
    return talked;
  }

  async #talk<T>(talk: (ask: Ask) => Promise<T>): Promise<T> {
    let keyboard: Keyboard | undefined;
    const ask: Ask = async (question, typing) => {
      if (this.isInterrupted) return undefined;
      if (keyboard === undefined) this.#screen.pause();
      keyboard ??= new Keyboard(this.#io);
      const { stderr } = this.#io;
      stderr.write(question);
      const end = await keyboard.readLine(new LineEditor((text) => typing === 'shown' && stderr.write(text)));
      stderr.write('\n');
      if (end.kind === 'interrupted') this.#io.interrupt();
      return end.kind === 'entered' ? end.line : undefined;
    };
    try {
      return await talk(ask);
    } finally {
      keyboard?.close();
      if (keyboard !== undefined) this.#screen.resume();
    }
  }
}
