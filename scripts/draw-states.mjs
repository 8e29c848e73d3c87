// Draws docs/images/states.svg from the table that the connection runs from. Where its rows stand is said here; a row
// without a place is an error.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { arrow, box, compare, picture, put, text } from './draw-svg.mjs';

const { stateTable, State } = await load(`
  export { stateTable } from './src/connection/connection-state.ts';
  export { State } from './src/values/state.ts';
`);
const rows = stateTable.map(([from, event, to]) => rowName(State[from], event, State[to]));

const size = { w: 124, h: 42 };
const places = {
  Unconnected: { x: 156, y: 72 },
  Closing: { x: 630, y: 72 },
  HostLookup: { x: 156, y: 242 },
  Connecting: { x: 156, y: 378 },
  Sending: { x: 404, y: 378 },
  Reading: { x: 630, y: 378 },
  Connected: { x: 630, y: 242 },
};

/** States that have a row in common: it is drawn once, from the zone around them. */
const opening = ['HostLookup', 'Connecting'];
const open = [...opening, 'Sending', 'Reading', 'Connected'];
const zones = [
  box({ x: 386, y: 314, w: 708, h: 270 }, 'zone', 14),
  text(730, 200, 'a connection stands, or is being opened', 'small end'),
  box({ x: 156, y: 315, w: 160, h: 224 }, 'zone', 14),
  text(156, 418, 'being opened', 'small middle'),
];

/** Where each row goes that the table has: its states and its event, the bends of its line, the middle of its text, its colour. */
const lines = [
  [['Unconnected'], 'lookup', 'HostLookup', '128,93 128,221', [128, 148]],
  [['Unconnected'], 'connect', 'Connecting', '94,84 52,84 52,378 94,378', [52, 148]],
  [['Unconnected'], 'write', 'Sending', '218,84 372,84 372,357', [372, 148], 'dotted'],
  [['HostLookup'], 'connect', 'Connecting', '156,263 156,357', [156, 311]],
  [['Connecting'], 'connected', 'Sending', '218,386 342,386', [285, 386]],
  [['Sending'], 'firstByte', 'Reading', '466,378 568,378', [516, 378]],
  [['Reading'], 'answered', 'Connected', '630,357 630,263', [630, 311]],
  [['Reading'], 'write', 'Sending', '600,399 600,417 424,417 424,399', [516, 417]],
  [['Connected'], 'write', 'Sending', '568,257 440,257 440,357', [440, 311]],
  [['Connected'], 'lookup', 'HostLookup', '568,227 218,227', [480, 227]],
  [['Connected'], 'connect', 'Connecting', '568,242 288,242 288,364 218,364', [288, 311]],
  [opening, 'failed', 'Unconnected', '188,203 188,93', [188, 148], 'bad'],
  [open, 'close', 'Closing', '630,179 630,93', [630, 148], 'bad'],
  [['Closing'], 'closed', 'Unconnected', '568,62 218,62', [470, 62]],
];

const states = Object.values(State).filter((name) => typeof name === 'string');
compare(Object.keys(places), states, 'state');
const namesOf = ([from, event, to]) => from.map((state) => rowName(state, event, to));
const drawn = lines.filter((line) => namesOf(line).some((name) => rows.includes(name)));
compare(drawn.flatMap(namesOf), rows, 'row');

put(
  'states.svg',
  picture(490, `The states of a connection. ${rows.join('; ')}.`, [
    ...zones,
    ...drawn.map(([, , , points, , kind]) => arrow(points, kind)),
    arrow('156,20 156,51'),
    '<circle class="head" cx="156" cy="19" r="5"/>',
    ...drawn.map(([, event, , , [x, y], kind]) =>
      text(x, y + 4.5, event, `code middle${kind === 'bad' ? ' bad' : ''}`),
    ),
    ...Object.entries(places).flatMap(([name, { x, y }]) => [
      box({ x, y, ...size }, open.includes(name) ? 'box way' : name === 'Closing' ? 'box bad' : 'box'),
      text(x, y + 5.5, name, 'name middle'),
    ]),
    text(32, 472, 'Dotted: a dispatcher that was handed in and does not show what its connection does.', 'small'),
  ]),
);

function rowName(from, event, to) {
  return `${from} ${event} ${to}`;
}

/** Runs TypeScript of src/ as it stands there. */
async function load(contents) {
  const resolveDir = fileURLToPath(new URL('..', import.meta.url));
  const { outputFiles } = await build({ stdin: { contents, resolveDir }, bundle: true, format: 'esm', write: false });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
