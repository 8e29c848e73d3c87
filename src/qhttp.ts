import { createTransport } from '#transport';
import type { Observable, Subscription } from 'rxjs';
import { ReadBuffer } from './body/read-buffer.js';
import { sinkFrom, type Destination } from './body/sink-from.js';
import { deviceOf, type RequestData } from './body/source-from.js';
import { commands } from './commands/commands.js';
import { planRequest } from './commands/plan-request.js';
import { Connection } from './connection/connection.js';
import { HttpRequestHeader } from './headers/http-request-header.js';
import { HttpResponseHeader } from './headers/http-response-header.js';
import { targetFromArguments } from './host-arguments.js';
import { QHttpConstants } from './qhttp-constants.js';
import type { QHttpOptions } from './qhttp-options.js';
import { QHttpSignals } from './qhttp-signals.js';
import { CommandQueue, type Command } from './queue/command-queue.js';
import type { ConnectionMode } from './values/connection-mode.js';
import { ErrorCode } from './values/error-code.js';
import { Failure } from './values/failure.js';
import { limitsFrom, type Limits } from './values/limits.js';
import type { Progress } from './values/progress.js';
import { QHttpError } from './values/qhttp-error.js';
import { reasonOf } from './values/reason-of.js';
import type { Signal } from './values/signal.js';
import type { State } from './values/state.js';

/** Ids are given out over all instances of the process. */
let lastId = 0;

/**
 * A queue of HTTP commands on one connection: carried out one by one in the order of the calls, told signal by
 * signal, stopped by the first failure.
 *
 * Each command returns its id at once and is carried out later. A failure drops the commands that wait behind it.
 * Signals are told at once and nested: a subscriber may call anything from inside any of them.
 *
 * Source: Qt 4, `QHttp`, whose method names and meanings these are; docs/differences.md tells where it differs.
 *
 * @example
 * const http = new QHttp('localhost', 8080);
 * http.readyRead$.subscribe(() => process.stdout.write(http.readAll()));
 * http.done$.subscribe((error) => console.log(error ? http.errorString() : 'done'));
 * http.get('/index.html');
 */
export class QHttp extends QHttpConstants {
  /** A command has been started. Comes before everything else of that command. */
  readonly requestStarted$: Observable<number>;
  /** A command has ended; `error`: it failed, and `error()` and `errorString()` tell why. */
  readonly requestFinished$: Observable<{ readonly id: number; readonly error: boolean }>;
  /** Nothing waits any more; true: because a failure dropped what waited. */
  readonly done$: Observable<boolean>;
  /** The state of the connection now, then each change. */
  readonly state$: Observable<State>;
  /** The head of an answer has come. A 404 is an answer like any other. */
  readonly responseHeaderReceived$: Observable<HttpResponseHeader>;
  /** Bytes have come that can be read. Not told when the body goes to a destination. */
  readonly readyRead$: Observable<HttpResponseHeader>;
  /** Bytes that went to the socket, head and body; `total` is 0 when the length of the body is unknown. */
  readonly dataSendProgress$: Observable<Progress>;
  /** Bytes of the body that came; `total` is 0 when its length is unknown. */
  readonly dataReadProgress$: Observable<Progress>;
  /** All of the above in the order in which they happen; all its subscribers see one order. */
  readonly signals$: Observable<Signal>;

  readonly #limits: Limits;
  readonly #signals = new QHttpSignals();
  readonly #connection: Connection;
  readonly #queue: CommandQueue<Signal, QHttpCommand>;
  readonly #queueSubscription: Subscription;
  readonly #buffer: ReadBuffer;
  #error = ErrorCode.NoError;
  #errorString = noErrorString;
  #lastResponse = new HttpResponseHeader();
  #isDestroyed = false;

