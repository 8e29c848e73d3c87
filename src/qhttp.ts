import type { Observable, ObservableInput, Subscriber } from 'rxjs';
import { checkUser } from './auth/credentials.js';
import { sinkFrom, type Destination } from './body/sink-from.js';
import type { RequestData } from './body/source-from.js';
import { coldCommand } from './cold-command.js';
import type { ColdOptions, EarlyOptions } from './cold-options.js';
import { ColdRequest } from './cold-request.js';
import { commands } from './commands/commands.js';
import { planRequest } from './commands/plan-request.js';
import type { SocketSource } from './connection/socket-source.js';
import { HttpRequestHeader } from './headers/http-request-header.js';
import type { HttpResponseHeader } from './headers/http-response-header.js';
import { constructorArguments, targetFromArguments } from './host-arguments.js';
import { copyOfHeader, ownHeader } from './own-header.js';
import { Pipeline } from './pipeline.js';
import type { PipelineCommand } from './pipeline-command.js';
import { QHttpConstants } from './qhttp-constants.js';
import type { QHttpOptions } from './qhttp-options.js';
import { QHttpSignals } from './qhttp-signals.js';
import type { Place } from './queue/waiting-line.js';
import type { ConnectionMode } from './values/connection-mode.js';
import type { Authenticator } from './values/authenticator.js';
import type { ErrorCode } from './values/error-code.js';
import type { NetworkProxy } from './values/network-proxy.js';
import { ownProperties } from './values/own-properties.js';
import type { Progress } from './values/progress.js';
import type { CommandSignal, Signal } from './values/signal.js';
import type { SslError } from './values/ssl-error.js';
import type { State } from './values/state.js';

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
  /**
   * The server wants credentials (401), and has got none that it takes. A subscriber fills in the authenticator; else
   * the command fails.
   */
  readonly authenticationRequired$: Observable<{
    readonly host: string;
    readonly port: number;
    readonly authenticator: Authenticator;
  }>;
  /** The same of a proxy (407), which is told without its user and password. */
  readonly proxyAuthenticationRequired$: Observable<{
    readonly proxy: NetworkProxy;
    readonly authenticator: Authenticator;
  }>;
  /**
   * TLS stands, and the server cannot be trusted; nothing of the request has been sent. `ignoreSslErrors()` inside this
   * signal lets this one connection go on; else the command fails, and the connection is closed.
   */
  readonly sslErrors$: Observable<readonly SslError[]>;
  /** All of the above in the order in which they happen; all its subscribers see one order. */
  readonly signals$: Observable<Signal>;

  readonly #pipeline: Pipeline;

  constructor(options?: QHttpOptions);
  constructor(host: string, options: QHttpOptions);
  constructor(host: string, port?: number, options?: QHttpOptions);
  constructor(host: string, mode: ConnectionMode, port?: number, options?: QHttpOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const { target, options } = constructorArguments(args);
    const signals = new QHttpSignals();
    this.#pipeline = new Pipeline(options, target, signals);
    this.requestStarted$ = signals.requestStarted$;
    this.requestFinished$ = signals.requestFinished$;
    this.done$ = signals.done$;
    this.state$ = signals.state$;
    this.responseHeaderReceived$ = signals.responseHeaderReceived$;
    this.readyRead$ = signals.readyRead$;
    this.dataSendProgress$ = signals.dataSendProgress$;
    this.dataReadProgress$ = signals.dataReadProgress$;
    this.authenticationRequired$ = signals.authenticationRequired$;
    this.proxyAuthenticationRequired$ = signals.proxyAuthenticationRequired$;
    this.sslErrors$ = signals.sslErrors$;
    this.signals$ = signals.signals$;
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
    return this.#pipeline.enqueue(commands.setHost, target).item.id;
  }

  /**
   * Asks for `path`.
   *
   * @param to - where the body goes, with backpressure; without it the body is read with `read` and `readAll`
   * @throws TypeError for a path that HTTP forbids, and for a destination that cannot be written to
   */
  get(path: string, to?: Destination, options?: EarlyOptions): number {
    return this.#request(ownHeader('GET', path), undefined, to, options);
  }

  /** Sends `data` to `path`; `undefined` sends no body. Else as {@link QHttp.get}. */
  post(path: string, data: RequestData | null | undefined, to?: Destination): number {
    return this.#request(ownHeader('POST', path), data, to);
  }

  /** Asks for the head of the answer alone. */
  head(path: string, options?: EarlyOptions): number {
    return this.#request(ownHeader('HEAD', path), undefined, undefined, options);
  }

  /** Sends a header of the caller's, of which it takes a copy, as it is: only a missing `Host` is added. */
  request(header: HttpRequestHeader, data?: RequestData | null, to?: Destination): number {
    return this.#request(copyOfHeader(header), data, to);
  }

  /**
   * Gives the credentials for the present host, or for the next one where none is set yet. They are sent when that host
   * asks for them, and never to another host, port or scheme.
   *
   * @throws TypeError for control characters in the user
   */
  setUser(user: string, password = ''): number {
    checkUser(user, password);
    return this.#pipeline.enqueue(commands.setUser, { user, password }).item.id;
  }

  /**
   * Names the proxy for the hosts that are set from then on; an empty host or the type `none` switches it off at once.
   *
   * - `http`: reads plain HTTP, and leads to HTTPS by CONNECT
   * - `httpCaching`: reads plain HTTP; HTTPS fails
   * - `socks5`: leads to both, and looks names up itself
   * - `environment`: what `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say when a host is set
   *
   * @param port - 0 means 1080
   * @throws TypeError or RangeError for what cannot be a proxy, and TypeError with the option `dispatcher`
   */
  setProxy(host: string, port: number, user?: string, password?: string): number;
  setProxy(proxy: NetworkProxy): number;
  setProxy(proxyOrHost: NetworkProxy | string, port?: number, user?: string, password?: string): number {
    const proxy = this.#pipeline.ownConnections('setProxy()').proxyFrom(proxyOrHost, port, user, password);
    return this.#pipeline.enqueue(commands.setProxy, proxy).item.id;
  }

  /**
   * Hands in the connection to the present host, or to the next one where none is set yet: an unconnected `net.Socket` is
   * connected (and others like it when it has closed), anything else is used as it is, and a function is a connector that opens
   * each connection. HTTPS is spoken over it unless it is a `TLSSocket`.
   *
   * `abort()`, `close()` and errors end it; `setHost()`, another `setSocket()` and `destroy()` let go of it, open.
   *
   * @throws TypeError for what cannot be a connection or has ended, and with the option `dispatcher`
   *
   * @example
   * ```ts
   * http.setHost('printer.local');
   * http.setSocket(connect('/run/printer.sock'));
   * http.get('/status');
   * ```
   */
  setSocket(socketOrConnector: SocketSource): number {
    this.#pipeline.ownConnections('setSocket()').checkSocket(socketOrConnector);
    return this.#pipeline.enqueue(commands.setSocket, socketOrConnector).item.id;
  }

  /** Closes the connection when its turn comes; without one it succeeds at once. */
  close(): number {
    return this.#pipeline.enqueue(commands.close, undefined).item.id;
  }

  /** {@link QHttp.setHost} as a cold Observable. */
  setHost$(host: string, port?: number): Observable<CommandSignal>;
  setHost$(host: string, mode: ConnectionMode, port?: number): Observable<CommandSignal>;
  setHost$(host: string, modeOrPort?: ConnectionMode | number, port?: number): Observable<CommandSignal> {
    const target = targetFromArguments(host, modeOrPort, port);
    return this.#cold((pipeline, follower) => pipeline.enqueue(commands.setHost, target, follower));
  }

  /**
   * {@link QHttp.get} as a cold Observable: each subscription schedules the command once, and is told its signals and
   * the body as `data`. It completes right after `requestFinished`; a command that fails or is dropped errors with a
   * `QHttpError` after `done`. Unsubscribing removes the command while it waits and cancels it while it runs: so
   * take the answer with an operator that waits for its end, such as `toResponse()`, and not with `firstValueFrom`.
   *
   * @throws TypeError for a path or a field that HTTP forbids
   */
  get$(path: string, options: ColdOptions & EarlyOptions = {}): Observable<CommandSignal> {
    const { headers, signal, early } = ownProperties(options);
    return this.#coldRequest(ownHeader('GET', path, headers), undefined, signal, early);
  }

  /** {@link QHttp.post} as a cold Observable; a stream can be sent by one subscription only. */
  post$(path: string, data: RequestData | null | undefined, options: ColdOptions = {}): Observable<CommandSignal> {
    const { headers, signal } = ownProperties(options);
    return this.#coldRequest(ownHeader('POST', path, headers), data, signal);
  }

  /** {@link QHttp.head} as a cold Observable. */
  head$(path: string, options: ColdOptions & EarlyOptions = {}): Observable<CommandSignal> {
    const { headers, signal, early } = ownProperties(options);
    return this.#coldRequest(ownHeader('HEAD', path, headers), undefined, signal, early);
  }

  /**
   * {@link QHttp.request} as a cold Observable; it takes a copy of the header now.
   *
   * @throws TypeError for anything but a GET or HEAD without a body that is to be sent early
   */
  request$(
    header: HttpRequestHeader,
    data?: RequestData | null,
    options: Pick<ColdOptions, 'signal'> & EarlyOptions = {},
  ): Observable<CommandSignal> {
    const { signal, early } = ownProperties(options);
    return this.#coldRequest(copyOfHeader(header), data, signal, early);
  }

  /** {@link QHttp.setUser} as a cold Observable. */
  setUser$(user: string, password = ''): Observable<CommandSignal> {
    checkUser(user, password);
    return this.#cold((pipeline, follower) => pipeline.enqueue(commands.setUser, { user, password }, follower));
  }

  /** {@link QHttp.setProxy} as a cold Observable. */
  setProxy$(host: string, port: number, user?: string, password?: string): Observable<CommandSignal>;
  setProxy$(proxy: NetworkProxy): Observable<CommandSignal>;
  setProxy$(
    proxyOrHost: NetworkProxy | string,
    port?: number,
    user?: string,
    password?: string,
  ): Observable<CommandSignal> {
    const proxy = this.#pipeline.ownConnections('setProxy()').proxyFrom(proxyOrHost, port, user, password);
    return this.#cold((pipeline, follower) => pipeline.enqueue(commands.setProxy, proxy, follower));
  }

  /** {@link QHttp.setSocket} as a cold Observable. */
  setSocket$(socketOrConnector: SocketSource): Observable<CommandSignal> {
    this.#pipeline.ownConnections('setSocket()').checkSocket(socketOrConnector);
    return this.#cold((pipeline, follower) => pipeline.enqueue(commands.setSocket, socketOrConnector, follower));
  }

  /** {@link QHttp.close} as a cold Observable. */
  close$(): Observable<CommandSignal> {
    return this.#cold((pipeline, follower) => pipeline.enqueue(commands.close, undefined, follower));
  }

  /**
   * Ends the command that runs with `Aborted`, drops the waiting ones and closes the connection. Does nothing when
   * nothing runs and nothing waits.
   */
  abort(): void {
    this.#pipeline.abort();
  }

  /** Drops the waiting commands without any signal; the one that runs goes on. */
  clearPendingRequests(): void {
    this.#pipeline.clear();
  }

  /** Lets the present connection go on in spite of what `sslErrors$` tells; has an effect inside that signal only. */
  ignoreSslErrors(): void {
    const { question } = this.#pipeline.connection;
    if (question) question.isAccepted = true;
  }

  /**
   * Holds the command until `input` completes: for questions that take time, such as a dialog. Has an effect inside
   * `sslErrors$`, `authenticationRequired$` and `proxyAuthenticationRequired$` only; the answers count until then. An error of `input` fails the command; `abort()` ends the
   * wait.
   */
  waitFor(input: ObservableInput<unknown>): void {
    this.#pipeline.connection.question?.waitFor(input);
  }

  /** Ends everything without a signal and completes every Observable; commands throw from then on. */
  destroy(): void {
    this.#pipeline.destroy();
  }

  [Symbol.dispose](): void {
    this.destroy();
  }

  /** What the connection is doing. */
  state(): State {
    return this.#pipeline.connection.state;
  }

  /** Why the last command failed, until the next one starts. */
  error(): ErrorCode {
    return this.#pipeline.error;
  }

  /** The same for a person. */
  errorString(): string {
    return this.#pipeline.errorString;
  }

  /** The id of the command that runs; 0 when none does. */
  currentId(): number {
    return this.#pipeline.current?.id ?? 0;
  }

  /** The header of the request that runs; one that is not valid when none does. */
  currentRequest(): HttpRequestHeader {
    return this.#pipeline.current?.request?.header.clone() ?? new HttpRequestHeader();
  }

  /** The very object that the body of the request that runs comes from; null for a string or bytes. */
  currentSourceDevice(): object | null {
    return this.#pipeline.current?.request?.from ?? null;
  }

  /** The very object that the body of the answer goes to; null without one. */
  currentDestinationDevice(): object | null {
    return this.#pipeline.current?.request?.to ?? null;
  }

  /** Whether commands wait that have not been started. */
  hasPendingRequests(): boolean {
    return this.#pipeline.waiting > 0;
  }

  /** The head of the last answer; one that is not valid before the first. */
  lastResponse(): HttpResponseHeader {
    return this.#pipeline.connection.lastResponse;
  }

  /** How many bytes can be read. */
  bytesAvailable(): number {
    return this.#pipeline.buffer.length;
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
    return this.#pipeline.buffer.read(maxLength);
  }

  /** Reads everything that has come. */
  readAll(): Uint8Array {
    return this.#pipeline.buffer.read(Infinity);
  }

  #cold(
    schedule: (pipeline: Pipeline, follower: Subscriber<CommandSignal>) => Place<PipelineCommand>,
    signal?: AbortSignal,
  ): Observable<CommandSignal> {
    return coldCommand(this.#pipeline, (follower) => schedule(this.#pipeline, follower), signal);
  }

  #coldRequest(
    header: HttpRequestHeader,
    data: RequestData | null | undefined,
    signal: AbortSignal | undefined,
    early?: boolean,
  ): Observable<CommandSignal> {
    const request = new ColdRequest(header, data, early);
    return this.#cold((pipeline, follower) => {
      pipeline.refuseIfDestroyed();
      return pipeline.request(request.planFor(follower), follower);
    }, signal);
  }

  #request(
    header: HttpRequestHeader,
    data: RequestData | null | undefined,
    to: Destination | undefined,
    options?: EarlyOptions,
  ): number {
    this.#pipeline.refuseIfDestroyed();
    const receiver = to === undefined ? this.#pipeline.buffer : sinkFrom(to);
    const isEarly = options !== undefined && ownProperties(options).early;
    const plan = planRequest(header, data, receiver, to ?? null, isEarly);
    return this.#pipeline.request(plan).item.id;
  }
}
