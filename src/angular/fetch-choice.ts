import type { HttpRequest } from '@angular/common/http';
import type { FetchDispatcherOptions } from '../connection/web/fetch-dispatcher.js';

/** What a call may ask `fetch` for. Most calls leave all of it out, whatever the type of `HttpRequest` says. */
type Asked = Partial<
  Pick<
    HttpRequest<unknown>,
    'cache' | 'credentials' | 'integrity' | 'mode' | 'redirect' | 'referrer' | 'referrerPolicy' | 'withCredentials'
  >
>;

/**
 * How a call wants `fetch` to ask; undefined for as usual. `withCredentials` goes before `credentials`, as it does in Angular.
 * What only helps where it can (`priority`, `keepalive`) is left out.
 *
 * @throws TypeError for what cannot be done, and would be missed: a check, or something that is kept from somebody
 */
export function fetchChoice(asked: Asked): FetchDispatcherOptions | undefined {
  const { cache, credentials, integrity, mode, redirect, referrer, referrerPolicy, withCredentials } = asked;
  if (integrity) refuse('integrity', 'nobody would compare it');
  if (mode && mode !== 'cors') refuse(`mode: '${mode}'`, "it is always 'cors'");
  if (referrer !== undefined) refuse('referrer', 'the browser decides');
  if (referrerPolicy) refuse('referrerPolicy', 'the browser decides');
  if (redirect === 'manual') refuse("redirect: 'manual'", 'a browser shows nobody where a redirect leads');
  if (cache === 'only-if-cached') refuse("cache: 'only-if-cached'", "it needs the mode 'same-origin'");
  const chosen = withCredentials ? 'include' : credentials;
  const choice: FetchDispatcherOptions = {
    ...(chosen && chosen !== 'same-origin' && { credentials: chosen }),
    ...(cache && cache !== 'default' && { cache }),
    ...(redirect && redirect !== 'follow' && { redirect }),
  };
  return Object.keys(choice).length > 0 ? choice : undefined;
}

function refuse(option: string, reason: string): never {
  throw new TypeError(`The option ${option} has no effect here: ${reason}`);
}
