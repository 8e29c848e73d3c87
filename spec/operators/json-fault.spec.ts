import { jsonFault } from '../../src/operators/json-fault.js';

describe('jsonFault', () => {
  // The place is where the bracket points: ⟩ stands before the first character that cannot be there.
  test.each([
    '⟩',
    ' ⟩',
    '⟩x',
    '{⟩',
    '{⟩,}',
    '{"a"⟩}',
    '{"a":⟩}',
    '{"a":1⟩',
    '{"a":1⟩]',
    '{"a":1,⟩}',
    '{"a":1 ⟩"b":2}',
    "{⟩'a':1}",
    '[⟩,]',
    '[1,⟩]',
    '[1⟩}',
    '[1⟩ 2]'.replace('⟩ ', ' ⟩'),
    '[[]⟩',
    '1⟩2x'.replace('1⟩2', '12⟩'),
    '0⟩1',
    '⟩+1',
    '⟩-',
    '1⟩.',
    '⟩.5',
    '1⟩e',
    'tr⟩eu',
    'nul⟩',
    'fals⟩',
    'f⟩lase',
    '⟩NaN',
    '⟩undefined',
    '"a⟩',
    '"a⟩\n"',
    '"a⟩\\x"',
    '"⟩\\u12g4"',
    '1 ⟩1',
    '{} ⟩{}',
    '[1] ⟩]',
  ])('finds where %s goes wrong', (marked) => {
    const text = marked.replace('⟩', '');
    expect(() => void JSON.parse(text)).toThrow(SyntaxError);
    expect(jsonFault(text)).toBe(marked.indexOf('⟩'));
  });

  it('finds a fault behind a long string and a great depth', () => {
    const text = `${'['.repeat(100_000)}"${'\\n\u{1F680}'.repeat(1_000_000)}"x`;
    expect(jsonFault(text)).toBe(text.length - 1);
  });

  test.each(['{"a":[1,-2.5e+3,true,false,null,"\\u00fc\\"",{}],"":[]}', ' [ ] ', '"x"', '-0'])(
    'goes through %s to its end',
    (text) => {
      expect(() => void JSON.parse(text)).not.toThrow();
      expect(jsonFault(text)).toBe(text.length);
    },
  );
});
