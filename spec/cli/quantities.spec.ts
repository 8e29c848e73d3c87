import { formatBytes, formatDuration, formatSpeed, formatTransfer } from '../../src/cli/quantities.js';

describe('quantities for people', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1024 * 1023.9, '1023.9 KiB'],
    [1024 * 1023.99, '1.0 MiB'],
    [1024 ** 3, '1.0 GiB'],
    [1024 ** 5, '1024.0 TiB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min 00 s'],
    [125_000, '2 min 05 s'],
    [3_599_900, '1 h 00 min'],
    [3_660_000, '1 h 01 min'],
  ])('writes %d milliseconds as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('has no speed where nothing came or no time has passed', () => {
    expect([formatSpeed(0, 5), formatSpeed(5, 0), formatSpeed(2048, 500)]).toEqual(['', '', '4.0 KiB/s']);
  });

  it('puts size, time and speed into one phrase', () => {
    expect([formatTransfer(2048, 500), formatTransfer(2048, 0)]).toEqual([
      '2.0 KiB in 500 ms (4.0 KiB/s)',
      '2.0 KiB in 0 ms',
    ]);
  });
});
