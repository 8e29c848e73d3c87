import { WebSink } from '../../src/body/web-sink.js';
import { turn } from '../support/turn.js';
import { Heard } from './heard.js';

const chunk = new TextEncoder().encode('abcd');

/** A WritableStream that keeps what it is given, and takes the next piece when `next` is called. */
function slowStream(highWaterMark: number) {
  const written: string[] = [];
  const callbacks: ((error?: Error) => void)[] = [];
  let controller: WritableStreamDefaultController | undefined;
  const stream = new WritableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
      },
      write: (piece) => {
        written.push(new TextDecoder().decode(piece));
        return new Promise((resolve, reject) => {
          callbacks.push((error) => (error ? reject(error) : resolve()));
        });
      },
    },
    { highWaterMark },
  );
  const next = async (error?: Error) => {
    await turn(); // the stream calls `write` in a microtask
    callbacks.shift()?.(error);
    await turn();
  };
  return { stream, written, next, fail: (error: Error) => controller?.error(error) };
}

function opened(stream: WritableStream<Uint8Array>): { sink: WebSink; heard: Heard } {
  const sink = new WebSink(stream);
  const heard = new Heard();
  sink.open(heard);
  return { sink, heard };
}

describe('WebSink', () => {
  test('has no room when the stream has none, and tells when it has again', async () => {
    const { stream, next } = slowStream(2);
    const { sink, heard } = opened(stream);

    const room = [sink.receive(chunk), sink.receive(chunk)];
    await next();

    expect([room, heard.events]).toEqual([[true, false], ['space']]);
  });

  test('is flushed at once when nothing was written', () => {
    const { sink, heard } = opened(new WritableStream());

    sink.flush(heard.onFlushed);

    expect(heard.events).toEqual(['flushed']);
  });

  test.each([1, 2])('is flushed when the last of %i pieces has been taken, and not before', async (count) => {
    const { stream, next } = slowStream(100);
    const { sink, heard } = opened(stream);
    for (let i = 0; i < count; i++) sink.receive(chunk);

    sink.flush(heard.onFlushed);
    for (let i = 1; i < count; i++) await next();
    const before = [...heard.events];
    await next();

    expect([before, heard.events]).toEqual([[], ['flushed']]);
  });

  test('leaves the stream open and unlocked', async () => {
    const { stream, written, next } = slowStream(100);
    const { sink } = opened(stream);
    sink.receive(chunk);
    await next();

    sink.close();
    const writer = stream.getWriter();
    void writer.write(chunk);
    await next();

    expect(written).toEqual(['abcd', 'abcd']);
  });

  test('lets a piece that is still being written be written after close', async () => {
    const { stream, next } = slowStream(100);
    const { sink, heard } = opened(stream);
    sink.receive(chunk);

    sink.close();
    await next();

    expect([heard.events, stream.locked]).toEqual([[], false]);
  });

  test('tells a write that fails', async () => {
    const { stream, next } = slowStream(100);
    const { sink, heard } = opened(stream);
    sink.receive(chunk);

    await next(new Error('disk full'));

    expect(new Set(heard.events)).toEqual(new Set(['disk full']));
  });

  test('tells a stream that errs between two writes', async () => {
    const { stream, fail } = slowStream(100);
    const { heard } = opened(stream);

    fail(new Error('unplugged'));

    expect(await heard.any()).toEqual(['unplugged']);
  });

  test('tells a stream that was closed before', async () => {
    const { stream } = slowStream(100);
    await stream.close();

    expect(await opened(stream).heard.any()).toEqual(['it was closed early']);
  });

  test('fails at the opening of a stream that others have locked since', () => {
    const { stream } = slowStream(100);
    stream.getWriter();

    const { sink, heard } = opened(stream);

    expect([heard.events, sink.receive(chunk)]).toEqual([['it is locked to another writer'], false]);
  });

  test('does not let the process end by a write that fails after close', async () => {
    const { stream, next } = slowStream(100);
    const { sink, heard } = opened(stream);
    sink.receive(chunk);
    sink.receive(chunk);
    sink.close();

    await next(new Error('too late'));

    expect(heard.events).toEqual([]);
  });
});
