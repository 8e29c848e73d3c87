import type { HeaderField } from './header-field.js';
import { headerLines } from './header-lines.js';
import { lenientNumber } from './lenient-number.js';

const greatestContentLength = 0xffff_ffff;

/**
 * The fields of an HTTP message: a list of keys and values, in which keys compare without case.
 *
 * Order, case and duplicates stay as they came in. The class is a lenient container: it holds what it is given, and
 * nothing in it is checked against RFC 9110, section 5. Its methods never throw.
 *
 * Source: Qt 4, `QHttpHeader`.
 *
 * @example
 * const header = HttpHeader.parse('Accept: text/html\r\nCookie: a=1\r\ncookie: b=2\r\n');
 * header.value('accept'); // 'text/html'
 * header.allValues('Cookie'); // ['a=1', 'b=2']
 * header.keys(); // ['Accept', 'Cookie']
 */
export class HttpHeader {
  // Never changed in place: each change makes a new list, so that copies can share one.
  #fields: readonly HeaderField[] = [];
  #valid = true;

  /** Reads fields from text; {@link isValid} tells whether every line was one. Lines after the first bad one are lost. */
  static parse(text: string): HttpHeader {
    const header = new HttpHeader();
    header.readFields(headerLines(text));
    return header;
  }

  /** Whether the header was given its parts, or was read from text without an error. */
  isValid(): boolean {
    return this.#valid;
  }

  /** The first number of the HTTP version; 0 where it is not known. */
  majorVersion(): number {
    return 1;
  }

  /** The second number of the HTTP version; 0 where it is not known. */
  minorVersion(): number {
    return 1;
  }

  /** The value of the first field with this key; '' where there is none. */
  value(key: string): string {
    return this.#fields[this.#indexOf(key)]?.[1] ?? '';
  }

  /** The values of all fields with this key, in their order. */
  allValues(key: string): string[] {
    const wanted = key.toLowerCase();
    const values: string[] = [];
    for (const field of this.#fields) if (isSame(field[0], key, wanted)) values.push(field[1]);
    return values;
  }

  /** All fields in their order. The list does not follow later changes of the header. */
  values(): readonly HeaderField[] {
    return this.#fields;
  }

  /** The keys in the order and the case of their first appearance, each one once. */
  keys(): string[] {
    const keys = new Map<string, string>();
    for (const [name] of this.#fields) {
      const lower = name.toLowerCase();
      if (!keys.has(lower)) keys.set(lower, name);
    }
    return [...keys.values()];
  }

  /** Whether there is a field with this key. */
  hasKey(key: string): boolean {
    return this.#indexOf(key) !== -1;
  }

  /** Appends a field, whether or not there is one with this key. */
  addValue(key: string, value: string): void {
    this.#fields = [...this.#fields, [key, value]];
  }

  /**
   * Gives the first field with this key another value, or appends one.
   *
   * A field that is there keeps its place and the case of its key; further fields with this key are left alone.
   */
  setValue(key: string, value: string): void {
    const index = this.#indexOf(key);
    const name = this.#fields[index]?.[0];
    if (name === undefined) this.addValue(key, value);
    else this.#fields = this.#fields.with(index, [name, value]);
  }

  /** Replaces all fields by a copy of these. */
  setValues(values: readonly HeaderField[]): void {
    this.#fields = values.map(([key, value]) => [key, value]);
  }

  /** Removes the first field with this key, if there is one. */
  removeValue(key: string): void {
    const index = this.#indexOf(key);
    if (index !== -1) this.#fields = this.#fields.toSpliced(index, 1);
  }

  /** Removes all fields with this key. */
  removeAllValues(key: string): void {
    const unwanted = key.toLowerCase();
    this.#fields = this.#fields.filter(([name]) => name.toLowerCase() !== unwanted);
  }

  /** Whether there is a `Content-Length`, of whatever value. */
  hasContentLength(): boolean {
    return this.hasKey('content-length');
  }

  /**
   * The first `Content-Length` in bytes; 0 where there is none, it is no number, or it does not fit into 32 bits.
   *
   * The last as in Qt. For bodies of 4 GiB and more read `value('content-length')`.
   */
  contentLength(): number {
    return lenientNumber(this.value('content-length').trim(), greatestContentLength);
  }

  /** Sets `Content-Length`, in bytes. */
  setContentLength(bytes: number): void {
    this.setValue('content-length', String(bytes));
  }

  /** Whether there is a `Content-Type`, of whatever value. */
  hasContentType(): boolean {
    return this.hasKey('content-type');
  }

  /** The first `Content-Type` without its parameters; '' where there is none. */
  contentType(): string {
    const [type = ''] = this.value('content-type').split(';', 1);
    return type.trim();
  }

  /** Sets `Content-Type`; the type may carry parameters. */
  setContentType(type: string): void {
    this.setValue('content-type', type);
  }

  /** The fields as text, each line with its CRLF; '' where the header is not valid. */
  toString(): string {
    return this.#valid ? this.#fields.map(([key, value]) => `${key}: ${value}\r\n`).join('') : '';
  }

  /** A copy that shares nothing changeable with this header; its cost does not depend on the number of fields. */
  clone(): HttpHeader {
    const copy = new HttpHeader();
    copy.copyFields(this);
    return copy;
  }

  /** For subclasses: says whether the header has all that it needs. */
  protected setValid(valid: boolean): void {
    this.#valid = valid;
  }

  /** For subclasses: takes the fields of another header, and whether it is valid. */
  protected copyFields(other: HttpHeader): void {
    this.#fields = other.#fields;
    this.#valid = other.#valid;
  }

  /** For subclasses: takes this very list, which must not change any more. */
  protected shareFields(fields: readonly HeaderField[]): void {
    this.#fields = fields;
  }

  /** For subclasses: reads a field from each line up to the first that has no colon; that one makes the header invalid. */
  protected readFields(lines: readonly string[]): void {
    const bad = lines.findIndex((line) => !line.includes(':'));
    this.#valid = bad === -1;
    this.#fields = (this.#valid ? lines : lines.slice(0, bad)).map(toField);
  }

  #indexOf(key: string): number {
    const wanted = key.toLowerCase();
    let index = 0;
    for (const field of this.#fields) {
      if (isSame(field[0], key, wanted)) return index; // not destructured: that would make an iterator for each
      index++;
    }
    return -1;
  }
}

/** Most names differ in their length, which case does not change. */
function isSame(name: string, key: string, lower: string): boolean {
  return name === key || (name.length === lower.length && name.toLowerCase() === lower);
}

function toField(line: string): HeaderField {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}
