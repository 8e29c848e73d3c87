import { PassThrough, Readable, Writable } from 'node:stream';
import { NodeSink } from '../../src/body/node-sink.js';
import { sinkFrom, type Destination } from '../../src/body/sink-from.js';
import { WebSink } from '../../src/body/web-sink.js';

function locked(): WritableStream {
  const stream = new WritableStream();
  stream.getWriter();
  return stream;
}

function failed(): WritableStream {
  return new WritableStream({ start: (controller) => controller.error(new Error('no')) });
}

describe('sinkFrom', () => {
  test.each([
    ['a Writable', new Writable(), NodeSink],
    ['a Duplex', new PassThrough(), NodeSink],
    ['standard output', process.stdout, NodeSink],
    ['a WritableStream', new WritableStream(), WebSink],
  ])('takes %s', (_what, destination, kind) => {
    expect(sinkFrom(destination)).toBeInstanceOf(kind);
  });

  test.each([
    ['a stream that has ended', new Writable().end()],
    ['a stream that was destroyed', new Writable().destroy()],
    ['a WritableStream that is locked', locked()],
    ['a WritableStream that has failed', failed()],
    ['a Readable', Readable.from([])],
    ['null', null],
    ['a file name', 'file.txt'],
    ['an object', {}],
    ['a function', () => undefined],
    ['a number', 1],
  ])('refuses %s', (_what, destination) => {
    expect(() => sinkFrom(destination as Destination)).toThrow(TypeError);
  });

  test('leaves a WritableStream unlocked', () => {
    const stream = new WritableStream();

    sinkFrom(stream);

    expect(stream.locked).toBe(false);
  });
});
