import { finished } from 'node:stream/promises';
import { HttpRequestHeader, type HttpResponseHeader, type QHttp } from '../index.js';
import type { Order } from './arguments.js';
import type { BodyPlace } from './body-place.js';
import { messageOf } from './error-text.js';
import { partName } from './file-name.js';
import type { KeptPart, Outcome } from './outcome.js';
import { PartFile } from './part-file.js';
import type { RateLimit } from './rate-limit.js';
import { describeBody, type RequestBody } from './request-body.js';
import { ResponseSink } from './response-sink.js';
import { judge, noteFrom, type ResumePoint, type Verdict } from './resume.js';
import type { TargetUrl } from './target-url.js';
import { version } from './version.js';

/** Where the body of one download goes: nowhere for a HEAD. `name` is for messages. */
export interface Target {
  readonly name: string;
  readonly place: BodyPlace | undefined;
}

/** What is the same for all downloads of a run. */
export interface Wish {
  readonly method: Order['method'];
  readonly headers: Order['headers'];
  readonly body: RequestBody | undefined;
  /** Whether the body may come compressed, so that its bytes are not those of the file. */
  readonly compressed: boolean;
  /** Whether a redirect is followed before it gets here. */
  readonly location: boolean;
  /** Of what comes; undefined for none. */
  readonly limit: RateLimit | undefined;
}

/** One URL on its way to its place: makes the request, judges the answer, and knows how it ended. */
export class Download {
  outcome: Outcome = { kind: 'waiting' };
  /** When the request began and ended, in milliseconds; 0 while it has not. */
  startedAt = 0;
  endedAt = 0;
  readonly #wish: Wish;
  #resume: ResumePoint | undefined;
  #sink: ResponseSink | undefined;
  #verdict: Verdict | undefined;
  #header: HttpResponseHeader | undefined;

  constructor(
    readonly url: TargetUrl,
    readonly target: Target,
    wish: Wish,
    resume: ResumePoint | undefined,
  ) {
    this.#wish = wish;
    this.#resume = resume;
  }

  /** The bytes of the body that this run has put into its place. */
  get bytes(): number {
    return this.#sink?.written ?? 0;
  }

  /** The bytes that an earlier run had fetched and this one goes on with. */
  get resumedAt(): number {
    return this.#verdict?.kind === 'store' ? this.#verdict.at : 0;
  }

  /** Whether the request has a body. */
  get uploads(): boolean {
    return this.#wish.body !== undefined;
  }

  /** What was decided about the answer; undefined before its head. */
  get verdict(): Verdict | undefined {
    return this.#verdict;
  }

