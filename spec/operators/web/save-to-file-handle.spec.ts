import { NEVER, of, Subject } from 'rxjs';
import { saveToFileHandle, type FileHandleLike } from '../../../src/operators/web/save-to-file-handle.js';
import type { CommandSignal } from '../../../src/values/signal.js';

/** A file in memory, and what has become of it. */
class FakeFile implements FileHandleLike {
  text = 'before';
  readonly ends: string[] = [];

  createWritable(): Promise<WritableStream> {
    let written = '';
    return Promise.resolve(
      new WritableStream<Uint8Array>({
        write: (chunk) => void (written += new TextDecoder().decode(chunk)),
        close: () => {
          this.text = written;
          this.ends.push('closed');
        },
        abort: () => void this.ends.push('aborted'),
      }),
    );
  }
}

function data(text: string): CommandSignal {
  return { type: 'data', chunk: new TextEncoder().encode(text), hold: () => () => undefined };
}

const started: CommandSignal = { type: 'requestStarted', id: 7 };
const finished: CommandSignal = { type: 'requestFinished', id: 7, error: false };

describe('saveToFileHandle', () => {
  test('puts the body in the place of the file when all of it has come', async () => {
    const file = new FakeFile();
    const passed: string[] = [];

    await of(started, data('af'), data('ter'), finished)
      .pipe(saveToFileHandle(file))
      .forEach(({ type }) => passed.push(type));

    expect(passed).toEqual(['requestStarted', 'requestFinished']);
    expect([file.text, file.ends]).toEqual(['after', ['closed']]);
  });

  test('leaves the file as it was when the command fails', async () => {
    const file = new FakeFile();
    const commands$ = new Subject<CommandSignal>();
    const ended = commands$.pipe(saveToFileHandle(file)).forEach(() => undefined);
    await new Promise(setImmediate); // it is open

    commands$.next(started);
    commands$.next(data('after'));
    commands$.error(new Error('reset'));

    await expect(ended).rejects.toThrow('reset');
    expect([file.text, file.ends]).toEqual(['before', ['aborted']]);
  });

  test('lets go of a file that nobody wants any more when it is open', async () => {
    const file = new FakeFile();

    NEVER.pipe(saveToFileHandle(file)).subscribe().unsubscribe();
    await new Promise(setImmediate);

    expect([file.text, file.ends]).toEqual(['before', ['aborted']]);
  });

  test('asks for nothing where the file cannot be opened', async () => {
    const subscribed = jest.fn();
    const source = new Subject<CommandSignal>();
    jest.spyOn(source, 'subscribe').mockImplementation(subscribed);
    const handle = { createWritable: () => Promise.reject(new Error('not allowed')) };

    const ended = source.pipe(saveToFileHandle(handle)).forEach(() => undefined);

    await expect(ended).rejects.toThrow('The destination failed: not allowed');
    expect(subscribed).not.toHaveBeenCalled();
  });

  test.each([null, undefined, {}, 'file.txt'])('refuses %j at the call', (handle) => {
    const call = (): unknown => saveToFileHandle(handle as FileHandleLike);
    expect(call).toThrow(new TypeError('The destination must be the handle of a file that can be written to'));
  });
});
