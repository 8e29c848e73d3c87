/** How a line has ended. */
export type LineEnd =
  | { readonly kind: 'entered'; readonly line: string }
  /** Ctrl-D on an empty line: no answer. */
  | { readonly kind: 'given up' }
  /** Ctrl-C. */
  | { readonly kind: 'interrupted' };

/** What keys of a terminal in raw mode do to a line: typing, erasing, ending it. */
export class LineEditor {
  readonly #echo: (text: string) => void;
  #typed: string[] = [];
  /** The keys of a sequence that began with Escape, such as those of an arrow. */
  #sequence = '';

  /** @param echo - shows what was typed; for a password it shows nothing */
  constructor(echo: (text: string) => void) {
    this.#echo = echo;
  }

  /** Takes one key; gives how the line has ended, once it has. */
  press(key: string): LineEnd | undefined {
    if (this.#isInSequence(key)) return undefined;
    switch (key) {
      case '\r':
      case '\n':
        return { kind: 'entered', line: this.#typed.join('') };
      case '\x03':
        return { kind: 'interrupted' };
      case '\x04':
        return this.#typed.length === 0 ? { kind: 'given up' } : undefined;
      case '\b':
      case '\x7f':
        this.#erase(1);
        return undefined;
      case '\x15': // Ctrl-U
        this.#erase(this.#typed.length);
        return undefined;
      default:
        if (!/\p{Cc}/u.test(key)) this.#type(key);
        return undefined;
    }
  }

  #type(key: string): void {
    this.#typed.push(key);
    this.#echo(key);
  }

  #erase(count: number): void {
    const erased = this.#typed.splice(Math.max(0, this.#typed.length - count));
    this.#echo('\b \b'.repeat(erased.length));
  }

  /** ECMA-48, section 5.4: `ESC [`, parameters, and one character from `@` to `~`; `ESC O` and one more; `ESC` and one. */
  #isInSequence(key: string): boolean {
    if (this.#sequence === '') {
      if (key !== '\x1b') return false;
      this.#sequence = key;
      return true;
    }
    const begun = this.#sequence + key;
    const goesOn =
      begun === '\x1b[' || begun === '\x1bO' || (begun.startsWith('\x1b[') && /^[\x20-\x3f]+$/.test(begun.slice(2)));
    this.#sequence = goesOn ? begun : '';
    return true;
  }
}