  /** Queues the request; returns the id of its command. */
  schedule(http: QHttp): number {
    const { body } = this.#wish;
    this.#verdict = undefined;
    this.#sink = this.target.place === undefined ? undefined : new ResponseSink(this.target.place, this.#wish.limit);
    return http.request(this.#requestHeader(), body?.make(), this.#sink);
  }

  /** Takes the head of the answer, and says what becomes of it. */
  judge(header: HttpResponseHeader): Verdict {
    const rangeAsked = this.#wish.headers.some(([name]) => name.toLowerCase() === 'range');
    const verdict = judge(header, this.#resume, rangeAsked);
    this.#header = header;
    this.#verdict = verdict;
    // Of a compressed body only the server knows where to go on.
    if (this.target.place instanceof PartFile && !this.#wish.compressed)
      this.target.place.describe(noteFrom(this.url.href, header));
    this.#sink?.judge(verdict);
    return verdict;
  }

  /** Asks for the whole from now on. */
  startOver(): void {
    this.#resume = undefined;
    this.#sink?.destroy();
  }

  /** The answer is whole: brings its body into its place. */
  async settle(): Promise<void> {
    try {
      this.outcome = await this.#settled();
    } catch (error) {
      this.outcome = { kind: 'failed', message: this.#placeFailure(error), kept: await this.#kept() };
    }
  }

  /** The request ended with an error; what came is kept. */
  async fail(message: string, interrupted: boolean): Promise<void> {
    const failure = this.#sink?.failure;
    await this.#closeSink();
    const kept = await this.#kept();
    if (interrupted) this.outcome = { kind: 'interrupted', kept };
    else
      this.outcome = { kind: 'failed', message: failure === undefined ? message : this.#placeFailure(failure), kept };
  }

  /** It is not sent any more. */
  async drop(): Promise<void> {
    await this.#closeSink();
    this.outcome = { kind: 'dropped' };
  }

  /** The answer was a status that the library takes for an error, such as 401. */
  async failWithStatus(header: HttpResponseHeader, reason: string): Promise<void> {
    await this.#closeSink();
    this.outcome = this.#statusOutcome(header, reason);
  }

  async #settled(): Promise<Outcome> {
    const header = this.#header;
    if (header === undefined) throw new Error('there was no answer');
    if (this.#sink === undefined)
      return header.statusCode() < 400 ? { kind: 'answered' } : this.#statusOutcome(header, '');
    if (this.#verdict?.kind === 'complete') return this.#commit(this.#resume?.at ?? 0);
    this.#sink.end();
    await finished(this.#sink);
    if (this.#verdict?.kind !== 'store') return this.#statusOutcome(header, isText(header) ? this.#sink.excerpt : '');
    const { at, total = at + this.bytes } = this.#verdict;
    if (at + this.bytes === total) return this.#commit(at);
    throw new Error(`the server sent it up to byte ${at + this.bytes} of ${total} only`);
  }

  async #commit(resumedAt: number): Promise<Outcome> {
    if (this.target.place instanceof PartFile) await this.target.place.commit();
    return { kind: 'saved', resumedAt };
  }

  async #closeSink(): Promise<void> {
    const sink = this.#sink;
    if (sink === undefined) return;
    sink.destroy();
    // An error of the sink has its place in the outcome.
    await finished(sink).catch(() => undefined);
  }

  async #kept(): Promise<KeptPart | undefined> {
    const { place, name } = this.target;
    if (!(place instanceof PartFile)) return undefined;
    const bytes = await place.partialSize().catch(() => undefined);
    if (bytes === undefined) return undefined;
    return { name: partName(name), bytes, resumable: (await place.resumePoint(this.url.href)) !== undefined };
  }

  #placeFailure(error: unknown): string {
    return `cannot write ${this.target.name}: ${messageOf(error)}`;
  }

  #statusOutcome(header: HttpResponseHeader, excerpt: string): Outcome {
    const status = header.statusCode();
    const location = status >= 300 && status < 400 ? header.value('location') : '';
    const unfollowed = this.#wish.location ? '' : 'redirects are not followed without --location; ';
    const detail = [header.reasonPhrase(), location === '' ? excerpt : `${unfollowed}it points to ${location}`];
    return { kind: 'status', status, detail: detail.filter((part) => part !== '').join(': ') };
  }

  #requestHeader(): HttpRequestHeader {
    const { method, headers, body, compressed } = this.#wish;
    const header = new HttpRequestHeader(method, this.url.path);
    for (const [name, value] of headers) header.addValue(name, value);
    if (!header.hasKey('User-Agent')) header.addValue('User-Agent', `qhttp/${version}`);
    if (!header.hasKey('Accept')) header.addValue('Accept', '*/*');
    if (compressed && !header.hasKey('Accept-Encoding')) header.addValue('Accept-Encoding', 'gzip, deflate, br, zstd');
    if (body !== undefined) describeBody(header, body);
    if (this.#resume !== undefined) {
      header.addValue('Range', `bytes=${this.#resume.at}-`);
      header.addValue('If-Range', this.#resume.validator);
    }
    return header;
  }
}

function isText(header: HttpResponseHeader): boolean {
  return /^text\/plain$|^application\/(?:.+\+)?json$/i.test(header.contentType());
}
