/**
 * The name that a server gives to a file (RFC 6266): `filename*`, which has a charset, before `filename`. Not cleaned.
 *
 * @returns undefined where there is none, or one that cannot be read
 */
export function nameFromDisposition(field: string): string | undefined {
  let plain: string | undefined;
  let extended: string | undefined;
  for (const [, key = '', quoted, token = ''] of field.matchAll(parameter)) {
    const value = quoted === undefined ? token : quoted.replace(/\\(.)/g, '$1');
    if (key === '*') extended ??= decodedExtended(value);
    else plain ??= fromRawUtf8(value);
  }
  return extended ?? plain;
}

/** `; filename="a \"b\".txt"`, `; filename*=UTF-8''a%20b.txt`. */
const parameter = /;\s*filename(\*?)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/gi;

/** Many servers write UTF-8 as it is, which comes as if it were Latin-1. */
function fromRawUtf8(value: string): string {
  if (!/^[\0-\xff]*[\x80-\xff][\0-\xff]*$/.test(value)) return value;
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return value;
  }
}

/** RFC 8187: charset, language, percent-encoded text. UTF-8 is the one that everybody has to know. */
function decodedExtended(value: string): string | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(value)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
