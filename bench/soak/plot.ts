/** Draws curves over time, one picture with a panel for each unit. */

export interface Panel {
  readonly title: string;
  readonly curves: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const width = 760;
const left = 70;
const right = 150;
const panelHeight = 130;
const gap = 46;
const colours = ['one', 'two'];

const style = `
  svg { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --one: #0969da; --two: #bc4c00; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --line: #30363d; --one: #58a6ff; --two: #f0883e; }
  }
  .paper { fill: var(--paper); }
  text { font-family: system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; font-size: 13px; fill: var(--faint); }
  .title { font-size: 15px; font-weight: 600; fill: var(--ink); }
  .end { text-anchor: end; } .middle { text-anchor: middle; }
  .grid { stroke: var(--line); }
  polyline { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
  polyline.one { stroke: var(--one); } polyline.two { stroke: var(--two); }
  text.one { fill: var(--one); } text.two { fill: var(--two); }
`;

/** @param minutes - of each value */
export function plot(minutes: readonly number[], panels: readonly Panel[], description: string): string {
  const height = 20 + panels.length * (panelHeight + gap) + 24;
  const last = minutes.at(-1) ?? 1;
  const x = (minute: number) => left + (minute / last) * (width - left - right);
  const drawn = panels.map((panel, i) => drawPanel(panel, minutes, x, 40 + i * (panelHeight + gap)));
  const step = [1, 2, 5, 10, 30, 60].find((one) => last / one <= 10) ?? 120;
  const ticks: string[] = [];
  for (let minute = 0; minute <= last; minute += step) {
    ticks.push(`<text class="middle" x="${round(x(minute))}" y="${height - 14}">${minute} min</text>`);
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">`,
    `<title>${description}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="10"/>`,
    ...drawn,
    ...ticks,
    '</svg>\n',
  ].join('\n');
}

function drawPanel(
  { title, curves }: Panel,
  minutes: readonly number[],
  x: (m: number) => number,
  top: number,
): string {
  const largest = roundUp(Math.max(1, ...curves.flatMap(({ values }) => values)));
  const y = (value: number) => top + panelHeight * (1 - value / largest);
  const grid = [0, largest / 2, largest].map(
    (value) =>
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${round(y(value))}" y2="${round(y(value))}"/>` +
      `<text class="end" x="${left - 8}" y="${round(y(value) + 4)}">${value}</text>`,
  );
  const lines = curves.map(({ values }, i) => {
    const points = values.map((value, n) => `${round(x(minutes[n] ?? 0))},${round(y(value))}`);
    return `<polyline class="${colours[i] ?? ''}" points="${points.join(' ')}"/>`;
  });
  const names = apart(curves.map(({ values }) => y(values.at(-1) ?? 0) + 4)).map(
    (at, i) =>
      `<text class="${colours[i] ?? ''}" x="${width - right + 8}" y="${round(at)}">${curves[i]?.name ?? ''}</text>`,
  );
  return [`<text class="title" x="${left}" y="${top - 10}">${title}</text>`, ...grid, ...lines, ...names].join('\n');
}

/** Heights of two names, so that neither covers the other. */
function apart(heights: readonly number[]): number[] {
  const [first = 0, second] = heights;
  if (second === undefined) return [first];
  return Math.abs(first - second) >= 16 ? [first, second] : [Math.min(first, second) - 2, Math.min(first, second) + 16];
}

/** To a number that reads well when it is halved. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 6, 8, 10].find((one) => one * power >= value) ?? 10) * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
