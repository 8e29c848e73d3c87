import type { HttpRequest } from '@angular/common/http';
import type { FetchDispatcherOptions } from '../connection/web/fetch-options.js';

/** What a call may ask `fetch` for. Most calls leave all of it out, whatever the type of `HttpRequest` says. */
export type AskedOfFetch = Partial<
  Pick<
    HttpRequest<unknown>,
    | 'cache'
    | 'credentials'
    | 'integrity'
    | 'keepalive'
    | 'mode'
    | 'priority'
    | 'redirect'
    | 'referrer'
    | 'referrerPolicy'
    | 'withCredentials'
  >
>;

/** From this size on, in bytes, data would go by `XMLHttpRequest`, for its progress. */
const largeData = 65_536;

/**
 * How a call wants `fetch` to ask. `withCredentials` goes before `credentials`, as it does in Angular. Large data whose
 * progress nobody wants goes by `fetch` as well, as another origin need not be asked for its permission then.
 *
 * @param dataBytes - the size of its data
 * @throws TypeError for what cannot be done here, and would be missed
 */
export function fetchChoice(asked: AskedOfFetch, dataBytes: number, tellsUpload: boolean): FetchDispatcherOptions {
  const { cache, credentials, integrity, keepalive, mode, priority, redirect, referrer, referrerPolicy } = asked;
  if (integrity) refuse('integrity', 'nobody would compare it');
  if (mode === 'no-cors' || mode === 'navigate') refuse(`mode: '${mode}'`, 'there would be no answer to look at');
  if (referrer && referrer !== 'about:client') refuse('referrer', 'it is the address of the page, or none');
  if (redirect === 'manual') refuse("redirect: 'manual'", 'a browser shows nobody where a redirect leads');
  if (cache === 'only-if-cached')
    refuse("cache: 'only-if-cached'", 'a server is always asked where the cache does not know');
  const sent = asked.withCredentials ? 'include' : credentials;
  const policy = referrer === '' ? 'no-referrer' : referrerPolicy;
  return {
    ...(sent && { credentials: sent }),
    ...(cache && { cache }),
    ...(redirect && { redirect }),
    ...(mode && { mode }),
    ...(keepalive && { keepalive }),
    ...(priority && { priority }),
    ...(policy && { referrerPolicy: policy }),
    ...(dataBytes >= largeData && !tellsUpload && { uploadProgressFrom: Infinity }),
  };
}

function refuse(option: string, reason: string): never {
  throw new TypeError(`The option ${option} is not possible: ${reason}`);
}
