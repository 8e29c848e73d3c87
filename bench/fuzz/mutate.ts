import type { Random } from './random.ts';

/** Bytes that parsers stumble over. */
const interesting: readonly string[] = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '\0',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '-',
  '\x7f',
  '\x80',
  '\xff',
  '0',
  '00000000000000000000',
  '0\r\n\r\n',
  'ffffffffffffffff',
  '9223372036854775808',
  '4294967296',
  'HTTP/1.1 200 OK\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\n\r\n',
  '\r\nContent-Length: 1\r\n',
  '\r\nContent-Length: 1000000\r\n',
  '\r\nTransfer-Encoding: chunked\r\n',
  '\r\nTransfer-Encoding: gzip\r\n',
  '\r\nConnection: close\r\n',
  '\r\nUpgrade: x\r\nConnection: upgrade\r\n',
  '\r\n folded\r\n',
];

type Mutation = (text: string, random: Random, other: string) => string;

const mutations: readonly Mutation[] = [
  (text, random) => put(text, placeIn(text, random), 1, String.fromCharCode(random.below(256))),
  (text, random) => put(text, placeIn(text, random), 0, String.fromCharCode(random.below(256))),
  (text, random) => {
    const at = placeIn(text, random);
    return put(text, at, 1, String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << random.below(8))));
  },
  (text, random) => put(text, placeIn(text, random), 1 + random.below(8), ''),
  (text, random) => put(text, placeIn(text, random), 0, random.pick(interesting)),
  (text, random) => put(text, placeIn(text, random), random.below(4), random.pick(interesting)),
  (text, random) => text.slice(0, placeIn(text, random)),
  (text, random) => (random.oneIn(4) ? text.slice(random.below(Math.min(text.length, 20) + 1)) : text),
  (text, random, other) => text.slice(0, placeIn(text, random)) + other.slice(random.below(other.length + 1)),
  (text, random) => {
    const at = placeIn(text, random);
    const piece = text.slice(at, at + 1 + random.below(40));
    return put(text, at, 0, piece.repeat(1 + random.below(random.oneIn(20) ? 200 : 3)));
  },
  (text, random) => {
    const lines = text.split('\r\n');
    const [from, to] = [random.below(lines.length), random.below(lines.length)];
    [lines[from], lines[to]] = [lines[to] ?? '', lines[from] ?? ''];
    return lines.join('\r\n');
  },
  (text, random) => {
    const numbers = [...text.matchAll(/\d+/g)];
    const found = numbers[random.below(numbers.length + 1)];
    if (!found) return text.replaceAll('\r\n', '\n');
    const wanted = random.pick(['0', '1', '99', '100', '101', '199', '204', '304', '65536', '-1', '0x10', '1e3', '']);
    return put(text, found.index, found[0].length, wanted);
  },
];

/** Heads are long, and what is wrong with one is soon told: every other time behind it. */
function placeIn(text: string, random: Random): number {
  const head = text.indexOf('\r\n\r\n');
  const from = head >= 0 && random.oneIn(2) ? head + 2 : 0;
  return from + random.below(text.length - from + 1);
}

function put(text: string, at: number, instead: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at + instead);
}

/** Mutates a text so many times, one byte a letter; another one is there to be spliced in. */
export function mutate(text: string, other: string, times: number, random: Random): string {
  let mutated = text;
  for (let i = 0; i < times; i++) mutated = random.pick(mutations)(mutated, random, other);
  return mutated;
}
