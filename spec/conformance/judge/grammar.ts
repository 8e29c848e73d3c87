import { commandNames } from '../play/command-names.js';
import type { SignalEvent, Trace } from './trace.js';

/** Signals that belong to a command, and may only come while one runs. */
const partsOfCommand = new Set([
  'dataSendProgress',
  'dataReadProgress',
  'responseHeaderReceived',
  'readyRead',
  'authenticationRequired',
  'proxyAuthenticationRequired',
  'sslErrors',
]);

/** Reads a trace and notes where it breaks the rules that hold for every sequence of signals. */
class Grammar {
  readonly problems: string[] = [];
  readonly #finished = new Set<number>();
  /** Commands that wait: known by the results of the calls. */
  readonly #waiting = new Set<number>();
  readonly #dropped = new Set<number>();
  /** Cold commands that nobody wants any more while they run: they end alone. */
  readonly #cancelled = new Set<number>();
  #running = 0;
  #latest = 0;
  /** Something finished, or was dropped, that no `done` has told yet. */
  #owesDone = false;
  #ended: 'well' | 'badly' = 'well';

  called(name: string, result: unknown): void {
    if (commandNames.has(name) && typeof result === 'number') this.#waiting.add(result);
    if (name === 'clearPendingRequests') this.#drop();
    if (name === 'unsubscribe' && typeof result === 'number') this.#unsubscribed(result);
  }

  heard({ name, args }: SignalEvent): void {
    if (name === 'requestStarted') this.#started(Number(args[0]));
    else if (name === 'requestFinished') this.#requestFinished(Number(args[0]), args[1] === true);
    else if (name === 'done') this.#done(args[0] === true);
    else if (partsOfCommand.has(name) && this.#running === 0) this.#problem(`${name} while no command runs`);
  }

  over(isComplete: boolean): void {
    if (!isComplete) return;
    if (this.#running !== 0) this.#problem(`command ${this.#running} never finishes`);
    else if (this.#owesDone) this.#problem('no done after the last command');
    else if (this.#waiting.size > 0) this.#problem(`never started: ${[...this.#waiting].join(', ')}`);
  }

  #started(id: number): void {
    if (this.#running !== 0) this.#problem(`${id} starts while ${this.#running} runs`);
    if (this.#finished.has(id)) this.#problem(`${id} starts again`);
    else if (id <= this.#latest) this.#problem(`${id} starts after ${this.#latest}`);
    if (this.#dropped.has(id)) this.#problem(`${id} starts although it was dropped`);
    if (this.#ended === 'badly') this.#problem(`${id} starts after an error before done`);
    this.#waiting.delete(id);
    this.#running = this.#latest = id;
  }

  #requestFinished(id: number, error: boolean): void {
    if (this.#running !== id) this.#problem(`${id} finishes while ${this.#running || 'nothing'} runs`);
    this.#finished.add(id);
    this.#running = 0;
    this.#owesDone = true;
    this.#ended = error && !this.#cancelled.has(id) ? 'badly' : 'well';
  }

  #unsubscribed(id: number): void {
    if (this.#waiting.delete(id)) this.#dropped.add(id);
    else if (this.#running === id) this.#cancelled.add(id);
  }

  #done(error: boolean): void {
    if (this.#running !== 0) this.#problem(`done while ${this.#running} runs`);
    if (!this.#owesDone && this.#waiting.size === 0) this.#problem('done although nothing has ended');
    if (!error && this.#ended === 'badly') this.#problem('done(false) after an error');
    if (!error && this.#waiting.size > 0) this.#problem(`done(false) while ${[...this.#waiting].join(', ')} waits`);
    if (error) this.#drop();
    this.#owesDone = false;
    this.#ended = 'well';
  }

  #drop(): void {
    for (const id of this.#waiting) this.#dropped.add(id);
    this.#waiting.clear();
  }

  #problem(text: string): void {
    this.problems.push(text);
  }
}

/**
 * Where a trace breaks the rules of every sequence: `requestStarted(id)` … `requestFinished(id)` without overlap, each
 * once and in the order of the ids; the signals of a command only in between; `done` after the last, once for each
 * burst; after an error nothing of those that waited.
 *
 * @param isComplete - false where the run was cut off: the object destroyed, or a command still running at the end
 */
export function brokenGrammar(trace: Trace, isComplete: boolean): readonly string[] {
  const grammar = new Grammar();
  for (const event of trace) {
    if (event.kind === 'signal') grammar.heard(event);
    else if (event.kind !== 'enter') grammar.called(event.name, event.result);
  }
  grammar.over(isComplete);
  return grammar.problems;
}
