import { LineEditor, type LineEnd } from '../../src/cli/line-editor.js';

function typed(keys: string): { shown: string; end: LineEnd | undefined } {
  let shown = '';
  let end: LineEnd | undefined;
  const editor = new LineEditor((text) => (shown += text));
  for (const key of keys) end ??= editor.press(key);
  return { shown, end };
}

const entered = (line: string): LineEnd => ({ kind: 'entered', line });

describe('a line that is typed', () => {
  it.each([
    ['abc\r', entered('abc')],
    ['abc\n', entered('abc')],
    ['\r', entered('')],
    ['ab\x7f\x7f\x7fc\r', entered('c')],
    ['ab\bc\r', entered('ac')],
    ['ü漢😀\x7f\r', entered('ü漢')],
    ['wrong\x15right\r', entered('right')],
    ['a\x04b\r', entered('ab')],
    ['a\tb\0c\r', entered('abc')],
    ['a\x1b[Db\x1b[1;5Cc\x1bOHd\x1bxe\x1b[3~f\r', entered('abcdef')],
    ['abc\x03', { kind: 'interrupted' }],
    ['\x04', { kind: 'given up' }],
    ['a\x7f\x04', { kind: 'given up' }],
    ['abc', undefined],
  ])('%j', (keys, end) => {
    expect(typed(keys).end).toEqual(end);
  });

  it('is shown as it becomes', () => {
    expect(typed('ab\x7fc\x1b[A\x15d\r').shown).toBe('ab\b \bc\b \b\b \bd');
  });
});
