import { ErrorCode, State, type Authenticator, type QHttp, type Signal } from '../../src/index.js';

/**
 * Writes down the signals of a `QHttp`, each as one word: `S1 F1 S2 Connecting Sending q Reading H200 p y Connected F2
 * DONE`, and `F2!Aborted DONE!` for an error. Ids are numbered from 1 by their first appearance.
 */
export class Recorder {
  readonly signals: Signal[] = [];
  readonly #http: QHttp;
  readonly #words: string[] = [];
  readonly #details: string[] = [];
  readonly #ids = new Map<number, number>();
  #onSignal: (() => void)[] = [];
  #dones = 0;
  #awaited = 0;

  constructor(http: QHttp) {
    this.#http = http;
    http.signals$.subscribe((signal) => {
      this.signals.push(signal);
      this.#words.push(this.#word(signal));
      this.#details.push(detailOf(signal));
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

  /**
   * The same with what the signals tell: `S1 Connecting Sending q68/68 Reading H404:Not Found p2/2 y Connected F1 DONE`.
   * Of repeated progress the last counts.
   */
  get story(): string {
    const kept: { readonly word: string; readonly whole: string }[] = [];
    for (const [i, word] of this.#words.entries()) {
      const isMore = (word === 'q' || word === 'p') && kept.at(-1)?.word === word;
      const isMoreRead = word === 'p' && kept.at(-1)?.word === 'y' && kept.at(-2)?.word === 'p';
      if (isMore) kept.pop();
      if (isMoreRead) kept.splice(-2);
      kept.push({ word, whole: word + (this.#details[i] ?? '') });
    }
    return kept.map(({ whole }) => whole).join(' ');
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

/** What a signal tells beside its word; what a question shows of a password is seen here. */
function detailOf(signal: Signal): string {
  switch (signal.type) {
    case 'responseHeaderReceived':
      return `:${signal.header.reasonPhrase()}`;
    case 'dataSendProgress':
    case 'dataReadProgress':
      return `${signal.done}/${signal.total}`;
    case 'authenticationRequired': {
      const { host, port, authenticator } = signal;
      return `@${host}:${port}${shown(authenticator)}`;
    }
    case 'proxyAuthenticationRequired': {
      const { proxy, authenticator } = signal;
      return `@${Object.values(proxy).join(':')}${shown(authenticator)}`;
    }
    case 'requestStarted':
    case 'requestFinished':
    case 'done':
    case 'stateChanged':
    case 'readyRead':
    case 'sslErrors':
      return ''; // the word has all of it
  }
}

function shown({ user, password }: Authenticator): string {
  return `${user === '' ? '' : `,${user}`}${password === '' ? '' : `,${password}`}`;
}
