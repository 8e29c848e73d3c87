import { ReadBuffer } from '../../src/body/read-buffer.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (read: Uint8Array) => new TextDecoder().decode(read);

/** A buffer in which these chunks have come; counts how often it told of room. */
function filled(limit: number, ...chunks: readonly string[]) {
  const buffer = new ReadBuffer(limit);
  const told = { space: 0 };
  buffer.open({ onSpace: () => told.space++, onFailure: () => undefined });
  const room = chunks.map((chunk) => buffer.receive(bytes(chunk)));
  return { buffer, told, room };
}

describe('ReadBuffer', () => {
  test('is empty at first', () => {
    const { buffer } = filled(Infinity);

    expect([buffer.length, buffer.read(Infinity)]).toEqual([0, new Uint8Array(0)]);
  });

  test.each([
    ['less than the first chunk', [1, 2], ['a', 'bc']],
    ['exactly the first chunk', [3, 3], ['abc', 'def']],
    ['over the border of two chunks', [4, 4], ['abcd', 'efgh']],
    ['over three chunks', [7, 1], ['abcdefg', 'h']],
    ['nothing', [0, 9], ['', 'abcdefghi']],
    ['more than there is', [10, 1], ['abcdefghi', '']],
    ['everything', [Infinity, Infinity], ['abcdefghi', '']],
  ])('reads %s', (_what, lengths, expected) => {
    const { buffer } = filled(Infinity, 'abc', 'def', 'ghi');

    expect(lengths.map((length) => text(buffer.read(length)))).toEqual(expected);
  });

  test('knows how much is left after each read', () => {
    const { buffer } = filled(Infinity, 'abc', 'def');

    const left = [1, 2, 1, 9].map((length) => {
      buffer.read(length);
      return buffer.length;
    });

    expect(left).toEqual([5, 3, 2, 0]);
  });

  test('reads on where it stopped when more has come meanwhile', () => {
    const { buffer } = filled(Infinity, 'abc');
    buffer.read(2);

    buffer.receive(bytes('def'));

    expect(text(buffer.read(Infinity))).toBe('cdef');
  });

  test('skips an empty chunk', () => {
    const { buffer } = filled(Infinity, '', 'ab', '', 'c');

    expect([text(buffer.read(2)), text(buffer.read(2))]).toEqual(['ab', 'c']);
  });

  test('gives plain bytes, also of a Buffer', () => {
    const buffer = new ReadBuffer(Infinity);
    buffer.receive(Buffer.from('abc'));

    expect(Object.getPrototypeOf(buffer.read(3))).toBe(Uint8Array.prototype);
  });

  test('has room up to the limit and not for one byte more', () => {
    const { room } = filled(4, 'ab', 'cd', 'e');

    expect(room).toEqual([true, true, false]);
  });

  test('with a limit of 0 has no room once a byte has come', () => {
    expect(filled(0, '', 'a').room).toEqual([true, false]);
  });

  test('tells of room once, when a read brings it back to the limit', () => {
    const { buffer, told } = filled(4, 'abcd', 'efgh');

    const counts = [3, 1, 4].map((length) => {
      buffer.read(length);
      return told.space;
    });

    expect(counts).toEqual([0, 1, 1]);
  });

  test('does not tell of room when it was not full', () => {
    const { buffer, told } = filled(4, 'abcd');

    buffer.read(Infinity);

    expect(told.space).toBe(0);
  });

  test('tells nobody of room after close, and what came stays readable', () => {
    const { buffer, told } = filled(1, 'abcd');

    buffer.close();

    expect([text(buffer.read(Infinity)), told.space]).toEqual(['abcd', 0]);
  });

  test('forgets everything by clear, also a half read chunk', () => {
    const { buffer } = filled(Infinity, 'abc', 'def');
    buffer.read(1);

    buffer.clear();
    buffer.receive(bytes('xyz'));

    expect([buffer.length, text(buffer.read(Infinity))]).toEqual([3, 'xyz']);
  });

  test('has nothing to flush', () => {
    const { buffer } = filled(0, 'abc');
    let isFlushed = false;

    buffer.flush(() => (isFlushed = true));

    expect(isFlushed).toBe(true);
  });

  test('keeps 10,000 chunks in order through reads of every size', () => {
    const { buffer } = filled(Infinity);
    for (let i = 0; i < 10_000; i++) buffer.receive(Uint8Array.of(i % 251, i % 241, i % 239));

    const read: number[] = [];
    for (let size = 0; buffer.length > 0; size = (size + 1) % 17) read.push(...buffer.read(size));

    expect(read).toEqual(Array.from({ length: 10_000 }, (_, i) => [i % 251, i % 241, i % 239]).flat());
  });

  test('leaves what was read as it was when more comes', () => {
    const { buffer } = filled(Infinity, 'ab', 'cd');
    const read = buffer.read(Infinity);

    for (let i = 0; i < 10; i++) buffer.receive(bytes('xyz'));

    expect([text(read), text(buffer.read(6))]).toEqual(['abcd', 'xyzxyz']);
  });

  test('leaves the chunks as they were', () => {
    const [one, other] = [bytes('abcdef').subarray(0, 3), bytes('xyz')];
    const buffer = new ReadBuffer(Infinity);
    for (const chunk of [one, other, one]) buffer.receive(chunk);

    expect([text(one), text(other), text(new Uint8Array(one.buffer))]).toEqual(['abc', 'xyz', 'abcdef']);
  });

  test('keeps chunks of every size in order, small ones beside large ones', () => {
    const buffer = new ReadBuffer(Infinity);
    const sizes = [1, 0, 100, 20_000, 3, 16_384, 16_385, 5, 70_000, 1, 60_000, 2, 4000, 4000, 65_536, 7];
    const all = new Uint8Array(sizes.reduce((sum, size) => sum + size)).map((_, i) => i % 251);
    let end = 0;
    for (const size of sizes) buffer.receive(all.subarray(end, (end += size)));

    const read = [10, 50_000, 1, 99_999, Infinity].map((size) => buffer.read(size));

    expect(Buffer.concat(read).equals(all)).toBe(true);
  });
});
