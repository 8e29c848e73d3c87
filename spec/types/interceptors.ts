import { interceptors, type Dispatcher } from 'undici';
import { followRedirects, type Interceptor, type QHttpOptions } from '../../src/index.js';

/** Checked by the compiler alone: nothing here is run. */

/** Every interceptor of undici is one of ours, without a cast. */
export const options: QHttpOptions = {
  interceptors: [
    interceptors.cache(),
    interceptors.decompress(),
    interceptors.deduplicate(),
    interceptors.dns(),
    interceptors.dump(),
    interceptors.redirect({ maxRedirections: 5 }),
    interceptors.responseError(),
    interceptors.retry({ maxRetries: 2 }),
    followRedirects(),
  ],
};

/** So is one that is written with the types of undici, */
export const ofUndici: Interceptor = ((dispatch) => (request, handler) =>
  dispatch({ ...request, headers: { 'x-id': '1' } }, handler)) satisfies Dispatcher.DispatcherComposeInterceptor;

/** and one that is written with ours. */
export const own: Interceptor = (dispatch) => (request, handler) =>
  dispatch(
    { ...request, headers: { 'x-id': '1' } },
    {
      onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
      onResponseStart: (controller, statusCode, headers) =>
        handler.onResponseStart?.(controller, statusCode, { ...headers, 'x-seen': 'yes' }),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
    },
  );

// @ts-expect-error A dispatcher is none.
export const dispatcher: Interceptor = (dispatcher: Dispatcher) => dispatcher;

// @ts-expect-error It is the function that `redirect()` gives, not `redirect` itself, with a number as its argument.
export const uncalled: Interceptor = (count: number) => interceptors.redirect({ maxRedirections: count });
