// What the pictures in docs/images/ have in common: colours for light and dark, boxes, lines with bends, and the file.
import { writeFileSync } from 'node:fs';

/** Every picture is this wide, in its own units; at 700 pixels its text is still to be read. */
export const width = 760;

const style = `
  svg { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #818b98; --box: #f6f8fa; --zone: #afb8c1;
        --way: #0969da; --way-box: #ddf4ff; --back: #1a7f37; --bad: #cf222e; --bad-box: #ffebe9; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --line: #7d8590; --box: #151b23; --zone: #4d5562;
          --way: #58a6ff; --way-box: #0c2d57; --back: #3fb950; --bad: #ff7b72; --bad-box: #3c1618; }
  }
  .paper { fill: var(--paper); }
  text { font-family: system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; font-size: 15px; fill: var(--ink); }
  .name { font-weight: 600; }
  .small { font-size: 13px; fill: var(--faint); }
  .code { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 13px;
          paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; }
  .middle { text-anchor: middle; }
  .end { text-anchor: end; }
  .box { fill: var(--box); stroke: var(--line); stroke-width: 1.5; }
  .box.way { fill: var(--way-box); stroke: var(--way); }
  .box.bad { fill: var(--bad-box); stroke: var(--bad); }
  .box.outside { fill: var(--paper); stroke-dasharray: 5 4; }
  .zone { fill: none; stroke: var(--zone); stroke-width: 1.5; stroke-dasharray: 3 4; }
  .line { fill: none; stroke: var(--line); stroke-width: 1.5; }
  .line.way { stroke: var(--way); stroke-width: 2; }
  .line.back { stroke: var(--back); stroke-dasharray: 5 4; }
  .line.bad { stroke: var(--bad); }
  .dotted { stroke-dasharray: 2 4; }
  text.way { fill: var(--way); }
  text.back { fill: var(--back); }
  text.bad { fill: var(--bad); }
  .head { fill: var(--line); } .head.way { fill: var(--way); } .head.back { fill: var(--back); } .head.bad { fill: var(--bad); }
`;

const kinds = ['', 'way', 'back', 'bad'];

export function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function text(x, y, words, classes = '') {
  return `<text x="${x}" y="${y}"${classes && ` class="${classes}"`}>${escape(words)}</text>`;
}

/** A rectangle around its centre. */
export function box({ x, y, w, h }, classes, round = 8) {
  return `<rect class="${classes}" x="${x - w / 2}" y="${y - h / 2}" width="${w}" height="${h}" rx="${round}"/>`;
}

/**
 * A line with rounded bends and a head at its end.
 *
 * @param points - `x,y` of each, in one text
 * @param kind - its colour, or `dotted`
 */
export function arrow(points, kind = '') {
  const head = kinds.includes(kind) ? kind : '';
  const corners = points.split(' ').map((point) => point.split(',').map(Number));
  return `<path class="line ${kind}" d="${bends(corners)}" marker-end="url(#head${head && `-${head}`})"/>`;
}

function bends(points, radius = 10) {
  let d = `M${points[0].join(' ')}`;
  for (let i = 1; i < points.length - 1; i++) {
    const before = towards(points[i], points[i - 1], radius);
    const after = towards(points[i], points[i + 1], radius);
    d += ` L${before.join(' ')} Q${points[i].join(' ')} ${after.join(' ')}`;
  }
  return `${d} L${points.at(-1).join(' ')}`;
}

function towards([x, y], [toX, toY], distance) {
  const length = Math.hypot(toX - x, toY - y);
  const part = Math.min(distance, length / 2) / length;
  return [round(x + (toX - x) * part), round(y + (toY - y) * part)];
}

function round(number) {
  return Math.round(number * 10) / 10;
}

/** @param title - what the picture says to somebody who cannot see it */
export function picture(height, title, parts, pictureWidth = width) {
  const heads = kinds.map(
    (kind) =>
      `<marker id="head${kind && `-${kind}`}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" ` +
      `markerUnits="userSpaceOnUse" orient="auto"><path class="head ${kind}" d="M0 0 L10 5 L0 10 z"/></marker>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${pictureWidth} ${height}" width="${pictureWidth}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>${style}</style>`,
    `<defs>${heads.join('')}</defs>`,
    `<rect class="paper" width="${pictureWidth}" height="${height}" rx="10"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/** Writes docs/images/NAME, or prints it when the script is called with `--print`. */
export function put(name, svg) {
  if (process.argv.includes('--print')) process.stdout.write(svg);
  else writeFileSync(new URL(`../docs/images/${name}`, import.meta.url), svg);
}

/** @throws Error that names what is in one list only: a picture shows all that there is, and nothing else */
export function compare(shown, existing, what) {
  const missing = existing.filter((one) => !shown.includes(one));
  const surplus = shown.filter((one) => !existing.includes(one));
  if (missing.length > 0) throw new Error(`${what} without a place in the picture: ${missing.join(', ')}`);
  if (surplus.length > 0) throw new Error(`in the picture, yet no ${what}: ${surplus.join(', ')}`);
}
