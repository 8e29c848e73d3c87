import type { Login } from './login.js';
import { NoAnswerError } from './no-answer-error.js';
import { loginAt, type NetrcEntry } from './netrc.js';
import { printable } from './printable.js';
import type { Prompter } from './prompter.js';
import type { TargetUrl } from './target-url.js';

/** A login whose password is known. */
export interface WholeLogin {
  readonly user: string;
  readonly password: string;
}

/** What was given to log in with. */
export interface GivenLogins {
  /** Of `--user`. */
  readonly user: Login | undefined;
  readonly netrc: readonly NetrcEntry[];
}

/**
 * Decides who logs in at each URL: who stands in the URL itself, else `--user`, else the netrc file, which also knows the
 * password of one who was named without. A password that nobody knows is asked for, once for each user and place.
 *
 * @returns for each URL its login; none where there is no login, or where Ctrl-C was pressed instead of an answer
 * @throws NoAnswerError where a password is missing and nobody can tell it
 */
export async function loginsFor(
  urls: readonly TargetUrl[],
  given: GivenLogins,
  prompter: Prompter,
): Promise<ReadonlyMap<TargetUrl, WholeLogin>> {
  const passwords = new Passwords(prompter);
  const logins = new Map<TargetUrl, WholeLogin>();
  for (const url of urls) {
    const named = url.login ?? given.user;
    const login = named ?? loginAt(given.netrc, url.host);
    if (login === undefined) continue;
    const place = url.login === undefined ? '' : ` for ${url.origin}`;
    const known = named === undefined ? '' : loginAt(given.netrc, url.host, login.user)?.password;
    const password = login.password ?? known ?? (await passwords.of(login.user, place));
    if (password !== undefined) logins.set(url, { user: login.user, password });
  }
  return logins;
}

/** @throws NoAnswerError where the password is missing and nobody can tell it */
export async function wholeLogin(login: Login, place: string, prompter: Prompter): Promise<WholeLogin | undefined> {
  const password = login.password ?? (await new Passwords(prompter).of(login.user, place));
  return password === undefined ? undefined : { user: login.user, password };
}

/** Whether both are the same, or nobody. */
export function isSameLogin(a: WholeLogin | undefined, b: WholeLogin | undefined): boolean {
  return a?.user === b?.user && a?.password === b?.password;
}

/** Passwords that have to be asked for. */
class Passwords {
  readonly #prompter: Prompter;
  readonly #known = new Map<string, string | undefined>();

  constructor(prompter: Prompter) {
    this.#prompter = prompter;
  }

  async of(user: string, place: string): Promise<string | undefined> {
    const key = `${place}\n${user}`;
    if (!this.#known.has(key)) this.#known.set(key, await this.#ask(user, place));
    return this.#known.get(key);
  }

  async #ask(user: string, place: string): Promise<string | undefined> {
    // Who stands in a URL is told to the terminal alone.
    const whose = place === '' ? `the password of '${user}'` : `the password${place}`;
    if (!this.#prompter.isThere) throw new NoAnswerError(`${whose} is missing, and there is no terminal to ask for it`);
    const password = await this.#prompter.converse((ask) =>
      ask(`Password of '${printable(user)}'${place}: `, 'hidden'),
    );
    if (password === undefined && !this.#prompter.isInterrupted) throw new NoAnswerError(`${whose} was not given`);
    return password;
  }
}
