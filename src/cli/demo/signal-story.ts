import { State, type Signal } from '../../index.js';

/** What was heard of one command, or between two, in the order in which it came. */
export interface Chapter {
  /** 0 where no command was running. */
  readonly id: number;
  readonly words: readonly string[];
}

/** Writes down signals in words, in chapters: one for each command. Runs of one signal become one word with a number. */
export class SignalStory {
  readonly #chapters: { readonly id: number; readonly words: string[] }[] = [];
  #last = '';
  #times = 0;
  #running = 0;

  /** All that was heard so far. */
  get chapters(): readonly Chapter[] {
    return this.#chapters;
  }

  add(signal: Signal): void {
    if (signal.type === 'requestStarted') this.#open(signal.id);
    this.#write(wordOf(signal));
    if (signal.type === 'requestFinished') this.#running = 0;
  }

  #open(id: number): void {
    this.#running = id;
    this.#chapters.push({ id, words: [] });
    this.#last = '';
  }

  #write(word: string): void {
    let chapter = this.#chapters.at(-1);
    if (chapter?.id !== this.#running) {
      // What comes between two commands has a chapter of its own, except what belongs to the end of one.
      chapter = { id: this.#running, words: [] };
      this.#chapters.push(chapter);
      this.#last = '';
    }
    this.#times = word === this.#last ? this.#times + 1 : 1;
    this.#last = word;
    if (this.#times === 1) chapter.words.push(word);
    else chapter.words[chapter.words.length - 1] = `${word} ×${this.#times}`;
  }
}

function wordOf(signal: Signal): string {
  switch (signal.type) {
    case 'requestStarted':
      return `requestStarted(${signal.id})`;
    case 'requestFinished':
      return `requestFinished(${signal.id}, ${signal.error})`;
    case 'done':
      return `done(${signal.error})`;
    case 'stateChanged':
      return State[signal.state];
    case 'responseHeaderReceived':
      return `responseHeaderReceived(${signal.header.statusCode()})`;
    default:
      return signal.type;
  }
}
