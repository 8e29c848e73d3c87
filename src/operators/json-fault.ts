/**
 * Where a text stops being JSON (RFC 8259), as an index into it; its length where it ends too early.
 *
 * Engines word their errors differently, and V8 leaves the position out for short texts. So it is looked for here, once
 * `JSON.parse` has failed.
 */
export function jsonFault(text: string): number {
  return new JsonScanner(text).scan();
}

/** What may stand next: a value, a name, one of them or the end of what has just begun, or what follows a value. */
type Expected = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'next';

class JsonScanner {
  readonly #text: string;
  /** The brackets that close what is open; a list, for a depth that recursion would not bear. */
  readonly #closers: ('}' | ']')[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): number {
    let expected: Expected | undefined = 'value';
    while (expected) {
      this.#blanks();
      expected = this.#step(expected);
    }
    return this.#at;
  }

  /** @returns what may stand next; undefined where the text goes wrong or is complete */
  #step(expected: Expected): Expected | undefined {
    const isEnd = expected === 'next' || expected === 'valueOrEnd' || expected === 'nameOrEnd';
    if (isEnd && this.#closers.length > 0 && this.#take(this.#closers.at(-1))) {
      this.#closers.pop();
      return 'next';
    }
    switch (expected) {
      case 'next':
        if (this.#closers.length === 0 || !this.#take(',')) return undefined;
        return this.#closers.at(-1) === '}' ? 'name' : 'value';
      case 'name':
      case 'nameOrEnd':
        if (!this.#string()) return undefined;
        this.#blanks();
        return this.#take(':') ? 'value' : undefined;
      case 'value':
      case 'valueOrEnd':
        return this.#value();
    }
  }

  #value(): Expected | undefined {
    switch (this.#text[this.#at]) {
      case '{':
        this.#at++;
        this.#closers.push('}');
        return 'nameOrEnd';
      case '[':
        this.#at++;
        this.#closers.push(']');
        return 'valueOrEnd';
      case '"':
        return this.#string() ? 'next' : undefined;
      case 't':
        return this.#word('true') ? 'next' : undefined;
      case 'f':
        return this.#word('false') ? 'next' : undefined;
      case 'n':
        return this.#word('null') ? 'next' : undefined;
      default:
        return this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y) ? 'next' : undefined;
    }
  }

  /** By hand: a pattern that repeats a choice runs out of memory on a long string. */
  #string(): boolean {
    if (!this.#take('"')) return false;
    for (let char = this.#text[this.#at]; char !== undefined && char >= ' '; char = this.#text[this.#at]) {
      if (this.#take('"')) return true;
      if (char !== '\\') this.#at++;
      else if (!this.#match(/\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y)) return false;
    }
    return false;
  }

  #word(word: string): boolean {
    return Array.from(word).every((char) => this.#take(char));
  }

  #blanks(): void {
    this.#match(/[\t\n\r ]*/y);
  }

  #take(char: string | undefined): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }
}
