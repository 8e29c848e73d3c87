import type { DispatchBody, DispatchController, DispatchHandler, DispatchOptions } from '../dispatch-like.js';
import { pieceReader } from './body-reader.js';
import type { WebSettings } from './fetch-options.js';
import { sizeOf, wholeBody, type WholeBody } from './outgoing-body.js';
import { uploadWithProgress } from './upload-with-progress.js';
import type { WebAnswer } from './web-answer.js';
import { BrokenOff, noAnswer, wrongLength } from './web-failure.js';
import { answerFields, webRequest, type WebRequest } from './web-request.js';

/** One request and its answer, by way of the browser. */
export class WebExchange implements DispatchController {
  readonly #settings: WebSettings;
  readonly #handler: DispatchHandler;
  readonly #aborting = new AbortController();
  /** Lets the reading go on; undefined while nothing waits for it. */
  #wake: (() => void) | undefined;
  #isPaused = false;
  /** The browser has the request. */
  #isGiven = false;
  #hasHead = false;

  constructor(settings: WebSettings, handler: DispatchHandler) {
    this.#settings = settings;
    this.#handler = handler;
  }

  /** Not inside the call: whoever gives the request up in its first signal could not be heard before it has returned. */
  begin(options: DispatchOptions): void {
    const request = webRequest(options);
    queueMicrotask(() => {
      this.#handler.onRequestStart(this, {});
      this.#run(request, options.body as DispatchBody | null).catch((error: unknown) => {
        this.#handler.onResponseError(this, this.#failure(request, error));
      });
    });
  }

  /** What is not read stays with the browser, which stops the server when it has enough. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#wake?.();
  }

  abort(reason: Error): void {
    this.#aborting.abort(reason);
    this.#wake?.();
  }

  async #run(request: WebRequest, from: DispatchBody | null): Promise<void> {
    const { signal } = this.#aborting;
    signal.throwIfAborted();
    const body = from === null ? null : await wholeBody(from, signal);
    signal.throwIfAborted();
    const { declaredLength } = request;
    if (body && declaredLength !== undefined && declaredLength !== sizeOf(body)) {
      throw wrongLength(declaredLength, sizeOf(body));
    }
    this.#isGiven = true;
    const answer = await this.#send(request, body);
    signal.throwIfAborted();
    this.#hasHead = true;
    this.#handler.onResponseStart(this, answer.status, answerFields(answer.headers), answer.statusText);
    if (answer.body) await this.#read(answer.body);
    signal.throwIfAborted();
    this.#handler.onResponseEnd(this, {});
  }

  #send(request: WebRequest, body: WholeBody | null): Promise<WebAnswer> {
    const { manner } = this.#settings;
    const { signal } = this.#aborting;
    if (body && this.#wantsProgress(body)) {
      return uploadWithProgress(request, body, {
        signal,
        withCredentials: manner.credentials === 'include',
        onProgress: (done, total) => this.#handler.onBytesSent?.(request.headBytes + done, request.headBytes + total),
        onSent: () => this.#handler.onRequestSent(),
      });
    }
    const { url, method, fields } = request;
    const headers = fields.map(([name, value]): [string, string] => [name, value]);
    const init = { method, headers, body, signal, ...manner };
    // Nothing inherited: a polluted Object.prototype has no say in what is asked.
    const answer = fetch(url, Object.assign(Object.create(null) as RequestInit, init));
    this.#handler.onRequestSent(); // fetch does not say when: what the browser has been given counts as sent
    return answer;
  }

  /**
   * An XMLHttpRequest follows every redirect, sends cookies to its own origin, may go to others, ends with its page, tells
   * the address that the page says, and is not there in every worker.
   */
  #wantsProgress(body: WholeBody): boolean {
    const { manner, uploadProgressFrom } = this.#settings;
    const { credentials, keepalive, mode, redirect, referrerPolicy } = manner;
    const isUsual = redirect === 'follow' && mode === 'cors' && !keepalive && referrerPolicy === '';
    const isPossible = typeof XMLHttpRequest !== 'undefined' && credentials !== 'omit' && isUsual;
    return isPossible && sizeOf(body) >= uploadProgressFrom;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const readPiece = pieceReader(body);
    while (true) {
      await this.#untilWanted();
      const piece = await readPiece();
      await this.#untilWanted(); // a pause while a piece was on its way holds for that piece, too
      if (!piece) return;
      this.#handler.onResponseData(this, piece);
    }
  }

  async #untilWanted(): Promise<void> {
    while (this.#isPaused && !this.#aborting.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#aborting.signal.throwIfAborted();
  }

  #failure(request: WebRequest, error: unknown): Error {
    const { signal } = this.#aborting;
    if (signal.aborted) return signal.reason as Error; // by abort()
    if (!this.#isGiven) return error as Error; // of the data, which could not be read
    return this.#hasHead ? new BrokenOff(error) : noAnswer(request.url, error);
  }
}
