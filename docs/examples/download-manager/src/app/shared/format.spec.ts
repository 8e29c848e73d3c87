import { bytesText, durationText, percentText, rateText } from './format';

describe('the numbers', () => {
  it('have a unit that fits', () => {
    expect([0, 999, 12_345, 99_960_000, 1_500_000_000].map(bytesText)).toEqual([
      '0 bytes',
      '999 bytes',
      '12.3 kB',
      '100 MB',
      '1.5 GB',
    ]);
    expect(rateText(1_234_567)).toBe('1.2 MB/s');
  });

  it('say 100% only when all is there', () => {
    expect([0.999_99, 1].map(percentText)).toEqual(['99%', '100%']);
  });

  it('tell a time in its two biggest units, and never that nothing is left', () => {
    expect([0, 59.2, 200, 3900].map(durationText)).toEqual(['1s', '1m 0s', '3m 20s', '1h 5m']);
  });
});
