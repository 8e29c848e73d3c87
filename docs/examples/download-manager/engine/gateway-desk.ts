import {
  concat,
  defer,
  map,
  Observable,
  retry,
  startWith,
  Subject,
  switchMap,
  takeUntil,
  throwError,
  timer,
  type Subscription,
} from 'rxjs';
import {
  chunks,
  ErrorCode,
  failOnStatus,
  QHttp,
  QHttpError,
  QHttpPool,
  toResponse,
  toText,
  type QHttpOptions,
} from 'rx-qhttp/browser';
import { DeskView } from './desk-view.ts';
import type { GatewayCommand } from './gateway-protocol.ts';
import type { Abilities, Answer, Change, TransferDesk } from './model.ts';
import { beginning, parseUrl, parseUrls } from './parse-urls.ts';
import { reasonOf } from './reason-of.ts';
import { eventData } from './server-sent-events.ts';

/** Three times that of a heartbeat, in milliseconds: after so much silence nobody is there. */
const silenceMs = 45_000;
/** How long is waited before the gateway is tried again, in milliseconds: twice as long each time, up to the second. */
const shortestWaitMs = 250;
const longestWaitMs = 5000;
/** How many files go to the gateway at a time: a browser has six connections, and commands need one. */
const mostUploads = 3;

export interface GatewayDeskOptions {
  /** Where the gateway is, as `http://127.0.0.1:4711`. */
  readonly origin: string;
  readonly token: string;
}

/**
 * Transfers by the gateway. What it tells is read as one long answer; when that ends, it is asked for anew, and begins with
 * how things stand. Commands are requests in a line of their own: one runs at a time, in the order of the calls.
 */
