// Draws what the benchmarks have measured: for each JSON in a folder a picture beside it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { picture, text, width } from './draw-svg.mjs';

const labelWidth = 290;

/** @param rows - name, value and what is written behind the bar */
function bars(title, rows) {
  const most = Math.max(...rows.map(([, value]) => value));
  const scale = (width - labelWidth - 150) / most;
  const parts = [text(20, 34, title, 'name')];
  rows.forEach(([name, value, words], i) => {
    const y = 74 + 34 * i;
    const isOurs = name.includes('rx-qhttp');
    parts.push(text(labelWidth - 10, y, name, 'end'));
    parts.push(
      `<rect class="box ${isOurs ? 'way' : ''}" x="${labelWidth}" y="${y - 16}" width="${Math.max(1, value * scale).toFixed(1)}" height="22" rx="3"/>`,
    );
    parts.push(text(labelWidth + value * scale + 10, y, words, 'small'));
  });
  return picture(74 + 34 * rows.length, title, parts);
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** @param lines - name, kind and points; both axes are logarithmic */
function plot(title, xName, yName, lines) {
  const all = lines.flatMap(({ points }) => points);
  const range = (values) => [Math.min(...values), Math.max(...values)].map(Math.log10);
  const [x0, x1] = range(all.map(([x]) => x));
  const [low, high] = range(all.map(([, y]) => y));
  const [y0, y1] = [Math.floor(low), Math.max(Math.floor(low) + 1, Math.ceil(high))];
  const [left, right, top, bottom] = [80, width - 130, 60, 320];
  const x = (value) => left + ((Math.log10(value) - x0) / (x1 - x0)) * (right - left);
  const y = (value) => bottom - ((Math.log10(value) - y0) / (y1 - y0)) * (bottom - top);
  const parts = [text(20, 34, title, 'name'), text(left - 60, top - 8, yName, 'small')];
  for (let power = y0; power <= y1; power++) {
    parts.push(`<path class="line dotted" d="M${left} ${y(10 ** power)} H${right}"/>`);
    parts.push(text(left - 10, y(10 ** power) + 5, compact.format(10 ** power), 'small end'));
  }
  for (const value of new Set(all.map(([at]) => at)))
    parts.push(text(x(value), bottom + 22, compact.format(value), 'small middle'));
  parts.push(text((left + right) / 2, bottom + 46, xName, 'small middle'));
  const ends = lines.map(({ points }) => y(points.at(-1)[1]));
  lines.forEach(({ name, kind, points }, i) => {
    const d = points.map(([px, py], k) => `${k ? 'L' : 'M'}${x(px).toFixed(1)} ${y(py).toFixed(1)}`).join(' ');
    parts.push(`<path class="line ${kind}" d="${d}"/>`);
    for (const [px, py] of points)
      parts.push(`<circle class="head ${kind}" cx="${x(px).toFixed(1)}" cy="${y(py).toFixed(1)}" r="4"/>`);
    const isBelow =
      lines.length > 1 &&
      Math.abs(ends[0] - ends[1]) < 18 &&
      ends[i] === Math.max(...ends) &&
      i === ends.lastIndexOf(Math.max(...ends));
    parts.push(text(right + 10, ends[i] + (isBelow ? 16 : 0), name, kind));
  });
  return picture(bottom + 66, title, parts);
}

const drawers = {
  sequential: ({ title, results }) => [['', byCpu(title, results)]],
  queued: ({ title, results }) => [['', byCpu(title, results)]],
  download: ({ title, results }) => [['', byThroughput(title, results)]],
  upload: ({ title, results }) => [['', byThroughput(title, results)]],
  pool: ({ title, results: { pool, agent } }) => [
    [
      '',
      bars(`${title}: CPU of each request`, [
        ['undici Agent', agent, micro(agent)],
        ['rx-qhttp, pool', pool, micro(pool)],
      ]),
    ],
  ],
  waiting: ({ results }) => [
    [
      '',
      plot('What each command costs, by how many wait', 'commands that wait', 'microseconds', [
        { name: 'carry it out', kind: 'way', points: results.map(({ commands, running }) => [commands, running]) },
        { name: 'queue it', kind: 'back', points: results.map(({ commands, queueing }) => [commands, queueing]) },
      ]),
    ],
  ],
  early: ({ results }) => [
    [
      '',
      plot('How many times as fast as one after the other', 'requests on their way', 'rate', [
        { name: 'behind 20 ms', kind: 'way', points: ratesAt(results, (delayMs) => delayMs > 0) },
        { name: 'loopback', kind: 'back', points: ratesAt(results, (delayMs) => delayMs === 0) },
      ]),
    ],
  ],
  growth: ({ results }) =>
    results.map(({ of, points }) => [
      `-${of.match(/^\w+/)[0]}`,
      plot(`What a request costs, by ${of}`, of, 'microseconds of CPU', [
        { name: 'rx-qhttp', kind: 'way', points: points.map(({ at, ours }) => [at, ours]) },
        { name: 'bare undici', kind: 'back', points: points.map(({ at, bare }) => [at, bare]) },
      ]),
    ]),
};

function ratesAt(results, isWanted) {
  return results.filter(({ delayMs }) => isWanted(delayMs)).map(({ pipelining, rate }) => [pipelining, rate.median]);
}

function micro(value) {
  return `${value.toFixed(0)} us`;
}

function byCpu(title, results) {
  const rows = results.toSorted((a, b) => a.ratio.median - b.ratio.median);
  return bars(
    `${title}: CPU of each`,
    rows.map(({ name, cpu, ratio }) => [name, cpu, `${micro(cpu)}, ${ratio.median.toFixed(2)} x`]),
  );
}

function byThroughput(title, results) {
  return bars(
    `${title}: MiB each second`,
    results.map(({ name, throughput, peak }) => [
      name,
      throughput,
      `${throughput.toFixed(0)} (${peak.toFixed(0)} MiB)`,
    ]),
  );
}

const folder = process.argv[2];
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const name = file.slice(0, -'.json'.length);
  const data = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  for (const [suffix, svg] of drawers[name]?.(data) ?? []) writeFileSync(join(folder, `${name}${suffix}.svg`), svg);
}
