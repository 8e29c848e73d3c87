import { Writable } from 'node:stream';
import { defer, lastValueFrom, retry, takeUntil, toArray } from 'rxjs';
import { ErrorCode, QHttpError, saveTo, type Destination, type Signal } from '../../src/index.js';
import { letters } from '../support/command-letters.js';
import { holdableCommand } from '../support/holdable-command.js';
import { itKeepsTheRules } from '../support/operator-rules.js';
import { QuickWritable, SlowWritable } from '../support/slow-writable.js';
import { turn } from '../support/turn.js';
import { onVirtualTime } from '../support/virtual-time.js';

function failed(message: string, cause?: unknown): QHttpError {
  return new QHttpError(ErrorCode.UnknownError, 1, `The destination failed: ${message}`, { cause });
}

describe('saveTo', () => {
  itKeepsTheRules({
    operator: () => saveTo(new QuickWritable()),
    whole: 's-h-p---q---(f|)',
    broken: 's-h-p---#',
    values: letters,
  });

  it('writes the body, and passes every signal but the data', () => {
    const sink = new QuickWritable();
    onVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('                    s-h-d-e-(f|)', letters).pipe(saveTo(sink))).toBe(
        's-h-----(f|)',
        letters,
      );
    });
    expect(sink.log).toEqual(['ab', 'cd']);
  });

  it('completes when the sink has taken everything', () => {
    const sink = new SlowWritable(100);
    onVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      hot('                                            ---------x--x').subscribe(() => sink.take());
      const source = cold('                            s-h-d-e-(f|)', letters);
      expectObservable(source.pipe(saveTo(sink))).toBe('s-h-----f---|', letters);
      expectSubscriptions(source.subscriptions).toBe(' ^-------!');
    });
  });

  it('holds the command while the sink is full, and no longer', () => {
    const sink = new SlowWritable(2);
    const log: string[] = [];
    onVirtualTime(({ hot, expectObservable }) => {
      hot('                                                        ---x---x---x').subscribe(() => sink.take());
      expectObservable(holdableCommand(['12', '3', '4'], log).pipe(saveTo(sink))).toBe('s----------(f|)', letters);
    });
    expect(log).toEqual(['pauses behind 12', 'goes on', 'pauses behind 4', 'goes on']);
  });

  it('is an error when the sink fails, which cancels the command', () => {
    const sink = new SlowWritable(100);
    const cause = new Error('disk full');
    onVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      hot('                                            ------x').subscribe(() => sink.fail(cause));
      const source = cold('                            s-h-d----e-(f|)', letters);
      expectObservable(source.pipe(saveTo(sink))).toBe('s-h---#', letters, failed('disk full', cause));
      expectSubscriptions(source.subscriptions).toBe(' ^-----!');
    });
  });

  it('is an error when the sink fails behind the end of the command', () => {
    const sink = new SlowWritable(100);
    onVirtualTime(({ cold, hot, expectObservable }) => {
      hot('                                                            ------x').subscribe(() =>
        sink.fail(new Error('too late')),
      );
      expectObservable(cold('s-d-(f|)', letters).pipe(saveTo(sink))).toBe('s---f-#', letters, failed('too late'));
    });
  });

  it('gives the error of the sink as the cause', async () => {
    const cause = new Error('unplugged');
    const sink = new Writable({ write: (_chunk, _encoding, callback) => callback(cause) });
    const result = lastValueFrom(holdableCommand(['a']).pipe(saveTo(sink)));
    await expect(result).rejects.toMatchObject({ code: ErrorCode.UnknownError, id: 1, cause });
  });

  it('does not begin a command for a sink that was ended since', () => {
    const sink = new QuickWritable();
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('s-d-(f|)', letters);
      const result = source.pipe(saveTo(sink));
      sink.destroyed = true;
      const error = new TypeError('The destination has ended or has been destroyed');
      expectObservable(result).toBe('#', {}, error);
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  test.each([
    ['null', null],
    ['a Readable', { pipe() {}, on() {} }],
    ['a text', 'file.txt'],
  ])('throws at the call for %s', (_what, sink) => {
    expect(() => saveTo(sink as unknown as Destination)).toThrow(
      'The destination must be a Writable or a WritableStream',
    );
  });

  it('throws at the call for one that is to be ended and cannot be', () => {
    const { write, on, off } = Writable.prototype;
    const sink = { writable: true, destroyed: false, write, on, off } as unknown as Destination;
    expect(() => saveTo(sink, { end: true })).toThrow('The destination cannot be ended');
  });

  it('leaves nothing of its own at the sink, however it ends', () => {
    const sink = new QuickWritable();
    onVirtualTime(({ cold, expectObservable }) => {
      const result = cold('s-d-(f|)', letters).pipe(saveTo(sink));
      expectObservable(result).toBe('s---(f|)', letters);
      expectObservable(result, '^-!').toBe('s-', letters);
      expectObservable(cold('s-d-#', letters).pipe(saveTo(sink))).toBe('s---#', letters);
    });
    expect(sink.eventNames()).toEqual([]);
  });

  it('is an error when the command is cut off: completing means that all is there', () => {
    onVirtualTime(({ cold, hot, expectObservable }) => {
      const source = cold('s-d-e-(f|)', letters).pipe(takeUntil(hot('---x')));
      const error = new QHttpError(ErrorCode.Aborted, 1, 'The answer was cut off before its end');
      expectObservable(source.pipe(saveTo(new QuickWritable()))).toBe('s--#', letters, error);
    });
  });

  it('writes no second attempt behind a part of the first', () => {
    const sink = new QuickWritable();
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('s-d-F-#', letters).pipe(retry(1));
      const message = 'A part of an answer that was cut off is in the destination, and another one begins';
      expectObservable(source.pipe(saveTo(sink))).toBe(
        's---F-#',
        letters,
        new QHttpError(ErrorCode.Aborted, 1, message),
      );
    });
    expect(sink.log).toEqual(['ab']);
  });

  it('writes a second attempt when nothing of the first had come', () => {
    const sink = new QuickWritable();
    onVirtualTime(({ cold, expectObservable }) => {
      const first = cold('s-F-#', letters);
      const second = cold('   t-d-(g|)', letters);
      let attempts = 0;
      const source = defer(() => (attempts++ === 0 ? first : second)).pipe(retry(1));
      expectObservable(source.pipe(saveTo(sink))).toBe('s-F-t---(g|)', letters);
    });
    expect(sink.log).toEqual(['ab']);
  });

  it('writes several commands one behind the other, and forgets those that failed before their body', () => {
    const sink = new QuickWritable();
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('                             s-d-f-t-h-s-e-(f|)', letters);
      expectObservable(source.pipe(saveTo(sink))).toBe('s---f-t-h-s---(f|)', letters);
    });
    expect(sink.log).toEqual(['ab', 'cd']);
  });

  describe('with a sink that is handed over', () => {
    it('ends it when it has taken everything, then completes', () => {
      const sink = new SlowWritable(100);
      onVirtualTime(({ cold, hot, expectObservable }) => {
        hot('                                                                         -------x').subscribe(() =>
          sink.take(),
        );
        expectObservable(cold('s-d-(f|)', letters).pipe(saveTo(sink, { end: true }))).toBe('s---f--|', letters);
      });
      expect(sink.log).toEqual(['ab', 'ended']);
    });

    it('destroys it when the command fails', () => {
      const sink = new QuickWritable();
      onVirtualTime(({ cold, expectObservable }) => {
        expectObservable(cold('s-d-#', letters).pipe(saveTo(sink, { end: true }))).toBe('s---#', letters);
      });
      expect(sink.log).toEqual(['ab', 'destroyed']);
    });

    it('destroys it when the subscriber leaves', () => {
      const sink = new QuickWritable();
      onVirtualTime(({ cold, expectObservable }) => {
        expectObservable(cold('s-d-e', letters).pipe(saveTo(sink, { end: true })), '^--!').toBe('s', letters);
      });
      expect(sink.log).toEqual(['ab', 'destroyed']);
    });

    it('neither ends nor destroys one that was not', () => {
      const sink = new QuickWritable();
      onVirtualTime(({ cold, expectObservable }) => {
        expectObservable(cold('s-d-(f|)', letters).pipe(saveTo(sink))).toBe('s---(f|)', letters);
        expectObservable(cold('s-d-#', letters).pipe(saveTo(sink))).toBe('s---#', letters);
      });
      expect(sink.log).toEqual(['ab', 'ab']);
    });

    it('is an error when the end of it fails', async () => {
      const cause = new Error('no room for the end');
      const sink = new Writable({
        write: (_chunk, _encoding, callback) => callback(),
        final: (callback) => callback(cause),
      });
      await expect(lastValueFrom(holdableCommand(['a']).pipe(saveTo(sink, { end: true })))).rejects.toMatchObject({
        cause,
      });
      await turn();
    });
  });

  describe('with a WritableStream', () => {
    /** One that takes a piece when the one before has been taken, a turn later; writes down what happens to it. */
    function slowStream(highWaterMark: number) {
      const log: string[] = [];
      const stream = new WritableStream<Uint8Array>(
        {
          async write(chunk) {
            await turn();
            log.push(new TextDecoder().decode(chunk));
          },
          close: () => void log.push('closed'),
          abort: () => void log.push('aborted'),
        },
        { highWaterMark },
      );
      return { stream, log };
    }

    const types = async (result: Promise<readonly Signal[]>) => (await result).map(({ type }) => type);

    it('writes the body with backpressure and leaves it open, to be written by another', async () => {
      const { stream, log } = slowStream(1);
      const flow: string[] = [];
      const result$ = holdableCommand(['a', 'b'], flow).pipe(saveTo(stream), toArray());
      const told = [await types(lastValueFrom(result$)), await types(lastValueFrom(result$))];
      expect(told).toEqual([
        ['requestStarted', 'requestFinished'],
        ['requestStarted', 'requestFinished'],
      ]);
      expect(log).toEqual(['a', 'b', 'a', 'b']);
      expect(flow.slice(0, 4)).toEqual(['pauses behind a', 'goes on', 'pauses behind b', 'goes on']);
    });

    it('closes one that was handed over', async () => {
      const { stream, log } = slowStream(10);
      await lastValueFrom(holdableCommand(['a', 'b']).pipe(saveTo(stream, { end: true })));
      expect([log, stream.locked]).toEqual([['a', 'b', 'closed'], false]);
    });

    it('aborts one that was handed over when the subscriber leaves', async () => {
      const { stream, log } = slowStream(10);
      const subscription = holdableCommand(['a', 'b'])
        .pipe(saveTo(stream, { end: true }))
        .subscribe();
      subscription.unsubscribe();
      while (!log.includes('aborted') && log.length < 2) await turn();
      expect(log.at(-1)).toBe('aborted');
    });

    it('is an error when it cannot be closed', async () => {
      const cause = new Error('no room for the end');
      const stream = new WritableStream<Uint8Array>({ close: () => Promise.reject(cause) });
      const result = lastValueFrom(holdableCommand(['a']).pipe(saveTo(stream, { end: true })));
      await expect(result).rejects.toMatchObject({ message: 'The destination failed: no room for the end', cause });
    });

    it('is an error when it fails', async () => {
      const cause = new Error('quota exceeded');
      const stream = new WritableStream<Uint8Array>({ write: () => Promise.reject(cause) });
      const result = lastValueFrom(holdableCommand(['a', 'b']).pipe(saveTo(stream)));
      await expect(result).rejects.toMatchObject({ cause });
    });
  });
});
