import type { ByteSource } from '../../src/body/byte-source.js';

/** The pieces that a source gives. */
export async function piecesFrom(source: ByteSource): Promise<Uint8Array[]> {
  const opened = source.open();
  return opened instanceof Uint8Array ? [opened] : collected(opened);
}

export async function sizesOf(source: ByteSource): Promise<number[]> {
  return (await piecesFrom(source)).map((piece) => piece.byteLength);
}

/** All its bytes as UTF-8 text. */
export async function textOf(source: ByteSource): Promise<string> {
  return Buffer.concat(await piecesFrom(source)).toString();
}

/** The same of pieces that were opened before. */
export async function textFrom(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await collected(pieces)).toString();
}

/** An iterable that gives these values. */
export async function* giving<T>(...values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}

async function collected(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}
