import { printable } from '../../src/cli/printable.js';

describe('printable', () => {
  it('leaves plain text of any language alone', () => {
    expect(printable('grün 漢字 😀')).toBe('grün 漢字 😀');
  });

  it('shows control characters by their number', () => {
    expect(printable('a\x1b[31mb\r\n\0\x7f\x9bc')).toBe('a\\x1b[31mb\\x0d\\x0a\\x00\\x7f\\x9bc');
  });

  it('shows what turns the direction of text or breaks the line', () => {
    expect(printable('a\u202eb\u2028c\u2066')).toBe('a\\u202eb\\u2028c\\u2066');
  });

  it('cuts what is too long', () => {
    expect(printable('abcdef', 4)).toBe('abc…');
  });
});
