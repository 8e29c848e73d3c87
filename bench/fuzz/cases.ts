import { corpus } from './corpus.ts';
import { mutate } from './mutate.ts';
import { mixed, randomOf, type Random } from './random.ts';

/** What a server does in answer to one request. Client and server make the same from the same seed and number. */
export interface FuzzCase {
  /** All of what is sent. */
  readonly bytes: Buffer;
  /** The same as it is cut. */
  readonly pieces: readonly Buffer[];
  /** What comes behind: FIN, RST, or nothing until the client has had time for another request. */
  readonly ending: 'end' | 'reset' | 'stay';
}

export function fuzzCase(seed: number, number: number): FuzzCase {
  const random = randomOf(seed, number);
  const times = random.pick([0, 1, 1, 1, 1, 2, 2, 4]);
  const text = mutate(random.pick(corpus), random.pick(corpus), times, random);
  const token = tokenOf(seed, number);
  const bytes = Buffer.from(text.replaceAll('%T', token).replaceAll('%L', String(token.length)), 'latin1');
  return {
    bytes,
    pieces: cut(bytes, random),
    ending: random.pick(['end', 'end', 'end', 'stay', 'stay', 'reset']),
  };
}

export function methodOf(seed: number, number: number): 'GET' | 'HEAD' | 'POST' {
  const methods = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'HEAD', 'POST'] as const;
  return methods[mixed(seed, number) % methods.length] ?? 'GET';
}

export function pathOf(seed: number, number: number): string {
  return `/${tokenOf(seed, number)}`;
}

/** One that no mutation makes out of another. */
export function tokenOf(seed: number, number: number): string {
  return `${number}-${mixed(seed, number, 0x746f6b).toString(16).padStart(8, '0')}`;
}

/** The number in a token, if it is one. */
export function numberOf(seed: number, token: string): number | undefined {
  const number = Number.parseInt(token, 10);
  return number >= 0 && number < 2 ** 31 && tokenOf(seed, number) === token ? number : undefined;
}

function cut(bytes: Buffer, random: Random): Buffer[] {
  const cuts = random.pick([0, 0, 1, 1, 2, 5]);
  const everyByte = bytes.length < 100 && random.oneIn(20);
  const borders = everyByte
    ? [...bytes.keys()]
    : Array.from({ length: cuts }, () => random.below(bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...borders].map((from, i) => bytes.subarray(from, borders[i] ?? bytes.length));
}
