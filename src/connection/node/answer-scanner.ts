/** Who is told what the scanner sees. */
export interface ScannerListener {
  onFirstByte(): void;
  onStatusLine(line: string): void;
  /** Interim answers of more bytes than the head of an answer may have. */
  onTooLarge(): void;
}

/**
 * Looks at the bytes of an answer on their way to undici's parser, as far as its status line.
 *
 * It sees what undici does not show: the first byte, the HTTP version, and the whole reason phrase (undici gives
 * the last piece of one that came in two segments). And it takes out what undici cannot bear: an interim answer
 * (RFC 9110, 15.2) that nobody asked for, `100` above all. A `101` is left in: undici refuses it.
 */
export class AnswerScanner {
  readonly #listener: ScannerListener;
  readonly #limit: number;
  #phase: 'idle' | 'line' | 'interim' = 'idle';
  #hasBegun = false;
  /** The status line as far as it has come, Latin-1. */
  #line = '';
  /** Bytes that may turn out to be an interim answer. */
  #held: Uint8Array[] = [];
  /** The last bytes of an interim answer, in which its end is looked for. */
  #tail = '';
  #interimBytes = 0;

  /** @param limit - in bytes, for all interim answers to one request */
  constructor(listener: ScannerListener, limit: number) {
    this.#listener = listener;
    this.#limit = limit;
  }

  /** Whether bytes go through untouched and unseen. */
  get isIdle(): boolean {
    return this.#phase === 'idle';
  }

  /** An answer is expected from now on. */
  begin(): void {
    this.#phase = 'line';
    this.#hasBegun = false;
    this.#line = this.#tail = '';
    this.#held = [];
    this.#interimBytes = 0;
  }

  /** Takes what came; gives what undici is to see of it, or undefined for nothing. */
  scan(chunk: Buffer): Buffer | undefined {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#listener.onFirstByte();
    }
    for (let rest = chunk; rest.length > 0;) {
      if (this.#phase === 'interim') {
        rest = this.#skipInterim(rest);
        continue;
      }
      const verdict = this.#judge(rest);
      if (verdict === 'pass') return this.#release(rest);
      if (verdict === 'wait') {
        this.#held.push(rest);
        return undefined;
      }
      rest = rest.subarray(verdict);
    }
    return undefined;
  }

  /** What to do with bytes of a status line; a number: so many of them begin an interim answer. */
  #judge(chunk: Buffer): 'pass' | 'wait' | number {
    const end = chunk.indexOf(lf);
    const line = (this.#line + chunk.toString('latin1', 0, end < 0 ? maxLine : end)).slice(0, maxLine);
    this.#line = line;
    if (end < 0) {
      if (!mayBeInterim(line)) return 'pass';
      return this.#isWithinLimit(chunk.length) ? 'wait' : this.#giveUp();
    }
    if (isInterim(line)) {
      this.#phase = 'interim';
      this.#held = [];
      this.#line = '';
      this.#tail = '\n';
      return this.#isWithinLimit(end + 1) ? end + 1 : this.#giveUp();
    }
    this.#phase = 'idle';
    this.#listener.onStatusLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    return 'pass';
  }

  /** Drops the fields of an interim answer; gives what follows them. */
  #skipInterim(chunk: Buffer): Buffer {
    const text = this.#tail + chunk.toString('latin1');
    const end = /\n\r?\n/.exec(text);
    const dropped = end ? end.index + end[0].length - this.#tail.length : chunk.length;
    this.#tail = end ? '' : text.slice(-2);
    if (end) this.#phase = 'line';
    if (!this.#isWithinLimit(dropped)) this.#giveUp();
    return chunk.subarray(dropped);
  }

  #release(chunk: Buffer): Buffer {
    if (this.#held.length === 0) return chunk;
    const all = Buffer.concat([...this.#held, chunk]);
    this.#held = [];
    return all;
  }

  #isWithinLimit(bytes: number): boolean {
    this.#interimBytes += bytes;
    return this.#interimBytes <= this.#limit;
  }

  #giveUp(): 'pass' {
    this.#phase = 'idle';
    this.#held = [];
    this.#listener.onTooLarge();
    return 'pass';
  }
}

const lf = 0x0a;
/** In bytes: as much of a status line as is kept. */
const maxLine = 8 * 1024;

/** A status line of 100, 102 to 199, as far as its code. */
function isInterim(line: string): boolean {
  return /^HTTP\/1\.[01] 1(?!01)\d\d(?:[ \r]|$)/.test(line);
}

/** Whether a line that has not ended may become that of an interim answer. */
function mayBeInterim(line: string): boolean {
  const known = line.slice(0, 12);
  for (let i = 0; i < known.length; i++) {
    if (!lineBeginning[i]?.test(known.charAt(i))) return false;
  }
  return known.length < 12 || isInterim(known);
}

/** What each of the first twelve characters of such a line may be. */
const lineBeginning = [/H/, /T/, /T/, /P/, /\//, /1/, /\./, /[01]/, / /, /1/, /\d/, /\d/];
