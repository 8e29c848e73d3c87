import { ErrorCode, State, type QHttp, type Signal } from '../../src/index.js';

/**
 * Writes down the signals of a `QHttp`, each as one word: `S1 F1 S2 Connecting Sending q Reading H200 p y Connected F2
 * DONE`, and `F2!Aborted DONE!` for an error. Ids are numbered from 1 by their first appearance.
 */
export class Recorder {
  readonly signals: Signal[] = [];
  readonly #http: QHttp;
  readonly #words: string[] = [];
  readonly #ids = new Map<number, number>();
  #onSignal: (() => void)[] = [];
  #dones = 0;
  #awaited = 0;

  constructor(http: QHttp) {
    this.#http = http;
    http.signals$.subscribe((signal) => {
      this.signals.push(signal);
      this.#words.push(this.#word(signal));
      if (signal.type === 'done') this.#dones++;
      const waiting = this.#onSignal;
      this.#onSignal = [];
      for (const resolve of waiting) resolve();
    });
  }

  /** All signals so far. Where the pieces of a body fall is up to the network: repeated progress is one word. */
  get line(): string {
    const kept: string[] = [];
    for (const word of this.#words) {
      if ((word === 'q' || word === 'p') && kept.at(-1) === word) continue;
      if (word === 'y' && kept.at(-1) === 'p' && kept.at(-2) === 'y' && kept.at(-3) === 'p') kept.pop();
      else kept.push(word);
    }
    return kept.join(' ');
  }

  /** Waits for one more `done`, and until a connection that is being closed has closed. */
  async settled(): Promise<void> {
    while (this.#dones === this.#awaited) await this.#next();
    this.#awaited = this.#dones;
    await this.until(() => this.#http.state() !== State.Closing);
  }

  /** Waits until this is so; looks after each signal. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#onSignal.push(resolve));
  }

  #word(signal: Signal): string {
    switch (signal.type) {
      case 'requestStarted':
        return `S${this.#number(signal.id)}`;
      case 'requestFinished':
        return `F${this.#number(signal.id)}${signal.error ? `!${ErrorCode[this.#http.error()]}` : ''}`;
      case 'done':
        return signal.error ? 'DONE!' : 'DONE';
      case 'stateChanged':
        return State[signal.state];
      case 'responseHeaderReceived':
        return `H${signal.header.statusCode()}`;
      case 'readyRead':
        return 'y';
      case 'dataSendProgress':
        return 'q';
      case 'dataReadProgress':
        return 'p';
      case 'authenticationRequired':
        return `a(${signal.authenticator.realm})`;
      case 'proxyAuthenticationRequired':
        return `b(${signal.authenticator.realm})`;
      case 'sslErrors':
        return `t(${signal.errors.map(({ code }) => code).join(' ')})`;
    }
  }

  #number(id: number): number {
    const number = this.#ids.get(id) ?? this.#ids.size + 1;
    this.#ids.set(id, number);
    return number;
  }
}
