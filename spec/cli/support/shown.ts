// Control sequences (ECMA-48, section 5.4) and single characters.
const tokens = new RegExp(String.raw`\x1b\[(\??)(\d*)([A-Za-z])|[^]`, 'gu');

/** What a terminal shows that has got this text: its lines, without those that were drawn over. */
export function shown(output: string): string[] {
  const lines: string[] = [''];
  let row = 0;
  let column = 0;
  const put = (character: string): void => {
    const line = (lines[row] ?? '').padEnd(column);
    lines[row] = line.slice(0, column) + character + line.slice(column + 1);
    column += 1;
  };
  for (const [token, , amount = '', command] of output.matchAll(tokens)) {
    if (token === '\n') [row, column] = [row + 1, 0];
    else if (command === undefined) put(token);
    else if (command === 'A') row -= Number(amount || 1);
    else if (command === 'G') column = Number(amount || 1) - 1;
    else if (command === 'K') lines[row] = amount === '' || amount === '0' ? (lines[row] ?? '').slice(0, column) : '';
    else if (command === 'J') [lines[row], lines.length] = [(lines[row] ?? '').slice(0, column), row + 1];
    else if (command !== 'h' && command !== 'l') throw new Error(`unknown: ${JSON.stringify(token)}`);
  }
  return Array.from(lines, (line: string | undefined) => (line ?? '').trimEnd());
}
