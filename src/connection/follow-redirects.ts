import type { DispatchController, DispatchHandler } from './dispatch-like.js';
import type { InterceptedDispatch, InterceptedOptions, Interceptor } from './interceptor.js';
import { redirectedRequest, redirectFailure } from './redirected-request.js';

/** How {@link followRedirects} works. */
export interface RedirectOptions {
  /** How many redirects are followed for one request; default 10. One more is an error. */
  readonly maxRedirections?: number;
  /** Whether a redirect from https to http is followed; default false: it is an error. */
  readonly allowDowngrade?: boolean;
}

/**
 * Follows 301, 302, 303, 307 and 308: an interceptor for the option `interceptors`, careful about where it is led and what
 * it takes along.
 *
 * Method and body change as in a browser (Fetch, 4.4): a POST becomes a GET with 301 and 302, and everything but HEAD with
 * 303; else the same is sent again, which a stream cannot be. To another origin (scheme, host or port) go only the fields
 * that say what is wanted and what the body is; no credentials, no cookies, none of the caller's own. An answer without
 * `Location` is an answer like any other.
 *
 * A redirect that is not followed is an `UnknownError`: one too many, from https to http, to anything but http and https, to
 * a URL with a user in it, of a stream that would have to be sent twice.
 *
 * @throws RangeError for a number of redirects that cannot be one
 *
 * @example
 * const http = new QHttp('example.org', ConnectionMode.Https, { interceptors: [followRedirects()] });
 */
export function followRedirects(options: RedirectOptions = {}): Interceptor {
  const rules = rulesFrom(options);
  return (dispatch) => (request, handler) => dispatch(request, new RedirectFollower(dispatch, rules, request, handler));
}

function rulesFrom({ maxRedirections = 10, allowDowngrade = false }: RedirectOptions): Required<RedirectOptions> {
  if (maxRedirections !== Infinity && !(Number.isInteger(maxRedirections) && maxRedirections >= 0)) {
    throw new RangeError(`maxRedirections must be a whole number from 0 on, not ${String(maxRedirections)}`);
  }
  return { maxRedirections, allowDowngrade };
}

/** The answers to one request, of which those that are redirects are kept back. */
class RedirectFollower implements DispatchHandler {
  readonly #dispatch: InterceptedDispatch;
  readonly #rules: Required<RedirectOptions>;
  readonly #handler: Partial<DispatchHandler>;
  #request: InterceptedOptions;
  #followed = 0;
  /** What the redirect that is being read asks for. */
  #next: InterceptedOptions | undefined;
  /** Of its body, in bytes. */
  #dropped = 0;

  constructor(
    dispatch: InterceptedDispatch,
    rules: Required<RedirectOptions>,
    request: InterceptedOptions,
    handler: Partial<DispatchHandler>,
  ) {
    this.#dispatch = dispatch;
    this.#rules = rules;
    this.#request = request;
    this.#handler = handler;
  }

  onRequestStart(controller: DispatchController, context: unknown): void {
    this.#next = undefined;
    this.#handler.onRequestStart?.(controller, context);
  }

  onRequestSent(): void {
    this.#handler.onRequestSent?.();
  }

  onResponseStart(
    controller: DispatchController,
    statusCode: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    statusMessage?: string,
  ): void {
    const { location } = headers;
    if (!redirects.has(statusCode) || location === undefined) {
      this.#handler.onResponseStart?.(controller, statusCode, headers, statusMessage);
      return;
    }
    try {
      const { maxRedirections, allowDowngrade } = this.#rules;
      if (this.#followed >= maxRedirections) {
        throw redirectFailure(this.#request, `is one more than the ${String(maxRedirections)} that are followed`);
      }
      this.#next = redirectedRequest(this.#request, statusCode, location, allowDowngrade);
      this.#dropped = 0;
    } catch (error) {
      controller.abort(error as Error); // a Failure in any case
    }
  }

  onResponseData(controller: DispatchController, chunk: Uint8Array): void {
    if (!this.#next) this.#handler.onResponseData?.(controller, chunk);
    else {
      this.#dropped += chunk.byteLength;
      if (this.#dropped > longestBody) controller.abort(enough);
    }
  }

  onResponseEnd(controller: DispatchController, trailers: unknown): void {
    if (this.#next) this.#follow(this.#next);
    else this.#handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: DispatchController, error: Error): void {
    if (this.#next && error === enough) this.#follow(this.#next);
    else this.#handler.onResponseError?.(controller, error);
  }

  #follow(request: InterceptedOptions): void {
    this.#next = undefined;
    this.#followed++;
    this.#request = request;
    this.#dispatch(request, this);
  }
}

/** 300 leaves the choice to a person (RFC 9110, 15.4.1), 304 is no redirect, and 305 and 306 are of the past. */
const redirects = new Set([301, 302, 303, 307, 308]);

/** In bytes: the body of a redirect that is longer is not read to its end, which costs the connection. */
const longestBody = 64 * 1024;

/** Why the body of a redirect was cut off. */
const enough = /* @__PURE__ */ new Error('The body of the redirect is too long to be read');
