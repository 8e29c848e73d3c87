import { Readable, Writable } from 'node:stream';
import { finalize, type Subscription } from 'rxjs';
import { HttpRequestHeader, QHttp, State, type Signal } from '../../../src/index.js';
import { brokenGrammar } from '../../conformance/judge/grammar.js';
import type { Probe, Json } from '../../conformance/recording.js';
import type { TraceEvent } from '../../conformance/judge/trace.js';
import { turn } from '../../support/turn.js';
import { mannerOf } from './answers-by-path.js';
import type { HttpAction, HttpProgram, Mark } from './http-program.js';

/** A run of a program: everything that breaks a rule is a problem. */
export class HttpRun {
  readonly problems: string[] = [];
  /** What happened, for whoever looks at a failure. */
  readonly log: string[] = [];
  readonly #http: QHttp;
  readonly #program: HttpProgram;
  readonly #port: number;
  readonly #trace: TraceEvent[] = [];
  readonly #paths = new Map<number, string>();
  readonly #cold: { readonly id: number; isOver: boolean; subscription: Subscription | undefined }[] = [];
  /** A server that sends an answer too many is believed where others are awaited: docs/guide/early.md. */
  #mayBePoisoned = false;
  #lastId: number | undefined;
  #told = 0;

  constructor(port: number, program: HttpProgram) {
    this.#port = port;
    this.#program = program;
    this.#http = new QHttp('127.0.0.1', port, { pipelining: program.pipelining });
    this.#http.signals$.subscribe((signal) => {
      this.#hear(signal);
    });
    this.#http.responseHeaderReceived$.subscribe((header) => {
      this.#checkAnswer(header.value('x-path'));
    });
    this.#http.requestFinished$.subscribe(({ id, error }) => {
      if (!error) this.#checkBody(id);
    });
  }

  /** Plays all of it, waits until everything has ended, and looks at what is left. */
  async play(): Promise<void> {
    for (const [turns, action] of this.#program.steps) {
      for (let i = 0; i < turns; i++) await turn();
      this.#act(action);
    }
    await this.#settle();
    const http = this.#http;
    this.problems.push(...brokenGrammar(this.#trace, true));
    const rest = { state: State[http.state()], id: http.currentId(), waits: http.hasPendingRequests() };
    const isAtRest = rest.state === 'Connected' || rest.state === 'Unconnected';
    if (!isAtRest || rest.id !== 0 || rest.waits) this.problems.push(`at the end: ${JSON.stringify(rest)}`);
    for (const { id, isOver } of this.#cold) if (!isOver) this.problems.push(`cold ${id} never ends`);
    const told = this.#told;
    http.destroy();
    await turn();
    if (this.#told !== told) this.problems.push('destroy() told something');
  }

  async #settle(): Promise<void> {
    const since = performance.now();
    for (let quiet = 0, turns = 0; quiet < 20; turns++) {
      const told = this.#told;
      await turn();
      const http = this.#http;
      const isBusy = http.currentId() !== 0 || http.hasPendingRequests() || http.state() === State.Closing;
      quiet = isBusy || this.#told !== told ? 0 : quiet + 1;
      if (mannerOf(http.currentRequest().path()) === 'silent' && turns % 50 === 49) http.abort();
      if (turns > 2000 && performance.now() - since > 5000) {
        this.problems.push(`hangs with ${http.currentRequest().toString()}`);
        http.abort();
        return;
      }
    }
  }

  #act(action: HttpAction): void {
    const http = this.#http;
    const [name] = action;
    this.log.push(action.join(' '));
    switch (name) {
      case 'get':
        this.#called(name, http.get(action[1], undefined, optionsOf(action[2])), action[1]);
        break;
      case 'head':
        this.#called(name, http.head(action[1], optionsOf(action[2])), action[1]);
        break;
      case 'post':
        this.#called(name, http.post(action[1], 'x'.repeat(action[2])), action[1]);
        break;
      case 'upload': {
        const length = action[2] * 10_000;
        const header = new HttpRequestHeader('POST', action[1]);
        header.setContentLength(length);
        this.#called('request', http.request(header, pieces(action[2])), action[1]);
        break;
      }
      case 'slowSink':
      case 'brokenSink':
        this.#called('get', http.get(action[1], sink(name === 'brokenSink')), action[1]);
        break;
      case 'cold':
        this.#subscribe(action[1], action[2] ?? Infinity, action[3]);
        break;
      case 'unsubscribe':
        this.#unsubscribe(this.#cold.length - 1);
        break;
      case 'setHost':
        this.#called(name, http.setHost('127.0.0.1', this.#port));
        break;
      case 'setUser':
        this.#called(name, http.setUser('user', 'secret'));
        break;
      case 'close':
        this.#called(name, http.close());
        break;
      default:
        http[name]();
        this.#note(name, null);
    }
  }

  #called(name: string, id: number, path?: string): void {
    if (this.#lastId !== undefined && id <= this.#lastId) this.problems.push(`${id} follows ${this.#lastId}`);
    this.#lastId = id;
    if (path !== undefined) this.#paths.set(id, path);
    this.#mayBePoisoned ||= this.#program.pipelining > 1 && path !== undefined && mannerOf(path) === 'tooMuch';
    this.#note(name, id);
  }

  /** A cold command tells its id when it starts; ids being one sequence, it is known before. */
  #subscribe(path: string, signals: number, mark: Mark): void {
    if (this.#lastId === undefined) this.#called('setUser', this.#http.setUser('user', 'secret'));
    const id = (this.#lastId ?? 0) + 1;
    const nth = this.#cold.length;
    const cold = { id, isOver: false, subscription: undefined as Subscription | undefined };
    this.#cold.push(cold);
    let left = signals;
    cold.subscription = this.#http
      .get$(path, optionsOf(mark))
      .pipe(finalize(() => (cold.isOver = true)))
      .subscribe({
        next: () => {
          if (left-- === 0) this.#unsubscribe(nth);
        },
        error: () => undefined, // told by the signals, too
      });
    this.#called('get', id, path);
  }

  #unsubscribe(nth: number): void {
    const cold = this.#cold[nth];
    if (!cold || cold.isOver) return;
    this.#note('unsubscribe', cold.id);
    cold.subscription?.unsubscribe();
  }

  #hear(signal: Signal): void {
    const { type, ...rest } = signal;
    this.log.push(`${type} ${Object.values(rest).join(' ')}`.split('\r\n')[0] ?? '');
    const args = Object.values(rest).filter((value) => typeof value !== 'object') as Json[];
    this.#trace.push({ kind: 'signal', name: type, args, probe: unlooked });
    for (const action of this.#program.reactions[this.#told++] ?? []) this.#act(action);
  }

  #note(name: string, result: number | null): void {
    this.#trace.push({ kind: 'call', name, result });
  }

  #checkAnswer(path: string): void {
    if (this.#mayBePoisoned) return;
    const asked = this.#http.currentRequest().path();
    if (this.#http.currentId() !== 0 && path !== asked) this.problems.push(`${asked} got the answer of ${path}`);
  }

  #checkBody(id: number): void {
    if (this.#mayBePoisoned) return;
    const asked = this.#paths.get(id);
    const body = new TextDecoder().decode(this.#http.readAll());
    if (body !== '' && asked !== undefined && !asked.endsWith(body)) this.problems.push(`${asked} got ${body}`);
  }
}

function optionsOf(mark: Mark): { early: boolean } {
  return { early: mark === 'early' };
}

function pieces(count: number): Readable {
  return Readable.from(Array.from({ length: count }, () => new Uint8Array(10_000)));
}

function sink(isBroken: boolean): Writable {
  const made = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, callback) {
      setImmediate(() => {
        callback(isBroken ? new Error('full') : null);
      });
    },
  });
  return made.on('error', () => undefined); // the caller's own affair
}

/** What the getters say is of no interest to the grammar. */
const unlooked: Probe = {
  state: '',
  currentId: 0,
  hasPendingRequests: false,
  error: '',
  errorString: '',
  lastStatusCode: null,
};
