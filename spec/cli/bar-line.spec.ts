import { barLine, fit, type BarLine } from '../../src/cli/bar-line.js';

const half: BarLine = { label: 'GET /a', remark: 'Reading', done: 1024, total: 2048, speed: 512 };

describe('barLine', () => {
  it.each<[string, BarLine, number, string]>([
    [
      'on a wide terminal',
      half,
      130,
      'GET /a                       ████████████░░░░░░░░░░░░  50% 1.0 KiB/2.0 KiB 512 B/s         Reading',
    ],
    ['on a common one', half, 79, 'GET /a             ████░░░░  50% 1.0 KiB/2.0 KiB 512 B/s         Reading'],
    ['on a narrow one', half, 60, 'GET /a              50% 1.0 KiB/2.0 KiB 512 B/s         Rea…'],
    [
      'at its end',
      { ...half, done: 2048 },
      79,
      'GET /a             ████████ 100% 2.0 KiB 512 B/s                 Reading',
    ],
    [
      'with an unknown total',
      { ...half, total: 0 },
      79,
      'GET /a             ········      1.0 KiB 512 B/s                 Reading',
    ],
    [
      'before its beginning',
      { ...half, done: 0, total: 0, speed: 0 },
      79,
      'GET /a                                                           Reading',
    ],
    [
      'with more than was announced',
      { ...half, done: 4096 },
      79,
      'GET /a             ████████ 100% 4.0 KiB/2.0 KiB 512 B/s         Reading',
    ],
  ])('%s', (_name, line, columns, text) => {
    expect(barLine(line, columns)).toBe(text);
  });
});

it('shortens a name in its middle', () => {
  expect([fit('abc', 5), fit('abcdefghij.txt', 9)]).toEqual(['abc  ', 'abcd….txt']);
});
