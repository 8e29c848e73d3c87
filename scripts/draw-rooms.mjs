// Draws docs/images/rooms.svg: the rooms of src/ with the arrows that the linter keeps, and the way of a request through
// them. Of the arrows only those are drawn that do not follow from others. Where rooms and arrows stand is said here; a
// room or an arrow without a place, or a place without one, is an error.
import { existsSync } from 'node:fs';
import { rooms } from '../eslint.rooms.js';
import { arrow, box, compare, picture, put, text } from './draw-svg.mjs';

const wide = { w: 220, h: 56 };
const narrow = { w: 140, h: 56 };

/** Place, name and two words about each room; `way`: a request passes through it. */
const places = {
  cli: { x: 150, y: 52, ...wide, name: 'src/cli/', about: 'the command line' },
  'index.ts': { x: 150, y: 164, ...wide, name: 'src/index.ts', about: 'the entry: a list of exports' },
  face: { x: 550, y: 164, ...wide, name: 'src/qhttp.ts', about: 'calls, getters, Subjects', way: true },
  queue: { x: 210, y: 292, ...wide, name: 'src/queue/', about: 'order: one at a time', way: true },
  commands: { x: 550, y: 292, ...wide, name: 'src/commands/', about: 'a cold Observable each', way: true },
  connection: { x: 550, y: 404, ...wide, name: 'src/connection/', about: 'one keep-alive connection', way: true },
  signals: { x: 113, y: 532, ...narrow, name: 'src/signals/', about: 'one order for all' },
  body: { x: 291, y: 532, ...narrow, name: 'src/body/', about: 'sources and sinks' },
  values: { x: 469, y: 532, ...narrow, name: 'src/values/', about: 'enums, errors' },
  headers: { x: 647, y: 532, ...narrow, name: 'src/headers/', about: 'header classes' },
};
const outside = [
  { x: 550, y: 52, ...wide, name: 'your program', about: 'http.get(path)' },
  { x: 210, y: 404, ...wide, name: 'Dispatcher', about: "undici's, or one handed in" },
];

/** Rooms that know nothing but each other. They stand in one zone, and arrows into it lead to whatever is in it. */
const leaves = ['signals', 'body', 'values', 'headers'];
const leafZone = [box({ x: 380, y: 522, w: 700, h: 112 }, 'zone', 14), text(44, 488, 'leaves', 'small')];

/** Imports. Those on the way of a request are drawn with it. */
const imports = [
  ['cli', ['index.ts'], '150,80 150,136'],
  ['index.ts', ['face'], '260,164 440,164'],
  ['face', ['queue'], '480,192 480,220 195,220 195,264', 'way'],
  ['face', ['commands'], '550,192 550,264'],
  ['commands', ['connection'], '540,320 540,376', 'way'],
  ['connection', ['signals', 'body'], '550,432 550,466'],
  ['body', ['values'], '361,532 399,532'],
  ['values', ['headers'], '539,532 577,532'],
];
const calls = ['540,80 540,136', '320,284 440,284', '440,396 320,396'];
const signals = [
  '320,412 440,412',
  '560,376 560,320',
  '440,300 320,300',
  '225,264 225,238 500,238 500,192',
  '560,136 560,80',
];

const existing = Object.keys(rooms).filter((room) => room === 'face' || existsSync(new URL(room, source())));
compare(Object.keys(places), existing, 'room');
const drawn = imports.flatMap(([from, to]) => to.map((one) => `${from} -> ${one}`));
compare(
  drawn,
  existing.flatMap((from) => neededOf(from).map((to) => `${from} -> ${to}`)),
  'arrow',
);
const behind = leaves.flatMap((leaf) => rowOf(leaf)).filter((room) => !leaves.includes(room));
if (behind.length > 0) throw new Error(`no leaf: it leads to ${behind.join(', ')}`);

put(
  'rooms.svg',
  picture(634, `The rooms of src/ and who may import whom. ${drawn.join('; ')}.`, [
    ...leafZone,
    ...imports.map(([, , points, kind]) => arrow(points, kind)),
    ...calls.map((points) => arrow(points, 'way')),
    ...signals.map((points) => arrow(points, 'back')),
    ...outside.flatMap((one) => titled(one, 'box outside')),
    ...Object.values(places).flatMap((room) => titled(room, room.way ? 'box way' : 'box')),
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
  return [arrow(`${x},610 ${x + 38},610`, kind), text(x + 46, 614.5, words, 'small')];
}

function source() {
  return new URL('../src/', import.meta.url);
}

/** The rooms that a room may import, of those that are there. */
function rowOf(room) {
  return rooms[room].filter((other) => other === 'face' || existsSync(new URL(other, source())));
}

function reachedFrom(room) {
  return new Set(rowOf(room).flatMap((other) => [other, ...reachedFrom(other)]));
}

/** The arrows of a room that do not follow from its others. */
function neededOf(room) {
  const row = rowOf(room);
  return row.filter((to) => !row.some((other) => reachedFrom(other).has(to)));
}
