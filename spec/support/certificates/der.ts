/** DER, as far as a certificate needs it (ITU-T X.690). */
type Value = Uint8Array;

export const sequence = (...values: Value[]): Value => tagged(0x30, ...values);
export const set = (...values: Value[]): Value => tagged(0x31, ...values);
export const octets = (content: Value): Value => tagged(0x04, content);
export const utf8 = (text: string): Value => tagged(0x0c, Buffer.from(text));
export const boolean = (value: boolean): Value => tagged(0x01, Uint8Array.of(value ? 0xff : 0));

/** The first byte of `content` says how many bits of the last one do not count. */
export const bits = (content: Value, unused = 0): Value => tagged(0x03, Uint8Array.of(unused), content);

/** Of at most 127 in its first byte, so that it is not taken for a negative number. */
export const integer = (bytes: Value): Value => tagged(0x02, bytes);

/** `[number]`, a field of a sequence that is there or not; or an alternative of a choice. */
export const context = (number: number, content: Value, form: 'constructed' | 'primitive' = 'constructed'): Value =>
  tagged((form === 'constructed' ? 0xa0 : 0x80) + number, content);

/** @param dotted - its first number is 2 at most and its second less than 40 */
export function identifier(dotted: string): Value {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Uint8Array.from([first * 40 + second, ...rest.flatMap(inSevenBits)]));
}

/** RFC 5280, 4.1.2.5: as UTCTime, with two digits for the year, until 2049. */
export function time(date: Date): Value {
  const digits = date.toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '');
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}

function tagged(tag: number, ...contents: Value[]): Value {
  const content = Buffer.concat(contents);
  return Buffer.concat([Uint8Array.of(tag, ...lengthOf(content.length)), content]);
}

/** One byte to 127; above, how many bytes it has, and they. */
function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return [0x80 + bytes.length, ...bytes];
}

/** Seven bits a byte, the highest first; all but the last have their top bit set. */
function inSevenBits(number: number): number[] {
  const bytes = [number & 0x7f];
  for (let rest = number >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
