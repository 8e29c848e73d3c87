import { BytesSource } from '../../src/body/bytes-source.js';
import { pieceBytes } from '../../src/body/byte-source.js';
import { sizesOf } from './source-bytes.js';

describe('BytesSource', () => {
  test.each([
    ['nothing', 0, [0]],
    ['a byte', 1, [1]],
    ['one byte less than a piece', pieceBytes - 1, [pieceBytes - 1]],
    ['a piece', pieceBytes, [pieceBytes]],
    ['one byte more than a piece', pieceBytes + 1, [pieceBytes, 1]],
    ['two pieces', 2 * pieceBytes, [pieceBytes, pieceBytes]],
  ])('gives %s in pieces of at most 64 KiB', async (_what, size, sizes) => {
    expect(await sizesOf(new BytesSource(new Uint8Array(size)))).toEqual(sizes);
  });

  test('gives views of the bytes and no copies', () => {
    const bytes = new Uint8Array(pieceBytes + 1);

    const pieces = [...(new BytesSource(bytes).open() as Iterable<Uint8Array>)];

    expect(pieces.map((piece) => piece.buffer === bytes.buffer)).toEqual([true, true]);
  });

  test('can be read again, from the beginning', async () => {
    const source = new BytesSource(new Uint8Array(pieceBytes + 1));
    const pieces = source.open() as Iterable<Uint8Array>;
    pieces[Symbol.iterator]().next();
    source.cancel();

    expect([source.isRepeatable, await sizesOf(source)]).toEqual([true, [pieceBytes, 1]]);
  });
});
