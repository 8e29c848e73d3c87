import { Observable } from 'rxjs';
import type { RequestData } from '../body/source-from.js';
import type { ColdOptions } from '../cold-options.js';
import { ColdRequest } from '../cold-request.js';
import type { HttpRequestHeader } from '../headers/http-request-header.js';
import { QHttp } from '../qhttp.js';
import type { QHttpOptions } from '../qhttp-options.js';
import { OrderedSubject } from '../signals/ordered-subject.js';
import { ErrorCode } from '../values/error-code.js';
import { limitsFrom } from '../values/limits.js';
import { QHttpError } from '../values/qhttp-error.js';
import type { CommandSignal, Signal } from '../values/signal.js';
import { ConnectionDealer } from './connection-dealer.js';
import { copyOfHeader, ownHeader } from '../own-header.js';
import { boundsFrom, type QHttpPoolOptions } from './pool-options.js';
import type { PoolSignal } from './pool-signal.js';
import { PooledRequest } from './pooled-request.js';
import { urlParts, type Origin } from './url-parts.js';

/**
 * Cold requests to any number of origins over a bounded set of connections, each of which is a `QHttp`.
 *
 * Every request is a sequence of its own: one that fails closes its own connection and drops nothing else. Of the
 * origins for which requests wait each has its turn, one request a turn. Connections are kept for the next request to
 * their origin, until they have been idle for too long or another origin needs their place.
 *
 * An ordered pipeline, in which a failure drops what waits, is a {@link QHttpPool.pipeline}.
 *
 * @example
 * const pool = new QHttpPool({ connections: 20, connectionsPerOrigin: 4 });
 * merge(...urls.map((url) => pool.get$(url).pipe(toResponse(), retry(2)))).subscribe({
 *   next: ({ header, body }) => console.log(header.statusCode(), body.length),
 *   complete: () => pool.destroy(),
 * });
 */
export class QHttpPool {
  /**
   * The signals of all connections and pipelines in the order in which they happen, each with the `origin` that it
   * comes from. Each request ends with a `done` of its own.
   */
  readonly signals$: Observable<PoolSignal>;

  readonly #signals$ = new OrderedSubject<PoolSignal>();
  readonly #options: QHttpOptions;
  readonly #pendingRequests: number;
  readonly #dealer: ConnectionDealer;
  readonly #pipelines = new Map<string, QHttp>();
  #isDestroyed = false;

