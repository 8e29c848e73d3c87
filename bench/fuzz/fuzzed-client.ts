import { ErrorCode, HttpRequestHeader, QHttp, type Signal } from '../../dist/index.js';
import { methodOf, numberOf, pathOf } from './cases.ts';

/** What came of one case. */
export interface Outcome {
  readonly error: keyof typeof ErrorCode;
  readonly text: string;
  /** 0 where no head was told. */
  readonly status: number;
  readonly body: Buffer;
}

export interface ClientEvents {
  onEnd(number: number, outcome: Outcome): void;
  onProblem(number: number, problem: string): void;
}

type Phase = 'idle' | 'waits' | 'runs' | 'finished';

/** One QHttp that asks for one case after the other, and looks at every signal. */
export class FuzzedClient {
  readonly #seed: number;
  readonly #http: QHttp;
  readonly #next: () => number | undefined;
  readonly #events: ClientEvents;
  /** The case that is asked for, and what has been told of it. */
  #number = 0;
  #phase: Phase = 'idle';
  #status = 0;
  #since = 0;
  #isOver = false;

  /** @param next - the number of the next case; undefined: there is none */
  constructor(seed: number, port: number, next: () => number | undefined, events: ClientEvents) {
    this.#seed = seed;
    this.#next = next;
    this.#events = events;
    this.#http = new QHttp('127.0.0.1', port, { limits: { bodyBytes: 10_000_000 } });
    this.#http.signals$.subscribe((signal) => {
      this.#hear(signal);
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The case that is under way. */
  get number(): number {
    return this.#number;
  }

  /** How long the present case has taken. */
  get ageMs(): number {
    return this.#isOver ? 0 : performance.now() - this.#since;
  }

  ask(): void {
    const number = this.#next();
    if (number === undefined) {
      this.#isOver = true;
      this.#http.destroy();
      return;
    }
    this.#number = number;
    this.#phase = 'waits';
    this.#status = 0;
    this.#since = performance.now();
    const method = methodOf(this.#seed, number);
    const path = pathOf(this.#seed, number);
    if (method === 'POST') this.#http.post(path, 'data');
    else this.#http.request(new HttpRequestHeader(method, path));
  }

  /** Hangs: gives up the case and all that come after it. */
  giveUp(): void {
    this.#isOver = true;
    this.#http.destroy();
  }

  #hear(signal: Signal): void {
    switch (signal.type) {
      case 'requestStarted':
        this.#move('waits', 'runs', signal.type);
        break;
      case 'requestFinished':
        this.#move('runs', 'finished', signal.type);
        if (signal.error === (this.#http.error() === ErrorCode.NoError)) this.#problem('error() contradicts');
        break;
      case 'done':
        this.#move('finished', 'idle', signal.type);
        this.#end();
        break;
      case 'responseHeaderReceived':
        if (this.#status !== 0) this.#problem('a second responseHeaderReceived');
        this.#status = signal.header.statusCode();
        this.#check(signal.header.value('x-token'));
        if (this.#phase !== 'runs') this.#problem(`${signal.type} while ${this.#phase}`);
        break;
      case 'stateChanged':
        break;
      default:
        if (this.#phase !== 'runs') this.#problem(`${signal.type} while ${this.#phase}`);
    }
  }

  #move(from: Phase, to: Phase, signal: string): void {
    if (this.#phase !== from) this.#problem(`${signal} while ${this.#phase}`);
    this.#phase = to;
  }

  #end(): void {
    const body = Buffer.from(this.#http.readAll());
    if (body.length < 40) this.#check(body.toString('latin1'));
    const error = ErrorCode[this.#http.error()] as keyof typeof ErrorCode; // the reverse names of the enum
    const text = this.#http.errorString();
    // Whatever else a server does has a code of its own: here something of ours must have failed.
    if (error === 'UnknownError' && !text.includes('larger than the limit')) this.#problem(`fails by ${text}`);
    this.#events.onEnd(this.#number, { error, text, status: this.#status, body });
    this.ask();
  }

  /** A mutation may have broken the token; only that of another request tells of another answer. */
  #check(token: string): void {
    const number = numberOf(this.#seed, token);
    if (number !== undefined && number !== this.#number) this.#problem(`got the answer to ${number}`);
  }

  #problem(problem: string): void {
    this.#events.onProblem(this.#number, problem);
  }
}
