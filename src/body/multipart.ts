import { BlobSource } from './blob-source.js';

/**
 * A FormData as `multipart/form-data` (RFC 7578). Its length is known, and it can be sent again with the same
 * boundary.
 *
 * @throws TypeError for a name that holds CR, LF or NUL
 */
export function multipart(form: FormData): BlobSource {
  const boundary = `----rx-qhttp-${crypto.randomUUID()}`;
  const encoder = new TextEncoder();
  const parts: (Blob | Uint8Array)[] = [];
  for (const [name, value] of form) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`;
    if (typeof value === 'string') {
      parts.push(encoder.encode(`${head}\r\n\r\n${value}\r\n`));
    } else {
      const type = value.type || 'application/octet-stream';
      const file = `${head}; filename="${quoted(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`;
      parts.push(encoder.encode(file), value, encoder.encode('\r\n'));
    }
  }
  parts.push(encoder.encode(`--${boundary}--\r\n`));
  return new BlobSource(parts, `multipart/form-data; boundary=${boundary}`);
}

/** What a quoted string must not hold is percent-encoded, as the HTML standard says for form submission. */
function quoted(name: string): string {
  if (/[\r\n\0]/.test(name))
    throw new TypeError(`A multipart name must not contain CR, LF or NUL: ${JSON.stringify(name)}`);
  return name.replaceAll('"', '%22');
}