export class GatewayDesk implements TransferDesk {
  /** Before the gateway has said anything there is nothing to begin with: then its first snapshot is everybody's, or `lost`. */
  readonly changes$ = new Observable<Change>((subscriber) => {
    if (this.#isKnown) subscriber.next({ type: 'snapshot', snapshot: this.#view.snapshot });
    return this.#changes$.subscribe(subscriber);
  });
  readonly can: Abilities = { pauseUploads: true, answerCertificates: true, chooseFolder: false };
  readonly #origin: string;
  readonly #authorization: string;
  /** Names this page, by which the gateway knows whether its files can still come. */
  readonly #page = randomName();
  readonly #events: QHttp;
  readonly #commands: QHttp;
  readonly #uploads: QHttpPool;
  readonly #view = new DeskView();
  #isKnown = false;
  readonly #lookAgain$ = new Subject<void>();
  readonly #changes$ = new Subject<Change>();
  readonly #destroyed$ = new Subject<void>();
  /** Those that this page has announced, until they have arrived. */
  readonly #files = new Map<string, File>();
  readonly #sending = new Map<string, Subscription>();

  constructor({ origin, token }: GatewayDeskOptions) {
    this.#origin = origin;
    this.#authorization = `Bearer ${token}`;
    this.#events = this.#http({ timeouts: { idle: silenceMs } });
    this.#commands = this.#http();
    this.#uploads = new QHttpPool({ connectionsPerOrigin: mostUploads });
    this.#listen();
  }

  add(urls: readonly string[]): void {
    parseUrls(urls);
    this.#send({ command: 'add', urls });
  }

  upload(url: string, file: File): void {
    if (!parseUrl(url)) throw new TypeError(`This is no http or https address: ${beginning(url)}`);
    const { name, size, type } = file;
    this.#send({ command: 'upload', url, name, size, type, page: this.#page }, (answer) => {
      const { id } = JSON.parse(answer) as { readonly id: string }; // as the gateway answers this command
      this.#files.set(id, file);
      this.#sendFile(id);
    });
  }

  move(id: string, before: string | null): void {
    this.#send({ command: 'move', id, before });
  }

  remove(id: string): void {
    this.#send({ command: 'remove', id });
  }

  pause(id: string): void {
    this.#send({ command: 'pause', id });
  }

  resume(id: string): void {
    this.#send({ command: 'resume', id });
  }

  retry(id: string): void {
    this.#send({ command: 'retry', id });
  }

  abortCurrent(pipeline: string): void {
    this.#send({ command: 'abortCurrent', pipeline });
  }

  clearWaiting(pipeline: string): void {
    this.#send({ command: 'clearWaiting', pipeline });
  }

  answer(question: string, answer: Answer): void {
    this.#send({ command: 'answer', question, answer });
  }

  /** The gateway goes on. */
  destroy(): void {
    this.#destroyed$.next();
    this.#destroyed$.complete();
    this.#events.destroy();
    this.#commands.destroy();
    this.#uploads.destroy();
    this.#changes$.complete();
  }

  #http(options: QHttpOptions = {}): QHttp {
    const { hostname, protocol, port } = new URL(this.#origin);
    return new QHttp(hostname, protocol === 'https:' ? 'https' : 'http', Number(port), options);
  }

  #listen(): void {
    const headers = { Authorization: this.#authorization, Accept: 'text/event-stream' };
    const told$ = defer(() => this.#events.get$(`/api/events?page=${this.#page}`, { headers })).pipe(
      failOnStatus(),
      chunks(),
      eventData(),
      map((data) => JSON.parse(data) as Change), // the gateway's own words
    );
    const ended$ = throwError(() => new Error('The gateway has ended'));
    const kept$ = concat(told$, ended$).pipe(
      retry({ delay: (error, count) => this.#waitAfter(error, count), resetOnSuccess: true }),
    );
    this.#lookAgain$
      .pipe(
        startWith(undefined),
        switchMap(() => kept$),
        takeUntil(this.#destroyed$),
      )
      .subscribe((change) => this.#tell(change));
  }

  #waitAfter(error: unknown, count: number): Observable<unknown> {
    this.#tell({ type: 'lost', reason: whyLost(error) });
    return timer(Math.min(longestWaitMs, shortestWaitMs * 2 ** (count - 1)));
  }

  #tell(change: Change): void {
    this.#view.apply(change);
    if (change.type === 'snapshot') this.#isKnown = true;
    this.#changes$.next(change);
    if (change.type === 'transfers' || change.type === 'snapshot') this.#lookAtFiles();
  }

  #send(command: GatewayCommand, answered?: (answer: string) => void): void {
    const headers = { Authorization: this.#authorization, 'Content-Type': 'application/json' };
    this.#commands
      .post$('/api/commands', JSON.stringify(command), { headers })
      .pipe(toResponse(), takeUntil(this.#destroyed$))
      .subscribe({
        next: ({ header, body }) => {
          const text = new TextDecoder().decode(body);
          if (header.statusCode() < 300) answered?.(text);
          else this.#commandLost(`The gateway did not take that: ${header.statusCode()} ${text}`);
        },
        error: (error: unknown) => this.#commandLost(whyLost(error)),
      });
  }

  /** What was called for has not been done: how things stand is asked for anew. */
  #commandLost(reason: string): void {
    this.#tell({ type: 'lost', reason });
    this.#lookAgain$.next();
  }

  /** Sends what the gateway waits for, and lets go of what it will not ask for again. */
  #lookAtFiles(): void {
    for (const id of this.#files.keys()) {
      const transfer = this.#view.transfer(id);
      if (transfer?.status === 'running') this.#sendFile(id);
      else if (transfer?.status !== 'paused') this.#sending.get(id)?.unsubscribe();
      if (transfer?.status === 'finished') this.#files.delete(id);
    }
  }

  #sendFile(id: string): void {
    const file = this.#files.get(id);
    if (!file || this.#sending.has(id) || this.#view.transfer(id)?.status !== 'running') return;
    const headers = { Authorization: this.#authorization, 'Content-Type': 'application/octet-stream' };
    const sending = this.#uploads
      .post$(`${this.#origin}/api/uploads/${id}`, file, { headers })
      // What becomes of it is told as a change of the transfer, which knows better.
      .pipe(toText(), takeUntil(this.#destroyed$))
      .subscribe({ error: () => undefined });
    this.#sending.set(id, sending);
    sending.add(() => this.#sending.delete(id));
  }
}

function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function whyLost(error: unknown): string {
  const isUnknown = error instanceof QHttpError && error.code === ErrorCode.AuthenticationRequiredError;
  if (isUnknown) return 'The gateway does not know this page: open the address that it has printed';
  return reasonOf(error);
}
