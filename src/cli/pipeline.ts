import { lastValueFrom, tap } from 'rxjs';
import { ErrorCode, QHttp, State, type HttpResponseHeader, type Signal } from '../index.js';
import type { Attendant, Question } from './attendant.js';
import { connectionOptions } from './connection-options.js';
import type { Download } from './download.js';
import { headText } from './head-text.js';
import type { CliIo } from './io.js';
import { printable } from './printable.js';
import type { MarblePicture } from './marble-picture.js';
import { loginHint, type Network } from './network.js';
import { queueDownloads } from './queue-downloads.js';
import { isFailure, outcomeLine } from './report.js';
import { signalLine } from './signal-line.js';
import type { View } from './view.js';

/** What a pipeline is told about the run that it belongs to. */
export interface PipelineSetting {
  readonly io: CliIo;
  readonly view: View;
  readonly network: Network;
  readonly attendant: Attendant;
  /** Go on with the rest after an error. */
  readonly keepGoing: boolean;
  /** Print each signal. */
  readonly signals: boolean;
  /** Print each head. */
  readonly heads: boolean;
  /** Draws each signal. */
  readonly marbles: MarblePicture | undefined;
}

/**
 * The downloads of one origin: one `QHttp` that is given all commands at once and carries them out over one connection.
 *
 * An error drops the waiting commands, as in any `QHttp`; with `keepGoing` they are queued again when it is done.
 */
export class Pipeline {
  readonly #origin: string;
  /** Where the request was sent to that runs: where a redirect has led, if one was followed. */
  #hop: string;
  readonly #setting: PipelineSetting;
  readonly #count: number;
  readonly #http: QHttp;
  /** Those that still need an answer, in their order. */
  #pending: readonly Download[];
  #byId = new Map<number, Download>();
  #current: Download | undefined;
  #startOver = false;
  /** Whether an answer to a question would have helped the request that runs. */
  #wasAsked = false;
  #ended = false;
  #progress = { done: 0, total: 0, sending: false };
  /** Bodies are brought into their places one after the other, beside the next request. */
  #settling: Promise<void> = Promise.resolve();

  constructor(origin: string, downloads: readonly Download[], setting: PipelineSetting) {
    this.#origin = this.#hop = origin;
    this.#pending = downloads;
    this.#setting = setting;
    this.#count = downloads.length;
    this.#http = new QHttp(connectionOptions(setting.network, (hop) => (this.#hop = hop)));
  }

