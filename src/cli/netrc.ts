import type { Login } from './login.js';
import { UsageError } from './usage-error.js';

/** What a netrc file says about one host. */
export interface NetrcEntry {
  /** In lower case; undefined for `default`, which stands for every host. */
  readonly machine: string | undefined;
  readonly login: string;
  /** undefined where the file has none. */
  readonly password: string | undefined;
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly isQuoted: boolean;
  /** Where the next line begins. */
  readonly end: number;
}

/**
 * Reads a netrc file: `machine HOST login NAME password PASSWORD`, in any order and on as many lines as wanted; `default`
 * in the place of a machine; `"` around what has blanks, with `\"`, `\\`, `\n`, `\r` and `\t` inside; comments after `#`,
 * where a keyword could stand. An account and the definitions of macros (`macdef`) are read over. An entry without a
 * login says nothing.
 *
 * Source: the manual of ftp(1); the quotes are those of curl.
 *
 * @param name - of the file, for the error
 * @throws UsageError for a word that is none of these; it tells the line, and shows nothing of it
 */
export function parseNetrc(text: string, name: string): NetrcEntry[] {
  const entries: { machine: string | undefined; login?: string; password?: string }[] = [];
  const words = new Words(text, name);
  for (let word = words.next(); word !== undefined; word = words.next()) {
    const entry = entries.at(-1);
    if (word.isQuoted) throw words.fault(word);
    else if (word.text.startsWith('#')) words.skipLine();
    else if (word.text === 'machine') entries.push({ machine: words.value(word).toLowerCase() });
    else if (word.text === 'default') entries.push({ machine: undefined });
    else if (word.text === 'macdef') words.skipMacro();
    else if (entry === undefined) throw words.fault(word);
    else if (word.text === 'login') entry.login = words.value(word);
    else if (word.text === 'password') entry.password = words.value(word);
    else if (word.text === 'account') words.value(word);
    else throw words.fault(word);
  }
  return entries.flatMap(({ machine, login, password }) => (login === undefined ? [] : [{ machine, login, password }]));
}

/**
 * Who logs in at a host: the first entry for it, or for every host.
 *
 * @param user - takes entries with this login only
 */
export function loginAt(entries: readonly NetrcEntry[], host: string, user?: string): Login | undefined {
  const entry = entries.find(
    ({ machine, login }) =>
      (machine === undefined || machine === host.toLowerCase()) && (user === undefined || login === user),
  );
  return entry && { user: entry.login, password: entry.password };
}

/** The words of a netrc file, one after the other. */
class Words {
  readonly #text: string;
  readonly #name: string;
  #at = 0;

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  next(): Token | undefined {
    const blanks = /\s*/y;
    blanks.lastIndex = this.#at;
    blanks.exec(this.#text);
    const start = blanks.lastIndex;
    const word = /"((?:[^"\\]|\\[^])*)"(?!\S)|[^"\s]\S*/y;
    word.lastIndex = start;
    const found = word.exec(this.#text);
    const token = { text: '', line: this.#lineOf(start), isQuoted: true, end: start };
    if (found === null) {
      if (start === this.#text.length) return undefined;
      throw this.fault(token); // a quote that does not end, or not before a blank
    }
    this.#at = word.lastIndex;
    const [plain, quoted] = found;
    return quoted === undefined
      ? { ...token, text: plain, isQuoted: false }
      : { ...token, text: quoted.replace(/\\([^])/g, (_all, one: string) => escapes[one] ?? one) };
  }

  /** The word behind a keyword. */
  value(keyword: Token): string {
    const word = this.next();
    if (word === undefined) throw this.fault(keyword);
    return word.text;
  }

  skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  /** A macro ends with an empty line. */
  skipMacro(): void {
    const end = /\n[ \t\r]*\n/g;
    end.lastIndex = this.#at;
    this.#at = end.exec(this.#text) ? end.lastIndex : this.#text.length;
  }

  fault({ line }: Token): UsageError {
    return new UsageError(`${this.#name}: line ${line} is not understood`);
  }

  #lineOf(at: number): number {
    return this.#text.slice(0, at).split('\n').length;
  }
}

const escapes: Readonly<Record<string, string | undefined>> = { n: '\n', r: '\r', t: '\t' };
