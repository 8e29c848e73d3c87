/** Who is told what the scanner sees. */
export interface ScannerListener {
  onFirstByte(): void;
  /** An interim answer of code 100 has come whole. */
  onContinue(): void;
  onStatusLine(line: string): void;
  /** A head, or interim answers before it, of more bytes than allowed. */
  onTooLarge(): void;
  /** A status line of another protocol, which undici takes of some; an interim answer with other line ends than CRLF. */
  onForeign(): void;
}

/**
 * Looks at the bytes of an answer on their way to undici's parser, as far as the end of its head.
 *
 * It sees what undici does not show: the first byte, the HTTP version, and the whole reason phrase (undici gives
 * the last piece of one that came in two segments). And it takes out what undici cannot bear: an interim answer
 * (RFC 9110, 15.2) that nobody asked for, `100` above all. A `101` is left in: undici refuses it.
 */
export class AnswerScanner {
  readonly #listener: ScannerListener;
  readonly #limit: number;
  #phase: 'idle' | 'line' | 'interim' | 'fields' = 'idle';
  #hasBegun = false;
  /** The status line as far as it has come, Latin-1. */
  #line = '';
  /** Of the answer before, with its line end; a server says the same most of the time. */
  #lastBytes: Uint8Array = none;
  #lastLine: string | undefined;
  /** Bytes that may turn out to be an interim answer. */
  #held: Uint8Array[] = [];
  /** The last bytes that came, in which the end of fields is looked for. */
  #tail = '';
  #headBytes = 0;
  /** Of a status line that is passed on before its end has come. */
  #lineBytes = 0;
  /** The interim answer that is being dropped has the code 100. */
  #isContinue = false;

  /** @param limit - in bytes, for the head of an answer and the interim ones before it */
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
    this.#headBytes = this.#lineBytes = 0;
  }

  /** Takes what came; gives what undici is to see of it, or undefined for nothing. */
  scan(chunk: Buffer): Buffer | undefined {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#listener.onFirstByte();
    }
    for (let rest = chunk; rest.length > 0;) {
      if (this.#phase === 'fields') {
        this.#countFields(rest, 0);
        return rest;
      }
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
    if (this.#lastLine !== undefined && this.#line === '' && beginsWith(chunk, this.#lastBytes)) {
      this.#endLine(chunk, this.#lastBytes.length - 1, this.#lastLine);
      return 'pass';
    }
    const end = chunk.indexOf(lf);
    const line = (this.#line + chunk.toString('latin1', 0, end < 0 ? maxLine : end)).slice(0, maxLine);
    this.#line = line;
    if (end < 0) {
      if (!mayBeInterim(line)) {
        this.#lineBytes += chunk.length;
        return this.#headBytes + this.#lineBytes <= this.#limit ? 'pass' : this.#giveUp();
      }
      return this.#isWithinLimit(chunk.length) ? 'wait' : this.#giveUp();
    }
    if (isInterim(line) && line.endsWith('\r')) {
      this.#phase = 'interim';
      this.#isContinue = line.startsWith('100', 'HTTP/1.1 '.length);
      this.#held = [];
      this.#line = '';
      this.#tail = '\r\n';
      return this.#isWithinLimit(end + 1) ? end + 1 : this.#giveUp();
    }
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    // llhttp takes a code below 100, and a NUL in the reason (RFC 9112, 4; RFC 9110, 15).
    if (isInterim(line) || !/^HTTP\/1\.[01](?: (?!0)|$)/.test(text) || text.includes('\0')) {
      this.#phase = 'idle';
      this.#listener.onForeign();
      return 'pass';
    }
    if (line.length === end) {
      this.#lastBytes = Uint8Array.from(chunk.subarray(0, end + 1)); // a copy: the chunk may be a large one
      this.#lastLine = text;
    }
    this.#tail = end === 0 && line.endsWith('\r') ? '\r' : ''; // a head without fields ends with this very line end
    this.#endLine(chunk, end, text);
    return 'pass';
  }

  /** @param end - where the line feed stands */
  #endLine(chunk: Buffer, end: number, text: string): void {
    this.#phase = 'fields';
    this.#countFields(chunk, Math.max(0, end - 1));
    this.#listener.onStatusLine(text);
  }

  /** Drops the fields of an interim answer; gives what follows them. */
  #skipInterim(chunk: Buffer): Buffer {
    const text = this.#tail + chunk.toString('latin1');
    const end = text.indexOf(blankLine);
    const isEnd = end >= 0;
    if (/[^\r]\n/.test(isEnd ? text.slice(0, end) : text)) {
      this.#phase = 'idle'; // others may see its end elsewhere: undici takes no such line end in a head, either
      this.#listener.onForeign();
      return chunk.subarray(chunk.length);
    }
    const dropped = isEnd ? end + blankLine.length - this.#tail.length : chunk.length;
    this.#tail = isEnd ? '' : text.slice(-3);
    if (isEnd) this.#phase = 'line';
    if (!this.#isWithinLimit(dropped)) this.#giveUp();
    else if (isEnd && this.#isContinue) this.#listener.onContinue();
    return chunk.subarray(dropped);
  }

  /** Counts the fields of the head itself: undici counts names and values, so that many small fields pass it. */
  #countFields(chunk: Buffer, from: number): void {
    const before = this.#tail.length;
    const split = before > 0 ? (this.#tail + chunk.toString('latin1', 0, 3)).indexOf(blankLine) : -1;
    const end = split >= 0 ? split - before : blankLineIn(chunk, from);
    if (end >= 0 || split >= 0) this.#phase = 'idle';
    else this.#tail = (this.#tail + chunk.toString('latin1', Math.max(from, chunk.length - 3))).slice(-3);
    if (!this.#isWithinLimit((this.#phase === 'idle' ? end + blankLine.length : chunk.length) - from)) this.#giveUp();
  }

  #release(chunk: Buffer): Buffer {
    if (this.#held.length === 0) return chunk;
    const all = Buffer.concat([...this.#held, chunk]);
    this.#held = [];
    return all;
  }

  #isWithinLimit(bytes: number): boolean {
    this.#headBytes += bytes;
    return this.#headBytes <= this.#limit;
  }

  #giveUp(): 'pass' {
    this.#phase = 'idle';
    this.#held = [];
    this.#listener.onTooLarge();
    return 'pass';
  }
}

/** As `indexOf` would find it: a byte that is no part of one cannot be in the next three places either. */
function blankLineIn(chunk: Buffer, from: number): number {
  for (let i = from + 3; i < chunk.length;) {
    const byte = chunk[i];
    if (byte === lf && chunk[i - 1] === cr && chunk[i - 2] === lf && chunk[i - 3] === cr) return i - 3;
    i += byte === lf || byte === cr ? 1 : 4;
  }
  return -1;
}

function beginsWith(chunk: Uint8Array, bytes: Uint8Array): boolean {
  if (chunk.length < bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) if (chunk[i] !== bytes[i]) return false;
  return true;
}

const none = new Uint8Array(0);
const cr = 0x0d;
const lf = 0x0a;
const blankLine = '\r\n\r\n';
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
