import type { Challenge } from './challenge.js';

/**
 * Reads the values of WWW-Authenticate or Proxy-Authenticate fields: RFC 9110, section 11.6.
 *
 * One field can hold several challenges, and commas separate both these and their parameters. What is none of it is
 * passed over, so that a broken challenge does not hide a good one behind it. Each character is looked at a fixed
 * number of times, whatever a server sends.
 */
export function parseChallenges(fieldValues: readonly string[]): Challenge[] {
  return fieldValues.flatMap((value) => challengesIn(new Scanner(value)));
}

/** Reads the values of Authentication-Info or Proxy-Authentication-Info fields: RFC 9110, section 11.6.3. */
export function parseParameters(fieldValues: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const value of fieldValues) {
    const scanner = new Scanner(value);
    for (let part = scanner.part(); part; part = scanner.part()) {
      if (part.value !== undefined) addParameter(parameters, part.name, part.value);
    }
  }
  return parameters;
}

function challengesIn(scanner: Scanner): Challenge[] {
  const challenges: Challenge[] = [];
  let parameters = new Map<string, string>(); // what stands before the first scheme belongs to nobody
  for (let part = scanner.part(); part; part = scanner.part()) {
    if (part.value !== undefined) {
      addParameter(parameters, part.name, part.value);
    } else {
      parameters = new Map();
      challenges.push({ scheme: part.name.toLowerCase(), token: scanner.token68(), parameters });
    }
  }
  return challenges;
}

function addParameter(parameters: Map<string, string>, name: string, value: string): void {
  const key = name.toLowerCase();
  if (!parameters.has(key)) parameters.set(key, value);
}

/** A token; with a value it is a parameter, without one the name of a scheme. */
interface Part {
  readonly name: string;
  readonly value: string | undefined;
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next part, with commas and whatever else stands before it passed over; undefined at the end. */
  part(): Part | undefined {
    while (this.#at < this.#text.length) {
      const name = this.#match(/[\w!#$%&'*+.^`|~-]+/y);
      if (name !== undefined) return { name, value: this.#value() };
      if (this.#text[this.#at] === '"') this.#quoted();
      else this.#at++;
    }
    return undefined;
  }

  /** What follows the name of a scheme, if it is all that follows up to the next comma. */
  token68(): string | undefined {
    this.#match(/[ \t]+/y);
    return this.#match(/[\w.~+/-]+=*(?=[ \t]*(?:,|$))/y);
  }

  #value(): string | undefined {
    const start = this.#at;
    if (this.#match(/[ \t]*=[ \t]*/y) === undefined) {
      this.#at = start;
      return undefined;
    }
    // RFC 9110 wants a token here; servers leave out the quotes of other values, too.
    return this.#text[this.#at] === '"' ? this.#quoted() : (this.#match(/[^ \t,;"]+/y) ?? '');
  }

  /** A quoted-string without its quotes and escapes; one that is not closed goes to the end. */
  #quoted(): string {
    let value = '';
    let start = ++this.#at;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === '"') break;
      if (character !== '\\') continue;
      value += this.#text.slice(start, this.#at);
      start = ++this.#at;
    }
    value += this.#text.slice(start, this.#at);
    this.#at++;
    return value;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