  /**
   * @throws RangeError for a bound, a time or a limit that cannot be one, and whatever `new QHttp(options)` throws
   */
  constructor(options: QHttpPoolOptions = {}) {
    new QHttp(options).destroy(); // finds what is wrong with them
    this.#pendingRequests = limitsFrom(options.limits).pendingCommands;
    // Here requests wait in the pool, and a connection is never given more than one.
    this.#options = { ...options, limits: { ...options.limits, pendingCommands: Infinity } };
    this.#dealer = new ConnectionDealer(boundsFrom(options), this.#options, (signal, origin) => {
      this.#tell(signal, origin);
    });
    this.signals$ = this.#signals$;
  }

  /**
   * Asks for `url` as `QHttp.get$` does for a path: each subscription is one request, told from `requestStarted` to
   * `requestFinished`, with the body as `data`. Unsubscribing removes it while it waits for a connection, and cancels
   * it while it runs. A failure is a `QHttpError`; its id is 0 when the request has never got a connection.
   *
   * @param url - http or https; the fragment is not sent
   * @throws TypeError for a URL that is not absolute, has another scheme, or a user; and for a field that HTTP forbids
   */
  get$(url: string | URL, options: ColdOptions = {}): Observable<CommandSignal> {
    return this.#own('GET', url, undefined, options);
  }

  /** Sends `data` to `url`; `undefined` sends no body, and a stream is sent once only. Else as {@link QHttpPool.get$}. */
  post$(url: string | URL, data: RequestData | null | undefined, options: ColdOptions = {}): Observable<CommandSignal> {
    return this.#own('POST', url, data, options);
  }

  /** Asks for the head of the answer alone. Else as {@link QHttpPool.get$}. */
  head$(url: string | URL, options: ColdOptions = {}): Observable<CommandSignal> {
    return this.#own('HEAD', url, undefined, options);
  }

  /**
   * Sends a header of the caller's, of which it takes a copy now. The path is that of the URL; where the URL names an
   * origin alone, it is that of the header. Else as {@link QHttpPool.get$}.
   */
  request$(
    url: string | URL,
    header: HttpRequestHeader,
    data?: RequestData | null,
    { signal }: Pick<ColdOptions, 'signal'> = {},
  ): Observable<CommandSignal> {
    const { origin, path } = urlParts(url);
    const own = copyOfHeader(header);
    if (path !== '/') own.setRequest(own.method(), path, own.majorVersion(), own.minorVersion());
    return this.#cold(origin, new ColdRequest(own, data), signal);
  }

  /**
   * The ordered pipeline of this name: a `QHttp` whose commands run one by one, and whose failure drops what waits
   * behind it. The same name gives the same one, until it or the pool is destroyed.
   *
   * Its connection is its own, beside those that the pool counts: it never waits for the requests of others, and is
   * not closed to make room for them.
   *
   * @throws QHttpError after `destroy()`
   */
  pipeline(name: string): QHttp {
    this.#refuseIfDestroyed();
    const known = this.#pipelines.get(name);
    if (known) return known;
    const http = new QHttp(this.#options);
    this.#pipelines.set(name, http);
    // Ends with the QHttp.
    http.signals$.subscribe({
      next: (signal) => {
        this.#tell(signal, name);
      },
      complete: () => this.#pipelines.delete(name),
    });
    return http;
  }

  /** How many connections there are, idle ones and those being opened or closed among them; pipelines apart. */
  openConnections(): number {
    return this.#dealer.connections;
  }

  /** How many requests wait for a connection. */
  waitingRequests(): number {
    return this.#dealer.waiting;
  }

  /** Ends everything: `signals$` completes, pipelines are destroyed, every cold request errors with `Aborted`. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#signals$.complete();
    for (const http of [...this.#pipelines.values()]) http.destroy();
    this.#dealer.destroy(({ subscriber }) => {
      subscriber.error(new QHttpError(ErrorCode.Aborted, 0, 'The pool was destroyed before the request started'));
    });
  }

  [Symbol.dispose](): void {
    this.destroy();
  }

  #own(
    method: string,
    url: string | URL,
    data: RequestData | null | undefined,
    { headers, signal }: ColdOptions,
  ): Observable<CommandSignal> {
    const { origin, path } = urlParts(url);
    return this.#cold(origin, new ColdRequest(ownHeader(method, path, headers), data), signal);
  }

  #cold(origin: Origin, cold: ColdRequest, signal: AbortSignal | undefined): Observable<CommandSignal> {
    return new Observable((subscriber) => {
      this.#refuseIfDestroyed();
      if (this.#dealer.waiting >= this.#pendingRequests) {
        throw new RangeError(`Too many requests wait: the limit is ${String(this.#pendingRequests)}`);
      }
      const request = new PooledRequest(origin, cold, subscriber, this.#dealer);
      this.#dealer.join(request);
      if (!signal) return request;
      const onAbort = () => {
        const cause: unknown = signal.reason;
        const error = new QHttpError(ErrorCode.Aborted, request.id, 'Request aborted', { cause });
        request.unsubscribe();
        subscriber.error(error);
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      return () => {
        signal.removeEventListener('abort', onAbort);
        request.unsubscribe();
      };
    });
  }

  #tell(signal: Signal, origin: string): void {
    if (this.#signals$.observed) this.#signals$.next({ ...signal, origin });
  }

  #refuseIfDestroyed(): void {
    if (this.#isDestroyed) throw new QHttpError(ErrorCode.UnknownError, 0, 'This QHttpPool has been destroyed');
  }
}
