import type { HttpRequest } from '@angular/common/http';
import { sourceFrom, type RequestData } from '../body/source-from.js';
import type { FetchDispatcherOptions } from '../connection/web/fetch-options.js';
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
  readonly tellsUpload: boolean;
  readonly tellsDownload: boolean;
  /** How it wants `fetch` to ask. */
  readonly fetch: FetchDispatcherOptions;
  /** In milliseconds; undefined for none. */
  readonly timeoutMs: number | undefined;
}

/** The longest delay of a timer: with one more it would go off at once. */
const longestMs = 2 ** 31 - 1;

/**
 * Makes a request of a call just as Angular's own backends do: its fields with their values joined, `Accept` and
 * `Content-Type` where the call has none, the body in the form that `HttpRequest` gives it.
 *
 * @param base - gives what a relative URL is relative to; undefined where there is nothing
 * @throws TypeError for a URL that is none, and for what cannot be sent
 */
export function httpCall(request: HttpRequest<unknown>, base: () => string | undefined): HttpCall {
  if (request.method === 'JSONP') {
    throw new TypeError('JSONP is no HTTP: give withJsonpSupport() to provideHttpClient()');
  }
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only one of the three before Angular 22
  const { reportProgress, reportUploadProgress, reportDownloadProgress } = request;
  const url = absolute(request.urlWithParams, base);
  const { origin, path } = urlParts(url);
  const body = request.serializeBody();
  // Once: its size is asked for here, it is checked, and each subscription sends it.
  const data = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const dataBytes = sourceFrom(data)?.length ?? 0;
  const tellsUpload = (reportProgress || reportUploadProgress) && dataBytes > 0;
  return {
    url,
    origin,
    header: headerOf(request, path),
    data,
    dataBytes,
    tellsUpload,
    tellsDownload: reportProgress || reportDownloadProgress,
    fetch: fetchChoice(request, dataBytes, tellsUpload),
    timeoutMs: request.timeout === undefined ? undefined : Math.min(request.timeout, longestMs),
  };
}

/** For messages: tokens stand in queries. */
export function withoutQuery(url: string): string {
  return url.replace(/\?.*/, '');
}

function absolute(url: string, base: () => string | undefined): string {
  const origin = URL.canParse(url) ? undefined : base();
  if (!URL.canParse(url, origin)) {
    const reason = origin === undefined ? ': it is relative, and there is no page that it could be relative to' : '';
    throw new TypeError(`The URL is not valid${reason}`);
  }
  const whole = new URL(url, origin);
  whole.hash = '';
  return whole.href;
}

function headerOf(request: HttpRequest<unknown>, path: string): HttpRequestHeader {
  const { headers } = request;
  const header = new HttpRequestHeader(request.method, path);
  for (const name of headers.keys()) header.addValue(name, (headers.getAll(name) ?? []).join(','));
  if (!headers.has('Accept')) header.addValue('Accept', 'application/json, text/plain, */*');
  const type = headers.has('Content-Type') ? null : request.detectContentTypeHeader();
  if (type !== null) header.addValue('Content-Type', type);
  return header;
}