  /** Resolves when every download of the origin has an outcome. */
  async run(): Promise<void> {
    const { interrupted } = this.#setting.io;
    const abort = (): void => this.#http.abort();
    interrupted.addEventListener('abort', abort);
    try {
      const told = lastValueFrom(this.#http.signals$.pipe(tap((signal) => this.#on(signal))), {
        defaultValue: undefined,
      });
      this.#queue(true);
      if (interrupted.aborted) abort();
      await told;
      await this.#settling;
    } finally {
      interrupted.removeEventListener('abort', abort);
      this.#http.destroy();
      this.#setting.view.remove(this.#origin);
    }
  }

  #queue(isFresh: boolean): void {
    const { network, marbles } = this.#setting;
    this.#ended = false;
    this.#byId = queueDownloads(this.#http, this.#pending, network, isFresh, {
      onNamed: (id, name) => marbles?.name(id, name),
      onRefused: (download, message) => this.#settle(download, () => download.fail(message, false)),
    });
  }

  #on(signal: Signal): void {
    if (signal.type === 'requestStarted') this.#started(this.#byId.get(signal.id));
    this.#print(signal);
    this.#setting.marbles?.note(this.#origin, signal);
    switch (signal.type) {
      case 'responseHeaderReceived':
        this.#answered(signal.header);
        break;
      case 'dataReadProgress':
        this.#received(signal.done, signal.total);
        break;
      case 'dataSendProgress':
        this.#sent(signal.done, signal.total);
        break;
      case 'stateChanged':
        this.#show();
        break;
      case 'requestFinished':
        this.#finished(signal.error);
        break;
      case 'done':
        this.#wentIdle(signal.error);
        break;
      case 'sslErrors':
      case 'authenticationRequired':
      case 'proxyAuthenticationRequired':
        this.#asked(signal);
        break;
      default:
        break;
    }
    // After an error the states that close the connection come behind `done`.
    if (this.#ended && this.#http.state() === State.Unconnected) this.#http.destroy();
  }

  #started(download: Download | undefined): void {
    this.#current = download;
    if (download !== undefined) download.startedAt = this.#setting.io.now();
    this.#progress = { done: 0, total: 0, sending: false };
    this.#wasAsked = false;
  }

  #asked(signal: Question): void {
    this.#wasAsked = signal.type !== 'sslErrors';
    this.#setting.attendant.attend(this.#http, signal, this.#hop);
  }

  #answered(header: HttpResponseHeader): void {
    const { io, view, heads } = this.#setting;
    if (heads) io.stdout.write(headText(header));
    const download = this.#current;
    const verdict = download?.judge(header);
    if (download === undefined || (verdict?.kind !== 'restart' && verdict?.kind !== 'refuse')) return;
    if (verdict.kind === 'restart') {
      this.#startOver = true;
      view.line(`${printable(download.url.href)}: starts over: ${printable(verdict.reason)}`);
    }
    // The body is of no use, however long it is; the connection goes with it.
    this.#http.abort();
  }

  #received(done: number, total: number): void {
    const before = this.#current?.resumedAt ?? 0;
    this.#progress = { done: before + done, total: total === 0 ? 0 : before + total, sending: false };
    this.#show();
  }

  #sent(done: number, total: number): void {
    // The head alone is no upload.
    if (this.#current?.uploads !== true) return;
    this.#progress = { done, total, sending: true };
    this.#show();
  }

  #finished(error: boolean): void {
    // Where setting the host fails, the first request cannot be sent.
    const download = this.#current ?? (error ? this.#pending[0] : undefined);
    this.#current = undefined;
    if (download === undefined) return;
    download.endedAt = this.#setting.io.now();
    if (this.#startOver) download.startOver();
    else this.#settle(download, error ? this.#failure(download) : () => download.settle());
  }

  /** Has to be asked inside `requestFinished`: the error is known until the next command starts. */
  #failure(download: Download): () => Promise<void> {
    const code = this.#http.error();
    const hint = this.#wasAsked ? loginHint(code, download.url, this.#setting.network) : '';
    const header = this.#http.lastResponse();
    if (isAboutLogin(code) && (header.statusCode() === 401 || header.statusCode() === 407)) {
      const reason = `${this.#http.errorString()}${hint}`;
      return () => download.failWithStatus(header, reason);
    }
    const { verdict } = download;
    const message = verdict?.kind === 'refuse' ? verdict.reason : `${this.#http.errorString()}${hint}`;
    const interrupted = this.#setting.io.interrupted.aborted && code === ErrorCode.Aborted;
    return () => download.fail(message, interrupted);
  }

  #wentIdle(error: boolean): void {
    this.#ended = true;
    if (!error || this.#pending.length === 0) return;
    const goesOn = this.#startOver || (this.#setting.keepGoing && !this.#setting.io.interrupted.aborted);
    this.#startOver = false;
    if (goesOn) this.#queue(false);
    else for (const download of this.#pending) this.#settle(download, () => download.drop());
  }

  /** The download needs nothing of the connection any more. */
  #settle(download: Download, work: () => Promise<void>): void {
    const { view } = this.#setting;
    this.#pending = this.#pending.filter((one) => one !== download);
    this.#settling = this.#settling.then(work).then(() => {
      if (isFailure(download)) view.failure(outcomeLine(download));
      else view.line(outcomeLine(download));
    });
  }

  #print(signal: Signal): void {
    const { io, signals } = this.#setting;
    if (signals) io.stdout.write(`${signalLine({ origin: this.#origin, url: this.#current?.url.href }, signal)}\n`);
  }

  #show(): void {
    const download = this.#current;
    if (download === undefined) return;
    const { done, total, sending } = this.#progress;
    const ms = this.#setting.io.now() - download.startedAt;
    this.#setting.view.show({
      origin: this.#origin,
      state: this.#http.state(),
      index: this.#count - this.#pending.length + 1,
      count: this.#count,
      name: download.target.name,
      done,
      total,
      speed: ms > 0 ? ((done - (sending ? 0 : download.resumedAt)) * 1000) / ms : 0,
      sending,
    });
  }
}

/** A SOCKS proxy wants to know who asks as well, and has no status to say so. */
function isAboutLogin(code: ErrorCode): boolean {
  return code === ErrorCode.AuthenticationRequiredError || code === ErrorCode.ProxyAuthenticationRequiredError;
}
