import type { Crowd } from './crowd.js';
import { labelSize, type Mark } from './row.js';
import { colours } from './style.js';
import { escapeXml, px, textWidth } from './svg-text.js';

const radius = 10;
/** Of a mark without a label. */
export const dotRadius = 6;

/** One row of marks around `y`; what is drawn as one has its number where there is room. */
export function drawMarks(crowds: readonly Crowd[], y: number): string {
  return crowds
    .map((crowd) => {
      const [only] = crowd.marks;
      return only && crowd.marks.length === 1 ? drawMark(only, (crowd.from + crowd.to) / 2, y) : drawCrowd(crowd, y);
    })
    .join('');
}

/** The class of the colour of a command. */
export function colourOf(command: number): string {
  return command === 0 ? 'mixed' : `c${(command - 1) % colours}`;
}

export function drawMark({ shape, label, command, half }: Mark, x: number, y: number): string {
  switch (shape) {
    case 'dot':
      return `<circle class="${colourOf(command)}" cx="${px(x)}" cy="${px(y)}" r="${dotRadius}"/>`;
    case 'disc':
      return box(x - half, x + half, y, Math.min(half, radius), radius, colourOf(command)) + onMark(label, x, y);
    case 'square':
      return box(x - half, x + half, y, Math.min(half, radius), 2, 'bad') + onMark(label, x, y);
    case 'bar':
      return box(x - 2, x + 2, y, radius + 1, 2, 'bar');
    case 'cross': {
      const [left, right, top, bottom] = [x - 6, x + 6, y - 6, y + 6].map(px);
      return `<path class="cross" d="M${left} ${top} L${right} ${bottom} M${left} ${bottom} L${right} ${top}"/>`;
    }
  }
}

function drawCrowd({ marks, from, to }: Crowd, y: number): string {
  const [first] = marks;
  const isOne = marks.every(({ command }) => command === first?.command);
  const isBad = marks.some(({ shape }) => shape === 'square' || shape === 'cross');
  const colour = isBad ? 'bad' : isOne ? colourOf(first?.command ?? 0) : 'mixed';
  const label = `×${marks.length}`;
  const hasRoom = textWidth(label, labelSize) + 6 <= to - from;
  const height = hasRoom ? radius : dotRadius;
  return box(from, to, y, height, isBad ? 2 : height, colour) + (hasRoom ? onMark(label, (from + to) / 2, y) : '');
}

function box(from: number, to: number, y: number, halfHeight: number, round: number, colour: string): string {
  const size = `x="${px(from)}" y="${px(y - halfHeight)}" width="${px(to - from)}" height="${px(2 * halfHeight)}"`;
  return `<rect class="${colour}" ${size} rx="${px(round)}"/>`;
}

function onMark(label: string, x: number, y: number): string {
  if (label === '') return '';
  return `<text class="on middle" x="${px(x)}" y="${px(y + 4.2)}">${escapeXml(label)}</text>`;
}
