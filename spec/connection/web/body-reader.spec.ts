import { pieceReader } from '../../../src/connection/web/body-reader.js';

/** A stream of bytes, as the body of an answer is, which gives one piece for each read. */
function byteStream(...pieces: readonly string[]): ReadableStream<Uint8Array> {
  const rest = [...pieces];
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const piece = rest.shift();
      if (piece === undefined) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else controller.enqueue(new TextEncoder().encode(piece));
    },
  });
}

async function textsOf(body: ReadableStream<Uint8Array>): Promise<string[]> {
  const pieces = await piecesOf(body);
  return pieces.map((piece) => new TextDecoder().decode(piece));
}

async function piecesOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array[]> {
  const readPiece = pieceReader(body);
  const pieces: Uint8Array[] = [];
  for (let piece = await readPiece(); piece; piece = await readPiece()) pieces.push(piece);
  return pieces;
}

describe('the pieces of a body', () => {
  test('stay what they are when the next ones come, of the same body and of another one', async () => {
    const first = await piecesOf(byteStream('one', 'two', 'three'));
    const [second, third] = await Promise.all([textsOf(byteStream('four', 'five')), textsOf(byteStream('six'))]);

    expect([first.map((piece) => new TextDecoder().decode(piece)), second, third]).toEqual([
      ['one', 'two', 'three'],
      ['four', 'five'],
      ['six'],
    ]);
  });

  test('cost their bytes, and share no memory', async () => {
    const pieces = await piecesOf(byteStream('one', 'two'));

    expect(pieces.map(({ buffer, byteOffset }) => [buffer.byteLength, byteOffset])).toEqual([
      [3, 0],
      [3, 0],
    ]);
  });

  test('come as they are where a body is no stream of bytes', async () => {
    const whole = new Uint8Array([1, 2, 3]);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(whole);
        controller.close();
      },
    });

    const [piece] = await piecesOf(body);

    expect(piece).toBe(whole);
  });

  test('end with the error of a body that breaks off, and the next body is read as ever', async () => {
    const broken = new ReadableStream<Uint8Array>({
      type: 'bytes',
      pull(controller) {
        controller.error(new Error('broken off'));
      },
    });

    await expect(piecesOf(broken)).rejects.toThrow('broken off');
    expect(await textsOf(byteStream('next'))).toEqual(['next']);
  });
});
