import { BlobSource } from '../../src/body/blob-source.js';
import { pieceBytes } from '../../src/body/byte-source.js';
import { piecesFrom, sizesOf, textFrom, textOf } from './source-bytes.js';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A Blob whose stream is this one. */
function blobOver(stream: ReadableStream<Uint8Array>): Blob {
  return Object.assign(new Blob(['....']), { stream: () => stream });
}

describe('BlobSource', () => {
  test('puts bytes and Blobs one behind the other', async () => {
    const source = new BlobSource([bytes('a'), new Blob(['bc']), bytes(''), new Blob([]), bytes('d')], undefined);

    expect([source.length, await textOf(source)]).toEqual([4, 'abcd']);
  });

  test('gives nothing for an empty Blob', async () => {
    expect(await sizesOf(new BlobSource([new Blob([])], undefined))).toEqual([]);
  });

  test.each([pieceBytes - 1, pieceBytes, pieceBytes + 1, 3 * pieceBytes])(
    'gives %i bytes in pieces of at most 64 KiB',
    async (size) => {
      const sizes = await sizesOf(new BlobSource([new Uint8Array(size), new Blob([new Uint8Array(size)])], undefined));

      expect([sizes.reduce((sum, piece) => sum + piece), Math.max(...sizes) <= pieceBytes]).toEqual([2 * size, true]);
    },
  );

  test('can be read again, from the beginning', async () => {
    const source = new BlobSource([bytes('ab'), new Blob(['cd'])], 'text/plain');
    await source.open()[Symbol.asyncIterator]().next();
    source.cancel();

    expect([source.isRepeatable, source.contentType, await textOf(source)]).toEqual([true, 'text/plain', 'abcd']);
  });

  test('tells a Blob that cannot be read as a body that cannot', async () => {
    const cause = new Error('the file has changed');
    const broken = blobOver(new ReadableStream({ pull: (controller) => controller.error(cause) }));

    await expect(piecesFrom(new BlobSource([bytes('a'), broken], undefined))).rejects.toMatchObject({
      name: 'SourceError',
      message: 'The body could not be read: the file has changed',
      cause,
    });
  });

  test('cancels the stream of the Blob when the reader goes away between two pieces', async () => {
    let isCancelled = false;
    const cancel = () => void (isCancelled = true);
    const endless = blobOver(new ReadableStream({ pull: (controller) => controller.enqueue(bytes('a')), cancel }));
    const pieces = new BlobSource([endless], undefined).open()[Symbol.asyncIterator]();
    await pieces.next();

    await pieces.return();

    expect(isCancelled).toBe(true);
  });

  test.each([
    ['in the middle', [bytes('next part')]],
    ['at the end', []],
  ])('is an error to whoever reads on when it is cancelled while a piece %s is waited for', async (_where, rest) => {
    let isCancelled = false;
    const silent = blobOver(new ReadableStream({ cancel: () => void (isCancelled = true) }));
    const source = new BlobSource([silent, ...rest], undefined);
    const pieces = source.open()[Symbol.asyncIterator]();
    const waiting = pieces.next();

    source.cancel();

    await expect(waiting).rejects.toThrow('nobody wants it any more');
    expect(isCancelled).toBe(true);
  });

  test('is an error to whoever reads on when it is cancelled between two pieces', async () => {
    const source = new BlobSource([bytes('a'), bytes('b'), new Blob(['c'])], undefined);
    const pieces = source.open()[Symbol.asyncIterator]();
    await pieces.next();

    source.cancel();

    await expect(pieces.next()).rejects.toThrow('nobody wants it any more');
  });

  test('a reading that was cancelled does not end a later one', async () => {
    const source = new BlobSource([bytes('a'), new Blob(['b']), bytes('c')], undefined);
    const first = source.open()[Symbol.asyncIterator]();
    await first.next();
    source.cancel();

    const second = source.open()[Symbol.asyncIterator]();
    const beginning = await second.next();

    await expect(first.next()).rejects.toThrow('nobody wants it any more');
    expect(await textFrom(second)).toBe('bc');
    expect(beginning.value).toEqual(bytes('a'));
  });
});
