/**
 * The logical lines of a header block: folded lines (RFC 9112, section 5.2) joined by one space, blank lines left out.
 *
 * The first line break decides whether lines end with CRLF or with LF; a bare LF among CRLF lines does not end one.
 */
export function headerLines(text: string): string[] {
  const lines: string[] = [];
  let logical: string | undefined;
  for (const line of text.trim().split(lineBreak(text))) {
    if (line === '') continue;
    if (logical !== undefined && isSpace(line.charAt(0))) {
      logical += ` ${line.trim()}`;
      continue;
    }
    if (logical !== undefined) lines.push(logical);
    logical = line;
  }
  if (logical !== undefined) lines.push(logical);
  return lines;
}

/** The words of a start line; any run of white space is one separator. */
export function startLineWords(line: string): string[] {
  return line.trim().split(/\s+/);
}

function lineBreak(text: string): '\r\n' | '\n' {
  const first = text.indexOf('\n');
  return text[first - 1] === '\r' ? '\r\n' : '\n';
}

function isSpace(char: string): boolean {
  return char.trim() === '';
}
