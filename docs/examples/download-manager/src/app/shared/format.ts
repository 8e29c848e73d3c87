const language = 'en';
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
const formats = units.map((unit) => {
  const style = { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short' } as const;
  const digits = unit === 'byte' ? 0 : 1;
  return {
    fine: new Intl.NumberFormat(language, { ...style, minimumFractionDigits: digits, maximumFractionDigits: digits }),
    coarse: new Intl.NumberFormat(language, { ...style, maximumFractionDigits: 0 }),
  };
});
const seconds = new Intl.NumberFormat(language, { style: 'unit', unit: 'second', unitDisplay: 'narrow' });
const minutes = new Intl.NumberFormat(language, { style: 'unit', unit: 'minute', unitDisplay: 'narrow' });
const hours = new Intl.NumberFormat(language, { style: 'unit', unit: 'hour', unitDisplay: 'narrow' });

/** `12.3 MB`, `123 MB`: as wide as before, where it can be. */
export function bytesText(bytes: number): string {
  const at = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** at;
  const format = formats[at];
  return format ? (value < 99.95 ? format.fine : format.coarse).format(value) : '';
}

/** `1.2 MB/s`. */
export function rateText(bytesPerSecond: number): string {
  return `${bytesText(bytesPerSecond)}/s`;
}

/** `42%`; 100 only when all is there. */
export function percentText(ratio: number): string {
  return percents.format(percentOf(ratio) / 100);
}

/** Whole percents, rounded down. */
export function percentOf(ratio: number): number {
  return Math.floor(Math.min(1, Math.max(0, ratio)) * 100);
}

/** `12s`, `3m 20s`, `1h 5m`: the two biggest units. */
export function durationText(inSeconds: number): string {
  const all = Math.max(1, Math.ceil(inSeconds));
  if (all < 60) return seconds.format(all);
  if (all < 3600) return `${minutes.format(Math.floor(all / 60))} ${seconds.format(all % 60)}`;
  return `${hours.format(Math.floor(all / 3600))} ${minutes.format(Math.floor((all % 3600) / 60))}`;
}

/** `1,234`. */
export function countText(count: number): string {
  return whole.format(count);
}
