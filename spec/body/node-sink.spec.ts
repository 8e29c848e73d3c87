import { Writable } from 'node:stream';
import { NodeSink } from '../../src/body/node-sink.js';
import { closed } from '../support/closed.js';
import { turn } from '../support/turn.js';
import { Heard } from './heard.js';

const chunk = new TextEncoder().encode('abcd');

/** A Writable that keeps what it is given, and takes the next piece when `next` is called. */
function slowWritable(highWaterMark: number) {
  const written: string[] = [];
  const callbacks: ((error?: Error) => void)[] = [];
  const stream = new Writable({
    highWaterMark,
    write(piece: Buffer, _encoding, callback) {
      written.push(piece.toString());
      callbacks.push(callback);
    },
  });
  return { stream, written, next: (error?: Error) => callbacks.shift()?.(error) };
}

function opened(stream: Writable): { sink: NodeSink; heard: Heard } {
  const sink = new NodeSink(stream);
  const heard = new Heard();
  sink.open(heard);
  return { sink, heard };
}

describe('NodeSink', () => {
  test('has no room when the stream has none, and tells when it has drained', async () => {
    const { stream, next } = slowWritable(8);
    const { sink, heard } = opened(stream);

    const room = [sink.receive(chunk), sink.receive(chunk)];
    next();
    next();

    expect([room, await heard.any()]).toEqual([[true, false], ['space']]);
  });

  test('is flushed at once when nothing was written', () => {
    const { sink, heard } = opened(new Writable());

    sink.flush(heard.onFlushed);

    expect(heard.events).toEqual(['flushed']);
  });

  test.each([1, 2])('is flushed when the last of %i pieces has been taken, and not before', async (count) => {
    const { stream, next } = slowWritable(100);
    const { sink, heard } = opened(stream);
    for (let i = 0; i < count; i++) sink.receive(chunk);

    sink.flush(heard.onFlushed);
    for (let i = 1; i < count; i++) next();
    const before = [...heard.events];
    next();

    expect([before, await heard.any()]).toEqual([[], ['flushed']]);
  });

  test('leaves the stream open and without a listener of its own', async () => {
    const { stream, next } = slowWritable(100);
    const before = stream.eventNames();
    const { sink } = opened(stream);
    sink.receive(chunk);

    sink.close();
    next();
    await turn();

    expect([stream.writable, stream.destroyed, stream.eventNames()]).toEqual([true, false, before]);
  });

  test('can be followed by another one on the same stream', () => {
    const { stream, written, next } = slowWritable(100);
    opened(stream).sink.receive(chunk);
    next();

    opened(stream).sink.receive(chunk);

    expect(written).toEqual(['abcd', 'abcd']);
  });

  test('tells a write that fails, once by its callback and once by the event', async () => {
    const { stream, next } = slowWritable(100);
    const { sink, heard } = opened(stream);
    sink.receive(chunk);

    next(new Error('disk full'));
    await closed(stream);

    expect(new Set(heard.events)).toEqual(new Set(['disk full', 'it was closed early']));
  });

  test('tells a write that throws', () => {
    const throwing = new Writable({
      write() {
        throw new Error('thrown in write');
      },
    });
    const { sink, heard } = opened(throwing);

    const room = sink.receive(chunk);

    expect([room, heard.events]).toEqual([false, ['thrown in write']]);
  });

  test('tells a stream that errs between two writes', async () => {
    const { stream } = slowWritable(100);
    const { heard } = opened(stream);

    stream.destroy(new Error('unplugged'));
    await closed(stream);

    expect(heard.events).toEqual(['unplugged', 'it was closed early']);
  });

  test('tells a stream that is closed by others', async () => {
    const { stream } = slowWritable(100);
    const { heard } = opened(stream);

    stream.destroy();

    expect(await heard.any()).toEqual(['it was closed early']);
  });

  test.each([
    ['ended', (stream: Writable) => stream.end()],
    ['destroyed', (stream: Writable) => stream.destroy()],
  ])('writes nothing into a stream that others have %s meanwhile', (_how, finish) => {
    const { stream, written } = slowWritable(100);
    const { sink, heard } = opened(stream);
    finish(stream);

    const room = sink.receive(chunk);

    expect([room, heard.events, written]).toEqual([false, ['it was closed early'], []]);
  });

  test('fails at the opening of a stream that was ended since', () => {
    const { stream } = slowWritable(100);
    stream.end();

    expect(opened(stream).heard.events).toEqual(['it was closed early']);
  });

  test('does not let the process end by a write that fails after close', async () => {
    const { stream, next } = slowWritable(100);
    const { sink, heard } = opened(stream);
    sink.receive(chunk);
    sink.close();

    next(new Error('too late'));
    await closed(stream);

    expect(heard.events).toEqual([]);
  });
});
