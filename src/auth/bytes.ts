/**
 * The bytes of a user or password.
 *
 * In normal form C, as RFC 7616 and RFC 7617 ask for it. Where the server has not asked for UTF-8 the encoding is open
 * (RFC 7617, section 2.1); Latin-1 is what the real class sends (recorded), and what does not fit into it goes as UTF-8.
 */
export function credentialBytes(text: string, isUtf8: boolean): Uint8Array {
  const normal = text.normalize('NFC');
  return isUtf8 ? new TextEncoder().encode(normal) : fieldBytes(normal);
}

/** The bytes of a field value: a character for each of them, as HTTP parsers hand them out. */
export function fieldBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) return new TextEncoder().encode(text);
    bytes[i] = code;
  }
  return bytes;
}

/** A character for each byte. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(latin1(bytes));
}

/** @returns undefined for what is no base64 */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    return fieldBytes(atob(text));
  } catch {
    return undefined;
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** As NTLM has its texts. */
export function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), true);
  return bytes;
}

/** Whether there are characters that no field value may hold: RFC 9110, section 5.5. */
export function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
