/** Where a chunked body ends, as a count of bytes; -1 while it is not whole. RFC 9112, section 7.1; without trailers. */
export function chunkedEnd(bytes: Buffer): number {
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return -1;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    at = lineEnd + 2 + size + 2;
    if (at > bytes.length) return -1;
    if (size === 0) return at;
  }
}
