import {
  HttpErrorResponse,
  HttpEventType,
  HttpHeaderResponse,
  HttpHeaders,
  HttpResponse,
  type HttpEvent,
  type HttpRequest,
} from '@angular/common/http';
import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { ReadBuffer } from '../body/read-buffer.js';
import { HttpResponseHeader } from '../headers/http-response-header.js';
import type { CommandSignal } from '../values/signal.js';
import type { HttpCall } from './http-call.js';
import { readBody, textDecoder } from './response-body.js';

/**
 * Tells the signals of a request as the events that Angular's own backends tell: `Sent`, with `reportProgress` the progress
 * of both directions and the head of the answer, at last the answer, or an error for one whose status is not 2xx.
 */
export function toHttpEvents(
  request: HttpRequest<unknown>,
  call: HttpCall,
): OperatorFunction<CommandSignal, HttpEvent<unknown>> {
  return (source) =>
    new Observable((subscriber) => {
      const events = new HttpEvents(request, call, subscriber);
      return source.subscribe({
        next: (signal) => events.see(signal),
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
}

/** What is made of a head: the fields that all answers of Angular have. */
interface Head {
  readonly headers: HttpHeaders;
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
}

class HttpEvents {
  readonly #request: HttpRequest<unknown>;
  readonly #call: HttpCall;
  readonly #subscriber: Subscriber<HttpEvent<unknown>>;
  readonly #body = new ReadBuffer(Infinity);
  #header = new HttpResponseHeader();
  /** Bytes of the data that have gone. */
  #sent = 0;
  /** Bytes of the body that have come. */
  #received = 0;
  /** For text that is told piece by piece. */
  #text: { readonly decoder: TextDecoder; partial: string } | undefined;

  constructor(request: HttpRequest<unknown>, call: HttpCall, subscriber: Subscriber<HttpEvent<unknown>>) {
    this.#request = request;
    this.#call = call;
    this.#subscriber = subscriber;
  }

  see(signal: CommandSignal): void {
    switch (signal.type) {
      case 'requestStarted':
        this.#subscriber.next({ type: HttpEventType.Sent });
        break;
      case 'dataSendProgress':
        if (this.#call.tellsUpload) this.#tellUpload(signal.done, signal.total);
        break;
      case 'responseHeaderReceived':
        this.#header = signal.header;
        if (this.#call.tellsDownload) this.#subscriber.next(new HttpHeaderResponse(this.#head()));
        break;
      case 'data':
        this.#body.receive(signal.chunk);
        if (this.#call.tellsDownload) this.#tellDownload(signal.chunk);
        break;
      case 'requestFinished':
        if (!signal.error) this.#tellAnswer();
        break;
      default: // states, and questions that are for others
    }
  }

  /**
   * The head of the request counts as well, with us, and what is sent again counts once. Where an interceptor has made a
   * stream of the data, whose total nobody knows, nothing can be said of the data.
   */
  #tellUpload(done: number, total: number): void {
    const size = this.#call.dataBytes;
    const loaded = total === 0 ? 0 : done - (total - size);
    if (loaded <= this.#sent) return;
    this.#sent = loaded;
    this.#subscriber.next({ type: HttpEventType.UploadProgress, loaded, total: size });
  }

  #tellDownload(chunk: Uint8Array): void {
    this.#received += chunk.byteLength;
    const length = this.#header.value('content-length'); // contentLength() ends at 32 bits, as in Qt
    this.#subscriber.next({
      type: HttpEventType.DownloadProgress,
      loaded: this.#received,
      ...(length !== '' && { total: Number(length) }),
      ...(this.#request.responseType === 'text' && { partialText: this.#textWith(chunk) }),
    });
  }

  #textWith(chunk: Uint8Array): string {
    const text = (this.#text ??= { decoder: textDecoder(this.#header), partial: '' });
    return (text.partial += text.decoder.decode(chunk, { stream: true }));
  }

  #tellAnswer(): void {
    const head = this.#head();
    const { body, error } = readBody(this.#request.responseType, this.#header, this.#bytes());
    const isOk = head.status >= 200 && head.status < 300;
    if (isOk && error === undefined) this.#subscriber.next(new HttpResponse({ ...head, body }));
    else this.#subscriber.error(new HttpErrorResponse({ ...head, error: isOk ? { error, text: body } : body }));
  }

  #head(): Head {
    const header = this.#header;
    const lines = header.values().map(([name, value]) => `${name}: ${value}`);
    return {
      headers: new HttpHeaders(lines.join('\n')),
      status: header.statusCode(),
      statusText: header.reasonPhrase(),
      url: this.#call.url,
    };
  }

  /** In memory of its own: a piece that came alone is a view of what the socket, or a cache, keeps. */
  #bytes(): Uint8Array<ArrayBuffer> {
    return this.#body.read(Infinity).slice();
  }
}
