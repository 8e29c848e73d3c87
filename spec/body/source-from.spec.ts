import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { deviceOf, sourceFrom, type RequestData } from '../../src/body/source-from.js';
import { closed } from '../support/closed.js';
import { giving, textOf } from './source-bytes.js';

function webStream(...texts: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}

const form = 'application/x-www-form-urlencoded;charset=UTF-8';

describe('sourceFrom', () => {
  test.each([
    ['a string, as UTF-8', 'ü€', 'ü€', 5, undefined, true],
    ['an empty string', '', '', 0, undefined, true],
    ['a Uint8Array', Uint8Array.of(97, 98), 'ab', 2, undefined, true],
    ['a view into a larger buffer', Buffer.from('xxabxx').subarray(2, 4), 'ab', 2, undefined, true],
    ['an ArrayBuffer', Uint8Array.of(97, 98).buffer, 'ab', 2, undefined, true],
    ['a Blob', new Blob(['ab'], { type: 'text/css' }), 'ab', 2, 'text/css', true],
    ['a Blob without a type', new Blob(['ab']), 'ab', 2, undefined, true],
    ['a File', new File(['ab'], 'name', { type: 'text/css' }), 'ab', 2, 'text/css', true],
    ['URLSearchParams', new URLSearchParams({ a: 'ü', b: '1 2' }), 'a=%C3%BC&b=1+2', 14, form, true],
    ['a Readable', Readable.from([Buffer.from('ab'), Buffer.from('c')]), 'abc', undefined, undefined, false],
    ['a Readable of text', Readable.from(['ü']).setEncoding('utf8'), 'ü', undefined, undefined, false],
    ['a Duplex', new PassThrough().end('abc'), 'abc', undefined, undefined, false],
    ['a ReadableStream', webStream('ab', 'c'), 'abc', undefined, undefined, false],
    ['an AsyncIterable', giving(Buffer.from('ab'), Buffer.from('c')), 'abc', undefined, undefined, false],
  ])('reads %s', async (_what, data, text, length, contentType, isRepeatable) => {
    const source = sourceFrom(data as RequestData);

    expect({ ...described(source), text: source && (await textOf(source)) }).toEqual({
      text,
      length,
      contentType,
      isRepeatable,
    });
  });

  test('reads FormData as multipart', () => {
    const source = sourceFrom(new FormData());

    expect(source?.contentType).toMatch(/^multipart\/form-data; boundary=/);
  });

  test.each([undefined, null])('has no source for %s', (data) => {
    expect(sourceFrom(data)).toBeUndefined();
  });

  test.each([
    ['a number', 1],
    ['true', true],
    ['an object', {}],
    ['an array', [Uint8Array.of(1)]],
    ['a function', () => 'a'],
    ['words of 16 bits', new Uint16Array(2)],
    ['a DataView', new DataView(new ArrayBuffer(2))],
    ['a Response', new Response('a')],
  ])('refuses %s', (_what, data) => {
    expect(() => sourceFrom(data as unknown as RequestData)).toThrow(TypeError);
  });

  test('refuses a Readable that was destroyed', () => {
    expect(() => sourceFrom(Readable.from(['a']).destroy())).toThrow(TypeError);
  });

  test('refuses a Readable that has been read', async () => {
    const stream = Readable.from(['a', 'b']);
    await once(stream, 'readable');
    stream.read();

    expect(() => sourceFrom(stream)).toThrow(TypeError);
  });

  test('refuses a Readable that has ended', async () => {
    const stream = Readable.from([]).resume();
    await once(stream, 'end');

    expect(() => sourceFrom(stream)).toThrow(TypeError);
  });

  test('refuses a ReadableStream that is locked', () => {
    const stream = webStream('a');
    stream.getReader();

    expect(() => sourceFrom(stream)).toThrow(TypeError);
  });

  test('refuses a ReadableStream that has been read', async () => {
    const stream = webStream('a', 'b');
    const reader = stream.getReader();
    await reader.read();
    reader.releaseLock();

    expect(() => sourceFrom(stream)).toThrow(TypeError);
  });

  test('refuses a generator that has been read, and reads an iterable again that can be', async () => {
    const generator = giving(Buffer.from('abc'));
    const repeatable = { [Symbol.asyncIterator]: () => giving(Buffer.from('abc')) };
    for (const data of [generator, repeatable]) await read(data);

    expect(() => sourceFrom(generator)).toThrow(TypeError);
    expect(await read(repeatable)).toBe('abc');
  });

  test('leaves a ReadableStream unlocked until it is read', () => {
    const stream = webStream('a');

    sourceFrom(stream);

    expect(stream.locked).toBe(false);
  });
});

