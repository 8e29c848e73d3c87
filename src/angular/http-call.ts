import type { HttpRequest } from '@angular/common/http';
import { sourceFrom, type RequestData } from '../body/source-from.js';
import type { FetchDispatcherOptions } from '../connection/web/fetch-dispatcher.js';
import { HttpRequestHeader } from '../headers/http-request-header.js';
import { urlParts, type Origin } from '../pool/url-parts.js';
import { fetchChoice } from './fetch-choice.js';

/** A call of `HttpClient` as a request of ours. */
export interface HttpCall {
  /** Absolute, without a fragment. */
  readonly url: string;
  readonly origin: Origin;
  readonly header: HttpRequestHeader;
  readonly data: RequestData | null;
  /** The size of the data; 0 where there is none. */
  readonly dataBytes: number;
  readonly fetch: FetchDispatcherOptions | undefined;
  /** In milliseconds; undefined for none. */
  readonly timeoutMs: number | undefined;
}

/**
 * Makes a request of a call just as Angular's own backends do: its fields with their values joined, `Accept` and
 * `Content-Type` where the call has none, the body in the form that `HttpRequest` gives it.
 *
 * @param base - what a relative URL is relative to
 * @throws TypeError for a URL that is none, and for what cannot be sent
 */
export function httpCall(request: HttpRequest<unknown>, base: string | undefined): HttpCall {
  if (request.method === 'JSONP') {
    throw new TypeError('JSONP is no HTTP: give withJsonpSupport() to provideHttpClient()');
  }
  const url = absolute(request.urlWithParams, base);
  const { origin, path } = urlParts(url);
  const header = new HttpRequestHeader(request.method, path);
  for (const name of request.headers.keys()) {
    header.addValue(name, (request.headers.getAll(name) ?? []).join(','));
  }
  if (!request.headers.has('Accept')) header.addValue('Accept', 'application/json, text/plain, */*');
  const type = request.headers.has('Content-Type') ? null : request.detectContentTypeHeader();
  if (type !== null) header.addValue('Content-Type', type);
  const data = request.serializeBody();
  return {
    url,
    origin,
    header,
    data,
    dataBytes: sourceFrom(data)?.length ?? 0,
    fetch: fetchChoice(request),
    timeoutMs: request.timeout,
  };
}

function absolute(url: string, base: string | undefined): string {
  if (!URL.canParse(url, base)) {
    const relative =
      base === undefined ? ': it is relative, and there is no document that it could be relative to' : '';
    throw new TypeError(`The URL is not valid${relative}`);
  }
  const whole = new URL(url, base);
  whole.hash = '';
  return whole.href;
}
