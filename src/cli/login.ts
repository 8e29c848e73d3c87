import { UsageError } from './usage-error.js';

/** A user, and the password where it is known. */
export interface Login {
  readonly user: string;
  /** undefined: to be asked for. */
  readonly password: string | undefined;
}

/**
 * Reads `NAME[:PASSWORD]`: the first colon ends the name.
 *
 * @param option - for the error, which shows nothing of the text
 * @throws UsageError for a name that is empty, or with control characters
 */
export function parseLogin(text: string, option: string): Login {
  const colon = text.indexOf(':');
  return colon < 0
    ? checkedLogin({ user: text, password: undefined }, option)
    : checkedLogin({ user: text.slice(0, colon), password: text.slice(colon + 1) }, option);
}

/** @throws UsageError for a name that is empty, or with control characters */
export function checkedLogin(login: Login, source: string): Login {
  if (login.user === '') throw new UsageError(`${source} needs a name: NAME or NAME:PASSWORD`);
  if (/\p{Cc}/u.test(login.user)) throw new UsageError(`${source}: the name has control characters`);
  return login;
}
