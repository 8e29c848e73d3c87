// C0 and C1 control characters, and the invisible ones that turn the direction of text or break the line (Unicode
// Standard Annex #9). On a terminal the first could move the cursor or type commands, the others hide what is meant.
const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from elsewhere, made fit for a terminal: one line, without control characters.
 *
 * Each unsafe character is shown by its number (`\x1b`, `\u202e`). Text over `limit` characters is cut with an ellipsis.
 */
export function printable(text: string, limit = 1000): string {
  const safe = text.replace(unsafe, escape);
  return safe.length > limit ? `${safe.slice(0, limit - 1)}…` : safe;
}

function escape(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