  constructor(options?: QHttpOptions);
  constructor(host: string, port?: number, options?: QHttpOptions);
  constructor(host: string, mode: ConnectionMode, port?: number, options?: QHttpOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const { host, modeOrPort, port, options } = constructorArguments(args);
    this.#limits = limitsFrom(options.limits);
    this.#buffer = new ReadBuffer(this.#limits.bufferedBytes);
    this.#connection = new Connection(this.#limits, createTransport, options.dispatcher);
    if (host !== undefined) this.#connection.setTarget(targetFromArguments(host, modeOrPort, port));
    const { scheduler } = options;
    const schedule = scheduler ? (start: () => void) => void scheduler.schedule(start) : queueMicrotask;
    this.#queue = new CommandQueue<Signal, QHttpCommand>(this.#telling(), schedule);
    this.#queueSubscription = this.#queue.output$.subscribe((signal) => {
      this.#tell(signal);
    });
    this.#connection.stateChanges$.subscribe((state) => {
      this.#signals.tell({ type: 'stateChanged', state });
    });
    this.requestStarted$ = this.#signals.requestStarted$;
    this.requestFinished$ = this.#signals.requestFinished$;
    this.done$ = this.#signals.done$;
    this.state$ = this.#signals.state$;
    this.responseHeaderReceived$ = this.#signals.responseHeaderReceived$;
    this.readyRead$ = this.#signals.readyRead$;
    this.dataSendProgress$ = this.#signals.dataSendProgress$;
    this.dataReadProgress$ = this.#signals.dataReadProgress$;
    this.signals$ = this.#signals.signals$;
  }

  /**
   * Says where the following requests go. An empty host unsets it.
   *
   * @param port - 0 means the default of the mode
   * @throws TypeError or RangeError for what cannot be a host, a mode or a port
   */
  setHost(host: string, port?: number): number;
  setHost(host: string, mode: ConnectionMode, port?: number): number;
  setHost(host: string, modeOrPort?: ConnectionMode | number, port?: number): number {
    const target = targetFromArguments(host, modeOrPort, port);
    return this.#enqueue(commands.setHost({ connection: this.#connection }, target));
  }

  /**
   * Asks for `path`.
   *
   * @param to - where the body goes, with backpressure; without it the body is read with `read` and `readAll`
   * @throws TypeError for a path that HTTP forbids, and for a destination that cannot be written to
   */
  get(path: string, to?: Destination): number {
    return this.#request(ownHeader('GET', path), undefined, to);
  }

  /** Sends `data` to `path`; `undefined` sends no body. Else as {@link QHttp.get}. */
  post(path: string, data: RequestData | null | undefined, to?: Destination): number {
    return this.#request(ownHeader('POST', path), data, to);
  }

  /** Asks for the head of the answer alone. */
  head(path: string): number {
    return this.#request(ownHeader('HEAD', path), undefined, undefined);
  }

  /** Sends a header of the caller's, of which it takes a copy, as it is: only a missing `Host` is added. */
  request(header: HttpRequestHeader, data?: RequestData | null, to?: Destination): number {
    return this.#request(header, data, to);
  }

  /** Closes the connection when its turn comes; without one it succeeds at once. */
  close(): number {
    return this.#enqueue(commands.close({ connection: this.#connection }));
  }

  /**
   * Ends the command that runs with `Aborted`, drops the waiting ones and closes the connection. Does nothing when
   * nothing runs and nothing waits.
   */
  abort(): void {
    const failure = new Failure(ErrorCode.Aborted, 'Request aborted');
    if (this.#queue.current) {
      this.#setError(failure);
      this.#queue.abort(failure);
    } else if (this.#queue.waiting > 0) {
      this.#setError(failure);
      this.#queue.clear();
      this.#signals.tell({ type: 'done', error: true });
    }
  }

  /** Drops the waiting commands without any signal; the one that runs goes on. */
  clearPendingRequests(): void {
    this.#queue.clear();
  }

  /** Ends everything without a signal and completes every Observable; commands throw from then on. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#queueSubscription.unsubscribe();
    this.#connection.destroy();
    this.#buffer.clear();
    this.#signals.complete();
  }

  [Symbol.dispose](): void {
    this.destroy();
  }

  /** What the connection is doing. */
  state(): State {
    return this.#connection.state;
  }

  /** Why the last command failed, until the next one starts. */
  error(): ErrorCode {
    return this.#error;
  }

  /** The same for a person. */
  errorString(): string {
    return this.#errorString;
  }

  /** The id of the command that runs; 0 when none does. */
  currentId(): number {
    return this.#queue.current?.id ?? 0;
  }

  /** The header of the request that runs; one that is not valid when none does. */
  currentRequest(): HttpRequestHeader {
    return this.#queue.current?.header?.clone() ?? new HttpRequestHeader();
  }

  /** The very object that the body of the request that runs comes from; null for a string or bytes. */
  currentSourceDevice(): object | null {
    return this.#queue.current?.from ?? null;
  }

  /** The very object that the body of the answer goes to; null without one. */
  currentDestinationDevice(): object | null {
    return this.#queue.current?.to ?? null;
  }

  /** Whether commands wait that have not been started. */
  hasPendingRequests(): boolean {
    return this.#queue.waiting > 0;
  }

  /** The head of the last answer; one that is not valid before the first. */
  lastResponse(): HttpResponseHeader {
    return this.#lastResponse;
  }

  /** How many bytes can be read. */
  bytesAvailable(): number {
    return this.#buffer.length;
  }

  /**
   * Reads at most `maxLength` bytes of what has come. The rest is discarded when the next command starts.
   *
   * @throws RangeError for a negative length, or one that is no whole number
   */
  read(maxLength: number): Uint8Array {
    if (!(maxLength >= 0) || (!Number.isInteger(maxLength) && maxLength !== Infinity)) {
      throw new RangeError(`The length to read must be a whole number from 0 on, not ${String(maxLength)}`);
    }
    return this.#buffer.read(maxLength);
  }

  /** Reads everything that has come. */
  readAll(): Uint8Array {
    return this.#buffer.read(Infinity);
  }

  #request(header: HttpRequestHeader, data: RequestData | null | undefined, to: Destination | undefined): number {
    this.#refuseIfDestroyed();
    const receiver = to === undefined ? this.#buffer : sinkFrom(to);
    const plan = planRequest(header, data, receiver);
    const work = commands.request({ connection: this.#connection }, plan);
    return this.#enqueue(work, { header: plan.header, from: deviceOf(data), to: to ?? null });
  }

  #enqueue(work: Observable<Signal>, details: CommandDetails = noDetails): number {
    this.#refuseIfDestroyed();
    if (this.#queue.waiting >= this.#limits.pendingCommands) {
      throw new RangeError(`Too many commands wait: the limit is ${String(this.#limits.pendingCommands)}`);
    }
    const id = ++lastId;
    this.#queue.enqueue({ id, work, ...details });
    return id;
  }

  #refuseIfDestroyed(): void {
    if (this.#isDestroyed) throw new QHttpError(ErrorCode.UnknownError, 0, 'This QHttp has been destroyed');
  }

  #telling() {
    return {
      started: ({ id }: QHttpCommand): Signal => {
        this.#error = ErrorCode.NoError;
        this.#errorString = noErrorString;
        this.#buffer.clear();
        return { type: 'requestStarted', id };
      },
      finished: ({ id }: QHttpCommand): Signal => ({ type: 'requestFinished', id, error: false }),
      failed: ({ id }: QHttpCommand, error: unknown): Signal => {
        this.#setError(error);
        return { type: 'requestFinished', id, error: true };
      },
      drained: (failed: boolean): Signal => ({ type: 'done', error: failed }),
      recover: () => this.#connection.closing(),
    };
  }

  #tell(signal: Signal): void {
    if (signal.type === 'responseHeaderReceived') this.#lastResponse = signal.header;
    this.#signals.tell(signal);
    // What failed may have left the connection anywhere: it is closed when everything has been told.
    if (signal.type === 'done' && signal.error) this.#connection.close();
  }

  #setError(error: unknown): void {
    this.#error = error instanceof Failure ? error.code : ErrorCode.UnknownError;
    this.#errorString = reasonOf(error);
  }
}

