// Draws docs/images/demo.svg: the screen that `npm start` leaves behind, recorded in a terminal of tmux. Run it after a
// build, and again whenever the demonstration changes.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { escape, put } from './draw-svg.mjs';

const columns = 92;
const rows = 60;
const cell = { w: 8, h: 18 };
const margin = { x: 20, top: 52, bottom: 18 };

const screen = record(`${process.execPath} dist/cli/qhttp.js`);
if (!screen.at(-1)?.startsWith('Now with real URLs'))
  throw new Error(`the run did not end well:\n${screen.join('\n')}`);
put('demo.svg', draw(['$ npm start', '', ...screen]));

/** Runs a command in a terminal of its own; the lines of the screen when it has ended. */
function record(command) {
  // A server of its own, so that nobody's settings or sessions are touched.
  const tmux = (...args) =>
    execFileSync('tmux', ['-L', `draw-run-${process.pid}`, '-f', '/dev/null', ...args], { encoding: 'utf8' });
  const size = ['-x', String(columns), '-y', String(rows)];
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  tmux('new-session', '-d', ...size, '-c', cwd, `${command}; tmux wait-for -S ended; sleep 60`);
  try {
    tmux('wait-for', 'ended');
    return tmux('capture-pane', '-p')
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd());
  } finally {
    tmux('kill-server');
  }
}

function draw(lines) {
  const width = columns * cell.w + 2 * margin.x;
  const height = lines.length * cell.h + margin.top + margin.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">`,
    '<title>npm start: a queue of requests with its progress, and the order of their signals</title>',
    `<style>
  svg { --paper: #f6f8fa; --ink: #1f2328; --edge: #d1d9e0; --faint: #818b98; }
  @media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #e6edf3; --edge: #3d444d; --faint: #7d8590; } }
  .paper { fill: var(--paper); stroke: var(--edge); }
  .dot { fill: var(--edge); }
  .full { fill: var(--ink); }
  .empty { fill: var(--ink); opacity: 0.2; }
  text { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 13px; fill: var(--ink); white-space: pre; }
</style>`,
    `<rect class="paper" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>`,
    ...[0, 1, 2].map((n) => `<circle class="dot" cx="${margin.x + 6 + n * 20}" cy="22" r="6"/>`),
    ...lines.flatMap((line, row) => drawLine(line, margin.top + row * cell.h)),
    '</svg>\n',
  ].join('\n');
}

/** Bars as rectangles and words as text of a known width, so that it looks the same in every font. */
function drawLine(line, top) {
  return [...line.matchAll(/█+|░+|[^█░\s]+(?: [^█░\s]+)*/g)].map(({ 0: run, index }) => {
    const x = margin.x + index * cell.w;
    const length = run.length * cell.w;
    const kind = run.startsWith('█') ? 'full' : run.startsWith('░') ? 'empty' : undefined;
    if (kind) return `<rect class="${kind}" x="${x}" y="${top + 3}" width="${length}" height="${cell.h - 6}"/>`;
    return `<text x="${x}" y="${top + 13}" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escape(run)}</text>`;
  });
}
