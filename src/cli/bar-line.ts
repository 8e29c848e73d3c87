import { formatBytes } from './quantities.js';

/** What one line with a bar shows. All text is printable. */
export interface BarLine {
  readonly label: string;
  /** Stands behind the numbers: the state of a connection, a result. */
  readonly remark: string;
  readonly done: number;
  /** 0 when unknown. */
  readonly total: number;
  /** Bytes a second; 0 where it is not to be shown. */
  readonly speed: number;
}

const numbersWidth = 36;
const remarkWidth = 14;
const bestBarWidth = 24;
const leastBarWidth = 8;

/** One line of at most `columns` characters: label, bar, numbers, remark. A narrow terminal gets a shorter bar or none. */
export function barLine({ label, remark, done, total, speed }: BarLine, columns: number): string {
  const labelWidth = columns < 110 ? 18 : 28;
  const room = columns - labelWidth - numbersWidth - remarkWidth - 3;
  const drawn = room < leastBarWidth ? [] : [bar(done, total, Math.min(room, bestBarWidth))];
  const line = [fit(label, labelWidth), ...drawn, fit(numbers(done, total, speed), numbersWidth), remark]
    .join(' ')
    .trimEnd();
  return line.length > columns ? `${line.slice(0, Math.max(0, columns - 1))}…` : line;
}

/** Text of exactly this width: padded, or shortened in its middle, so that an extension stays to be seen. */
export function fit(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width);
  const tail = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - tail)}…${text.slice(text.length - tail)}`;
}

function bar(done: number, total: number, width: number): string {
  // Of an unknown total no part can be drawn.
  if (total === 0) return (done === 0 ? ' ' : '·').repeat(width);
  const full = Math.round(Math.min(1, done / total) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

function numbers(done: number, total: number, speed: number): string {
  if (done === 0 && total === 0) return '';
  const share = total === 0 ? '' : `${Math.floor(Math.min(1, done / total) * 100)}%`;
  const size = total === 0 || done === total ? formatBytes(done) : `${formatBytes(done)}/${formatBytes(total)}`;
  return `${share.padStart(4)} ${size}${speed > 0 ? ` ${formatBytes(speed)}/s` : ''}`;
}