/** The text when nothing has failed, as the real class words it (recorded). */
const noErrorString = 'Unknown error';

/** What the getters tell of a command while it runs. */
interface CommandDetails {
  readonly header: HttpRequestHeader | null;
  readonly from: object | null;
  readonly to: object | null;
}

type QHttpCommand = Command<Signal> & CommandDetails;

const noDetails: CommandDetails = { header: null, from: null, to: null };

/** The header of get(), post() and head(). */
function ownHeader(method: string, path: string): HttpRequestHeader {
  const header = new HttpRequestHeader(method, path);
  header.setValue('Connection', 'Keep-Alive');
  return header;
}

interface ConstructorArguments {
  readonly host: string | undefined;
  readonly modeOrPort: ConnectionMode | number | undefined;
  readonly port: number | undefined;
  readonly options: QHttpOptions;
}

/** Tells the three forms of the constructor apart; what is wrong in them is found where it is used. */
function constructorArguments(args: readonly unknown[]): ConstructorArguments {
  const rest = [...args];
  const last = rest.at(-1);
  const options = typeof last === 'object' && last !== null ? (rest.pop() as QHttpOptions) : {}; // by the overloads
  const [host, modeOrPort, port] = rest as [string?, (ConnectionMode | number)?, number?]; // likewise
  return { host, modeOrPort, port, options };
}
