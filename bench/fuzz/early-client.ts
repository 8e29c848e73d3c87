import { ErrorCode, HttpRequestHeader, QHttp, type Signal } from '../../dist/index.js';
import { methodOf, numberOf, pathOf } from './cases.ts';
import type { ClientEvents, Outcome } from './fuzzed-client.ts';

/** How many cases are asked for at once. */
const atOnce = 5;

/**
 * One QHttp that asks for several cases at once, those without a body before their turn. What is mad about one answer may be
 * taken for the next one, as docs/guide/early.md says: so only what belongs to a request of this client may come.
 */
export class EarlyClient {
  readonly #seed: number;
  readonly #http: QHttp;
  readonly #next: () => number | undefined;
  readonly #events: ClientEvents;
  readonly #asked = new Set<number>();
  /** Those of the present burst that have not ended, in their order. */
  #numbers: number[] = [];
  #number = 0;
  #runs = false;
  #status = 0;
  #since = 0;
  #isOver = false;

  /** @param next - the number of the next case; undefined: there is none */
  constructor(seed: number, port: number, next: () => number | undefined, events: ClientEvents) {
    this.#seed = seed;
    this.#next = next;
    this.#events = events;
    this.#http = new QHttp('127.0.0.1', port, { limits: { bodyBytes: 10_000_000 }, pipelining: 3 });
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

  /** How long it is since anything ended. */
  get ageMs(): number {
    return this.#isOver ? 0 : performance.now() - this.#since;
  }

  ask(): void {
    this.#since = performance.now();
    while (this.#numbers.length < atOnce) {
      const number = this.#next();
      if (number === undefined) break;
      this.#numbers.push(number);
      this.#asked.add(number);
    }
    if (this.#numbers.length === 0) this.giveUp();
    for (const number of this.#numbers) this.#request(number);
  }

  /** Gives up all that is under way, and all that come after it. */
  giveUp(): void {
    this.#isOver = true;
    this.#http.destroy();
  }

  #request(number: number): void {
    const method = methodOf(this.#seed, number);
    const path = pathOf(this.#seed, number);
    if (method === 'POST') this.#http.post(path, 'data');
    else
      this.#http.request$(new HttpRequestHeader(method, path), null, { early: true }).subscribe({
        next: (signal) => {
          if (signal.type === 'data' && signal.chunk.length < 40)
            this.#check(Buffer.from(signal.chunk).toString('latin1'));
        },
        error: () => undefined, // told by the signals, too
      });
  }

  #hear(signal: Signal): void {
    switch (signal.type) {
      case 'requestStarted':
        if (this.#runs) this.#problem(signal.type);
        this.#runs = true;
        this.#status = 0;
        this.#number = this.#numbers.shift() ?? -1;
        break;
      case 'requestFinished':
        if (!this.#runs) this.#problem(signal.type);
        this.#runs = false;
        this.#end(signal.error);
        break;
      case 'done':
        if (this.#runs || (!signal.error && this.#numbers.length > 0)) this.#problem(`${signal.type} too early`);
        this.ask(); // those that were dropped are asked for once more
        break;
      case 'responseHeaderReceived':
        if (this.#status !== 0) this.#problem('a second responseHeaderReceived');
        this.#status = signal.header.statusCode();
        this.#check(signal.header.value('x-token'));
        break;
      case 'stateChanged':
        break;
      default:
        if (!this.#runs) this.#problem(`${signal.type} while nothing runs`);
    }
  }

  #end(isError: boolean): void {
    this.#since = performance.now();
    const http = this.#http;
    const body = Buffer.from(http.readAll());
    const error = ErrorCode[http.error()] as keyof typeof ErrorCode; // the reverse names of the enum
    const text = http.errorString();
    if (isError === (error === 'NoError')) this.#problem('error() contradicts');
    if (error === 'UnknownError' && !text.includes('larger than the limit')) this.#problem(`fails by ${text}`);
    const outcome: Outcome = { error, text, status: this.#status, body };
    this.#events.onEnd(this.#number, outcome);
  }

  #check(token: string): void {
    const number = numberOf(this.#seed, token);
    if (number !== undefined && !this.#asked.has(number)) this.#problem(`got the answer to ${number}`);
  }

  #problem(problem: string): void {
    this.#events.onProblem(this.#number, problem);
  }
}
