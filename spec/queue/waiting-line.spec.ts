import { WaitingLine } from '../../src/queue/waiting-line.js';

function lineOf(...items: string[]) {
  const line = new WaitingLine<string>();
  const places = items.map((item) => line.join(item));
  return { line, places };
}

/** Takes all that is left. */
function rest(line: WaitingLine<string>): string {
  let all = '';
  for (let item = line.take(); item !== undefined; item = line.take()) all += item;
  return all;
}

describe('a waiting line', () => {
  it('is first in, first out', () => {
    const { line } = lineOf('a', 'b', 'c');
    expect([line.size, rest(line), line.size, line.take()]).toEqual([3, 'abc', 0, undefined]);
  });

  it('shows who stands first, at most so many, and keeps them', () => {
    const { line } = lineOf('a', 'b', 'c');
    expect([0, 2, 3, 4].map((count) => line.first(count).join(''))).toEqual(['', 'ab', 'abc', 'abc']);
    expect(rest(line)).toBe('abc');
    expect(line.first(1)).toEqual([]);
  });

  it.each([
    [0, 'bcd'],
    [1, 'acd'],
    [3, 'abc'],
  ])('may be left at place %i, once, and is joined at its end', (index, others) => {
    const { line, places } = lineOf('a', 'b', 'c');
    const last = line.join('d');
    const place = [...places, last][index] ?? last;
    line.leave(place);
    line.leave(place);
    const size = line.size;
    line.join('e');

    expect([place.waits, size, rest(line)]).toEqual([false, 3, `${others}e`]);
  });

  it('is not left by one who was taken or sent away', () => {
    const { line, places } = lineOf('a', 'b');
    const left: string[] = [];
    line.take();
    line.clear((item) => left.push(item));
    line.join('c');
    for (const place of places) line.leave(place);

    expect([left, places.map(({ waits }) => waits), line.size, rest(line)]).toEqual([['b'], [false, false], 1, 'c']);
  });

  it('may be joined while those who stood in it are sent away', () => {
    const { line } = lineOf('a', 'b');
    line.clear((item) => line.join(item.toUpperCase()));

    expect([line.size, rest(line)]).toEqual([2, 'AB']);
  });
});