describe('letting go of a source', () => {
  test('destroys a Readable that was not read yet', () => {
    const stream = new Readable({ read: () => undefined });

    sourceFrom(stream)?.cancel();

    expect(stream.destroyed).toBe(true);
  });

  test('destroys a Readable that is waited for', async () => {
    const stream = new Readable({ read: () => undefined });
    const source = sourceFrom(stream);
    const reading = source && textOf(source);

    source?.cancel();

    await expect(reading).rejects.toThrow('The body could not be read');
    expect(stream.destroyed).toBe(true);
  });

  test.each([false, true])('cancels a ReadableStream; while it is waited for: %s', (isWaitedFor) => {
    let isCancelled = false;
    const stream = new ReadableStream<Uint8Array>({ cancel: () => void (isCancelled = true) });
    const source = sourceFrom(stream);
    if (isWaitedFor && source) textOf(source).catch(() => undefined);

    source?.cancel();

    expect(isCancelled).toBe(true);
  });

  test('does nothing to a ReadableStream that belongs to somebody else by now', async () => {
    const stream = webStream('a');
    const source = sourceFrom(stream);
    const reader = stream.getReader();

    source?.cancel();

    expect((await reader.read()).done).toBe(false);
  });
});

describe('a source that fails', () => {
  test('of a Readable that fails before it is read, tells so when it is read, and does not end the process', async () => {
    const stream = new Readable({ read: () => undefined });
    const source = sourceFrom(stream);
    stream.destroy(new Error('no such file'));
    await closed(stream);

    await expect(source && textOf(source)).rejects.toThrow('The body could not be read: no such file');
  });

  test.each<[string, () => RequestData]>([
    ['Readable', () => Readable.from([Buffer.from('abc')])],
    ['ReadableStream', () => webStream('abc')],
    ['generator', () => giving(Buffer.from('abc'))],
  ])('of a %s that another source has read since tells so, and does not look empty', async (_kind, make) => {
    const data = make();
    const second = sourceFrom(data);
    const first = await read(data);

    await expect(second && textOf(second)).rejects.toMatchObject({ name: 'SourceError' });
    expect(first).toBe('abc');
  });

  test('of a ReadableStream that was locked since tells so', async () => {
    const stream = webStream('a');
    const source = sourceFrom(stream);
    stream.getReader();

    await expect(source && textOf(source)).rejects.toMatchObject({ name: 'SourceError' });
  });
});

describe('deviceOf', () => {
  const stream = Readable.from(['a']);
  const blob = new Blob(['a']);

  test.each([
    ['a stream', stream, stream],
    ['a Blob', blob, blob],
    ['a string', 'a', null],
    ['a Uint8Array', new Uint8Array(1), null],
    ['an ArrayBuffer', new ArrayBuffer(1), null],
    ['undefined', undefined, null],
    ['null', null, null],
  ])('of %s', (_what, data, device) => {
    expect(deviceOf(data)).toBe(device);
  });
});

function described(source: ReturnType<typeof sourceFrom>) {
  return { length: source?.length, contentType: source?.contentType, isRepeatable: source?.isRepeatable };
}

function read(data: RequestData): Promise<string> | undefined {
  const source = sourceFrom(data);
  return source && textOf(source);
}
