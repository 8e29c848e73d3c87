/**
 * What is wrong with the bytes of an answer by RFC 9112: a strict reading that shares no code with any parser, as the
 * judge between two that differ.
 */

/** The first rule that the heads of an answer break; undefined for a head that is right and whole. */
export function faultOfHead(sent: string): string | undefined {
  for (let rest = sent; ;) {
    const { fault, status, length } = oneHead(rest);
    if (fault !== undefined) return fault;
    if (status === 101) return 'a change of protocol that nobody asked for (RFC 9110, 7.8)';
    if (status >= 200) return undefined;
    rest = rest.slice(length);
  }
}

function oneHead(text: string): { fault?: string; status: number; length: number } {
  const end = text.indexOf('\r\n\r\n');
  const lines = (end < 0 ? text : text.slice(0, end)).split('\r\n');
  const fault = (what: string) => ({ fault: what, status: 0, length: 0 });
  const [statusLine = '', ...fields] = lines;
  if (end < 0 && lines.length === 1 && !text.startsWith('HTTP/')) return fault('no HTTP at all');
  const inHead = end < 0 ? text : text.slice(0, end);
  if (/[\r\n]/.test(inHead.replaceAll('\r\n', '')))
    return fault('a line that ends by something else than CRLF (RFC 9112, 2.2)');
  if (!/^HTTP\/1\.[01] \d{3}( [\t\x20-\x7e\x80-\xff]*)?$/.test(statusLine)) {
    return fault(end < 0 ? 'closed inside the head' : 'a status line that is none (RFC 9112, 4)');
  }
  for (const [i, line] of fields.entries()) {
    if (end < 0 && i === fields.length - 1) break;
    if (/^[ \t]/.test(line)) return fault('a folded line (RFC 9112, 5.2)');
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+:/.test(line)) return fault('a field name that is none (RFC 9112, 5.1)');
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(line)) return fault('control characters in a field (RFC 9110, 5.5)');
  }
  if (end < 0) return fault('closed inside the head');
  const framing = faultOfFraming(fields);
  if (framing !== undefined) return fault(framing);
  if (end > 65_536 - 4) return fault('a head of more than limits.headerBytes');
  return { status: Number(statusLine.slice(9, 12)), length: end + 4 };
}

function faultOfFraming(fields: readonly string[]): string | undefined {
  const lengths = valuesOf(fields, 'content-length');
  if (lengths.length > 1) return 'Content-Length twice (RFC 9112, 6.3)';
  const [length] = lengths;
  if (length !== undefined && valuesOf(fields, 'transfer-encoding').length > 0) {
    return 'Content-Length and Transfer-Encoding (RFC 9112, 6.1)';
  }
  if (length !== undefined && !/^\d+$/.test(length)) return 'a Content-Length that is no number (RFC 9112, 6.3)';
  return Number(length ?? 0) > Number.MAX_SAFE_INTEGER ? 'a Content-Length beyond counting (RFC 9112, 6.3)' : undefined;
}

const chunkExtensions =
  /^(?:[ \t]*;[ \t]*[!#$%&'*+.^_`|~\w-]+(?:[ \t]*=[ \t]*(?:[!#$%&'*+.^_`|~\w-]+|"(?:[\t\x20\x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\.)*"))?)*$/;

/** The first rule that a body in chunks breaks; undefined for one that is right and whole, or in no chunks. */
export function faultOfChunks(sent: string): string | undefined {
  const { fields, body } = lastHead(sent);
  if (!/(^|,)[\t ]*chunked$/i.test(valuesOf(fields, 'transfer-encoding').at(-1) ?? '')) return undefined;
  for (let rest = body; ;) {
    const [line, digits, extensions = ''] = /^([\dA-Fa-f]+)(;[^\r\n]*)?\r\n/.exec(rest) ?? [];
    if (line === undefined || digits === undefined) {
      return 'a size of a chunk that is none, or does not end by CRLF (RFC 9112, 7.1)';
    }
    if (!chunkExtensions.test(extensions)) return 'an extension of a chunk that is none (RFC 9112, 7.1.1)';
    const size = Number.parseInt(digits, 16);
    rest = rest.slice(line.length);
    if (size === 0) return faultOfTrailers(rest);
    if (rest.slice(size, size + 2) !== '\r\n') return 'a chunk that is not as long as it says (RFC 9112, 7.1)';
    rest = rest.slice(size + 2);
  }
}

function faultOfTrailers(text: string): string | undefined {
  if (/^(?:content-length|transfer-encoding):/im.test(text)) return 'a length among the trailers (RFC 9110, 6.5.1)';
  const trailers = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*\r\n/;
  return trailers.test(text) ? undefined : 'trailers that are none (RFC 9112, 7.1.2)';
}

/** The codings of the last head, in lower case. */
export function transferCodings(sent: string): string {
  return valuesOf(lastHead(sent).fields, 'transfer-encoding').join(',').toLowerCase();
}

/** The head that is not of an interim answer, and what is behind it. */
function lastHead(sent: string): { fields: readonly string[]; body: string } {
  const [interim = ''] = /^(?:HTTP\/1\.[01] 1\d\d[^\n]*\n(?:[^\r\n][^\n]*\n)*\r?\n)*/.exec(sent) ?? [];
  const text = sent.slice(interim.length);
  const end = text.indexOf('\r\n\r\n');
  return end < 0 ? { fields: [], body: '' } : { fields: text.slice(0, end).split('\r\n'), body: text.slice(end + 4) };
}

function valuesOf(fields: readonly string[], name: string): string[] {
  const own = fields.filter((line) => line.toLowerCase().startsWith(`${name}:`));
  return own.map((line) =>
    line
      .slice(name.length + 1)
      .replace(/^[\t ]+/, '')
      .replace(/[\t ]+$/, ''),
  );
}
