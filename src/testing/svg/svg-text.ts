/** Text as it may stand in SVG: markup is escaped, and what XML 1.0 has no place for becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** An upper bound of the width of a text, as fonts differ. */
export function textWidth(text: string, size: number): number {
  return text.length * size * 0.6;
}

/** Shortened to a width, with an ellipsis. */
export function fitted(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  return `${text.slice(0, Math.max(0, Math.floor(width / (size * 0.6)) - 1))}…`;
}

/** A number as SVG needs it: a tenth of a pixel is enough. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
