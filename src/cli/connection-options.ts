import { interceptors as ofUndici } from 'undici';
import { followRedirects, type Interceptor, type QHttpOptions } from '../index.js';
import type { Network } from './network.js';

/**
 * The options of the `QHttp` of one pipeline.
 *
 * @param onHop - told the origin that a request is sent to, also where a redirect leads
 */
export function connectionOptions(
  { tls, timeouts, location, compressed }: Network,
  onHop: (origin: string) => void,
): QHttpOptions {
  // The last one sees a request first: what is decompressed is the answer in the end, and not that of a redirect.
  const interceptors = [
    ...(location ? [hopObserver(onHop), followRedirects()] : []),
    ...(compressed ? [decompress()] : []),
  ];
  return { timeouts, ...(tls && { tls }), ...(interceptors.length > 0 && { interceptors }) };
}

function hopObserver(onHop: (origin: string) => void): Interceptor {
  return (dispatch) => (request, handler) => {
    if (request.origin !== undefined) onHop(String(request.origin));
    return dispatch(request, handler);
  };
}

/** Without the words of undici to whoever writes a program with it: they would stand between those of ours. */
function decompress(): Interceptor {
  const own = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    return ofUndici.decompress({ skipErrorResponses: false });
  } finally {
    if (own) Object.defineProperty(process, 'emitWarning', own);
  }
}
