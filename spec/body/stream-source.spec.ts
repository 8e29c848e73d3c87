import { pieceBytes } from '../../src/body/byte-source.js';
import { StreamSource } from '../../src/body/stream-source.js';
import { giving, piecesFrom, sizesOf, textOf } from './source-bytes.js';

/** An iterator by hand, which tells what was called on it. */
function watched(
  next: () => Promise<IteratorResult<unknown>>,
  onReturn: () => Promise<unknown> = () => Promise.resolve(),
) {
  const calls: string[] = [];
  const iterator = {
    next: () => {
      calls.push('next');
      return next();
    },
    return: () => {
      calls.push('return');
      return onReturn();
    },
  } as AsyncIterator<unknown>; // what a caller's own iterator may look like
  return { calls, source: new StreamSource({ [Symbol.asyncIterator]: () => iterator }) };
}

/** A promise whose outcome is not what the test is about. */
function ignored(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}

const done = { done: true, value: undefined } as const;

describe('StreamSource', () => {
  test('says that its length is unknown and that it is read once', () => {
    const { length, contentType, isRepeatable } = new StreamSource(giving());

    expect([length, contentType, isRepeatable]).toEqual([undefined, undefined, false]);
  });

  test('gives nothing for a stream without a value', async () => {
    expect(await sizesOf(new StreamSource(giving()))).toEqual([]);
  });

  test('takes bytes, ArrayBuffers and strings as UTF-8', async () => {
    const source = new StreamSource(
      giving<unknown>(Uint8Array.of(97), Buffer.from('b'), Uint8Array.of(99).buffer, 'ü'),
    );

    expect(await textOf(source)).toBe('abcü');
  });

  test.each([
    [pieceBytes, [pieceBytes]],
    [pieceBytes + 1, [pieceBytes, 1]],
    [0, []],
  ])('cuts a value of %i bytes into pieces of at most 64 KiB', async (size, sizes) => {
    expect(await sizesOf(new StreamSource(giving(new Uint8Array(size))))).toEqual(sizes);
  });

  test.each([
    ['a number', 1, 'a number'],
    ['null', null, 'null'],
    ['an object', {}, 'an object'],
  ])('ends the stream with an error when it gives %s', async (_what, value, named) => {
    const { calls, source } = watched(() => Promise.resolve({ value, done: false }));

    await expect(piecesFrom(source)).rejects.toMatchObject({
      name: 'SourceError',
      message: `The body could not be read: it gave ${named} where bytes were expected`,
    });
    expect(calls).toEqual(['next', 'return']);
  });

  test.each([
    ['at once', 0],
    ['after two values', 2],
  ])('tells the reason of a stream that fails %s', async (_when, count) => {
    const cause = new Error('disk on fire');
    let left = count;
    const { source } = watched(() =>
      left-- > 0 ? Promise.resolve({ value: 'a', done: false }) : Promise.reject(cause),
    );

    await expect(piecesFrom(source)).rejects.toMatchObject({
      name: 'SourceError',
      message: 'The body could not be read: disk on fire',
      cause,
    });
  });

  test('tells a stream that throws what is no Error', async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a caller's stream may do
    const { source } = watched(() => Promise.reject('just text'));

    await expect(piecesFrom(source)).rejects.toThrow('The body could not be read: just text');
  });

  test('tells an iterable that throws when it is asked for its iterator', async () => {
    const source = new StreamSource({
      [Symbol.asyncIterator]: () => {
        throw new Error('no iterator today');
      },
    });

    await expect(piecesFrom(source)).rejects.toThrow('The body could not be read: no iterator today');
  });

  test('does not end an iterator that has ended by itself', async () => {
    const { calls, source } = watched(() => Promise.resolve(done));
    await piecesFrom(source);

    source.cancel();

    expect(calls).toEqual(['next']);
  });

  test('ends the iterator once when it is cancelled while a piece is waited for', () => {
    const { calls, source } = watched(() => new Promise(() => undefined));
    ignored(source.open().next());

    source.cancel();
    source.cancel();

    expect(calls).toEqual(['next', 'return']);
  });

  test('ends the iterator once when the reader goes away between two pieces', async () => {
    const { calls, source } = watched(() => Promise.resolve({ value: 'a', done: false }));
    const pieces = source.open();
    await pieces.next();

    await pieces.return();
    source.cancel();

    expect(calls).toEqual(['next', 'return']);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('no'))],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
  ])('cancels an iterator whose return %s without a word', (_how, onReturn) => {
    const { calls, source } = watched(() => new Promise(() => undefined), onReturn);
    ignored(source.open().next());

    expect(() => source.cancel()).not.toThrow();
    expect(calls).toEqual(['next', 'return']);
  });

  test('is an error to whoever waits for a piece when it is cancelled, and no end', async () => {
    const { promise, resolve } = Promise.withResolvers<IteratorResult<unknown>>();
    const { source } = watched(() => promise);
    const waiting = source.open().next();

    source.cancel();
    resolve(done);

    await expect(waiting).rejects.toThrow('nobody wants it any more');
  });

  test('lets go of its stream also when it is cancelled before it was opened', () => {
    let releases = 0;
    const source = new StreamSource(giving('a'), () => releases++);

    source.cancel();

    expect(releases).toBe(1);
  });

  test('is an error to whoever reads when it was cancelled before', async () => {
    const { calls, source } = watched(() => Promise.resolve({ value: 'a', done: false }));
    const pieces = source.open();

    source.cancel();

    await expect(pieces.next()).rejects.toThrow('nobody wants it any more');
    expect(calls).toEqual([]);
  });
});
