// Draws docs/images/rooms.svg: the rooms of src/ with the arrows that the linter keeps, and the way of a request through
// them. Of the arrows only those are drawn that do not follow from others. Where rooms and arrows stand is said here; one
// without a place is an error.
import { existsSync } from 'node:fs';
import { rooms as table } from '../eslint.rooms.js';
import { arrow, box, picture, put, text } from './draw-svg.mjs';

const wide = { w: 220, h: 56 };
const middle = { w: 180, h: 56 };
const narrow = { w: 140, h: 56 };
const slim = { w: 120, h: 56 };
const leaf = { w: 124, h: 56 };

/** Place, name and a few words about each room; `way`: a request passes through it. */
const places = {
  cli: { x: 130, y: 52, ...middle, name: 'src/cli/', about: 'the command line' },
  'index.ts': { x: 130, y: 164, ...middle, name: 'src/index.ts', about: 'a list of exports' },
  browser: { x: 312, y: 52, ...slim, name: 'src/browser/', about: 'a list of exports' },
  angular: { x: 444, y: 52, ...slim, name: 'src/angular/', about: 'for HttpClient' },
  pool: { x: 330, y: 164, ...narrow, name: 'src/pool/', about: 'many pipelines' },
  operators: { x: 100, y: 292, ...narrow, name: 'src/operators/', about: 'over signals' },
  testing: { x: 100, y: 404, ...narrow, name: 'src/testing/', about: 'marbles' },
  face: { x: 570, y: 164, ...wide, name: 'src/qhttp.ts', about: 'calls, getters, signals', way: true },
  queue: { x: 300, y: 292, ...middle, name: 'src/queue/', about: 'order: one at a time', way: true },
  commands: { x: 570, y: 292, ...wide, name: 'src/commands/', about: 'a cold Observable each', way: true },
  connection: { x: 570, y: 404, ...wide, name: 'src/connection/', about: 'one keep-alive connection', way: true },
  auth: { x: 100, y: 532, ...leaf, name: 'src/auth/', about: 'challenges' },
  signals: { x: 240, y: 532, ...leaf, name: 'src/signals/', about: 'one order for all' },
  body: { x: 380, y: 532, ...leaf, name: 'src/body/', about: 'sources and sinks' },
  values: { x: 520, y: 532, ...leaf, name: 'src/values/', about: 'enums, errors' },
  headers: { x: 660, y: 532, ...leaf, name: 'src/headers/', about: 'header classes' },
};
const outside = [
  { x: 610, y: 52, ...narrow, name: 'your program', about: 'http.get(path)' },
  { x: 300, y: 404, ...middle, name: 'Dispatcher', about: 'undici’s, or another' },
];

/** Rooms that know nothing but each other. They stand in one zone, and an arrow to the zone leads to all of them. */
const leaves = ['auth', 'signals', 'body', 'values', 'headers'];
const leafZone = [box({ x: 380, y: 526, w: 720, h: 120 }, 'zone', 14), text(38, 488, 'leaves', 'small')];

/** Imports, drawn where they are needed. Those on the way of a request have its colour. */
const imports = [
  ['cli', ['index.ts'], '130,80 130,136'],
  ['cli', ['testing'], '40,52 16,52 16,404 30,404'],
  ['index.ts', ['face'], '220,164 460,164'],
  ['index.ts', ['pool'], '220,164 260,164'],
  ['index.ts', ['operators'], '100,192 100,264'],
  ['browser', ['pool'], '330,80 330,136'],
  ['browser', ['operators'], '275,80 275,108 240,108 240,236 140,236 140,264'],
  ['angular', ['pool'], '420,80 420,108 365,108 365,136'],
  ['angular', ['operators'], '460,80 460,122 430,122 430,206 240,206 240,236 140,236 140,264'],
  ['pool', ['face'], '400,164 460,164'],
  ['face', ['queue'], '500,192 500,220 285,220 285,264', 'way'],
  ['face', ['commands'], '570,192 570,264'],
  ['commands', ['connection'], '560,320 560,376', 'way'],
  ['operators', ['body'], '170,304 184,304 184,482 380,482 380,504'],
  ['testing', ['connection'], '170,416 198,416 198,449 500,449 500,432'],
  ['connection', ['auth', 'signals', 'body'], '570,432 570,466'],
  ['auth', ['values'], '100,560 100,574 520,574 520,560'],
  ['body', ['values'], '442,532 458,532'],
  ['values', ['headers'], '582,532 598,532'],
];
const calls = ['600,80 600,136', '390,284 460,284', '460,396 390,396'];
const signals = [
  '390,412 460,412',
  '580,376 580,320',
  '460,300 390,300',
  '315,264 315,238 520,238 520,192',
  '620,136 620,80',
];

const rows = existingRows();
const existing = Object.keys(rows);
const needed = existing.flatMap((from) => neededOf(from).map((to) => arrowName(from, to)));
const rooms = existing.map((room) => places[room] ?? fail(`the room ${room}`));
const arrows = imports.filter(([from, to]) => to.some((one) => needed.includes(arrowName(from, one))));
const placed = imports.flatMap(([from, to]) => to.map((one) => arrowName(from, one)));
for (const name of needed) if (!placed.includes(name)) fail(`the arrow ${name}`);
const behind = leaves.flatMap((leaf) => rows[leaf] ?? []).filter((room) => !leaves.includes(room));
if (behind.length > 0) throw new Error(`no leaf: it leads to ${behind.join(', ')}`);

put(
  'rooms.svg',
  picture(640, `The rooms of src/ and who may import whom. ${needed.join('; ')}.`, [
    ...leafZone,
    ...arrows.map(([, , points, kind]) => arrow(points, kind)),
    ...calls.map((points) => arrow(points, 'way')),
    ...signals.map((points) => arrow(points, 'back')),
    ...outside.flatMap((one) => titled(one, 'box outside')),
    ...rooms.flatMap((room) => titled(room, room.way ? 'box way' : 'box')),
    ...legend('way', 40, 'a request'),
    ...legend('back', 190, 'its signals'),
    ...legend('', 340, 'may import it, and what lies behind it'),
  ]),
);

function titled({ name, about, ...place }, classes) {
  const { x, y } = place;
  return [box(place, classes), text(x, y - 4, name, 'name middle'), text(x, y + 16, about, 'small middle')];
}

function legend(kind, x, words) {
  return [arrow(`${x},614 ${x + 38},614`, kind), text(x + 46, 618.5, words, 'small')];
}

/** The rows of the linter's table, of the rooms that are there; an entry is drawn as the room that stands behind it. */
function existingRows() {
  const isThere = (room) => room === 'face' || existsSync(new URL(`../src/${room}`, import.meta.url));
  const nameOf = (room) => room.replace(/\/index\.ts$/, '');
  const merged = {};
  for (const [room, row] of Object.entries(table).filter(([room]) => isThere(room))) {
    const name = nameOf(room);
    const others = row.filter((other) => isThere(other) && nameOf(other) !== name).map(nameOf);
    merged[name] = [...new Set([...(merged[name] ?? []), ...others])];
  }
  return merged;
}

function arrowName(from, to) {
  return `${from} -> ${to}`;
}

function fail(what) {
  throw new Error(`${what} has no place in the picture`);
}

function reachedFrom(room) {
  return new Set(rows[room].flatMap((other) => [other, ...reachedFrom(other)]));
}

/** The arrows of a room that do not follow from its others. */
function neededOf(room) {
  return rows[room].filter((to) => !rows[room].some((other) => reachedFrom(other).has(to)));
}
