import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  catchError,
  concat,
  EMPTY,
  endWith,
  lastValueFrom,
  NEVER,
  Observable,
  of,
  retry,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { ErrorCode, QHttpError, saveToFile, type CommandSignal, type Signal } from '../../../src/index.js';
import { TemporaryFolder } from '../../cli/support/temporary-folder.js';
import { atEnd } from '../../support/at-end.js';
import { data, lettersOf } from '../../support/command-letters.js';
import { turn } from '../../support/turn.js';

/** Where a file named `it` is to be saved. */
function place(): { folder: TemporaryFolder; path: string } {
  const folder = new TemporaryFolder();
  atEnd(() => folder.remove());
  return { folder, path: join(folder.path, 'it') };
}

const whole$ = of(...lettersOf('shdef'));
/** A command that fails in the middle of its body. */
const broken$ = concat(
  of(...lettersOf('shdF')),
  new Observable<never>((subscriber) => subscriber.error(new Error('cut'))),
);
/** One that never ends. */
const halted$ = concat(of(...lettersOf('shd')), NEVER);

/** How it ends: `saved`, or the message of its error, in which the folder has no name. */
async function outcome(result$: Observable<Signal>, { path }: TemporaryFolder): Promise<string> {
  const text$ = result$.pipe(
    endWith(null),
    catchError((error: unknown) => of(error)),
  );
  const last = await lastValueFrom(text$);
  return last instanceof Error ? last.message.replaceAll(path, 'FOLDER') : 'saved';
}

/** The files of this process that are open below a folder; where the system does not show them, none. */
function openFiles(folder: TemporaryFolder): string[] {
  const list = '/proc/self/fd';
  if (!existsSync(list)) return [];
  return readdirSync(list).flatMap((name) => {
    try {
      const target = readlinkSync(join(list, name));
      return target.startsWith(folder.path) ? [target] : [];
    } catch {
      return []; // that of the listing itself
    }
  });
}

async function untilClosed(folder: TemporaryFolder): Promise<void> {
  while (openFiles(folder).length > 0) await turn();
}

describe('saveToFile', () => {
  it('saves the body under its name, passes every signal but the data, and leaves nothing open', async () => {
    const { folder, path } = place();
    const told: Signal[] = [];
    await whole$.pipe(saveToFile(path)).forEach((signal) => told.push(signal));
    expect([told, folder.files(), openFiles(folder)]).toEqual([lettersOf('shf'), { it: 'abcd' }, []]);
  });

  it('replaces a file when the new one is whole, and not before', async () => {
    const { folder, path } = place();
    folder.write('it', 'old');
    const seen: unknown[] = [];
    await whole$.pipe(saveToFile(path)).forEach(() => seen.push(folder.files()['it'], existsSync(`${path}.part`)));
    expect([seen, folder.files()]).toEqual([['old', true, 'old', true, 'old', true], { it: 'abcd' }]);
  });

  it('leaves the old file and no part when the command fails', async () => {
    const { folder, path } = place();
    folder.write('it', 'old');
    expect(await outcome(broken$.pipe(saveToFile(path)), folder)).toBe('cut');
    expect(folder.files()).toEqual({ it: 'old' });
    await untilClosed(folder);
  });

  it('keeps the part when it is asked to', async () => {
    const { folder, path } = place();
    expect(await outcome(broken$.pipe(saveToFile(path, { keepPartial: true })), folder)).toBe('cut');
    await untilClosed(folder);
    expect(Object.keys(folder.files())).toEqual(['it.part']);
  });

  test.each([
    ['removes', false, {}],
    ['keeps', true, { 'it.part': 'ab' }],
  ])('%s the part when the subscriber leaves', async (_what, keepPartial, files) => {
    const { folder, path } = place();
    const subscription = halted$.pipe(saveToFile(path, { keepPartial })).subscribe();
    while (readFileSync(`${path}.part`, 'utf8') !== 'ab') await turn();
    subscription.unsubscribe();
    await untilClosed(folder);
    expect(folder.files()).toEqual(files);
  });

  it('is an error when the command is cut off, and saves nothing', async () => {
    const { folder, path } = place();
    const cut$ = halted$.pipe(takeUntil(timer(1)));
    expect(await outcome(cut$.pipe(saveToFile(path)), folder)).toBe('The answer was cut off before its end');
    expect(folder.files()).toEqual({});
  });

  it('saves an empty body as an empty file', async () => {
    const { folder, path } = place();
    expect(await outcome(of(...lettersOf('shf')).pipe(saveToFile(path)), folder)).toBe('saved');
    expect(folder.files()).toEqual({ it: '' });
  });

  test.each([
    ['nothing', EMPTY],
    ['a command without an answer', of(...lettersOf('sf'))],
  ])('saves nothing of %s', async (_what, source) => {
    const { folder, path } = place();
    folder.write('it', 'old');
    expect(await outcome(source.pipe(saveToFile(path)), folder)).toBe('saved');
    expect(folder.files()).toEqual({ it: 'old' });
  });

  it('has removed the part when it tells that nothing has come', () => {
    const { folder, path } = place();
    const seen: unknown[] = [];
    EMPTY.pipe(saveToFile(path)).subscribe({ complete: () => seen.push(folder.files()) });
    expect(seen).toEqual([{}]);
  });

  test.each<[string, (folder: TemporaryFolder) => void, string, string]>([
    [
      'a missing folder',
      () => undefined,
      'none/it',
      "FOLDER/none/it cannot be saved: ENOENT: no such file or directory, open 'FOLDER/none/it.part'",
    ],
    [
      'a folder of that name',
      (folder) => mkdirSync(join(folder.path, 'it')),
      'it',
      'FOLDER/it cannot be saved: it is a folder',
    ],
    ['a file that must stay', (folder) => folder.write('it', 'old'), 'it', 'FOLDER/it cannot be saved: it exists'],
  ])('sends no request for %s', async (_what, prepare, name, message) => {
    const { folder } = place();
    prepare(folder);
    let subscriptions = 0;
    const source = new Observable<CommandSignal>(() => {
      subscriptions++;
    });
    const result$ = source.pipe(saveToFile(join(folder.path, name), { overwrite: false }));
    expect([await outcome(result$, folder), subscriptions]).toEqual([message, 0]);
  });

  it('tells a failure as a QHttpError with its cause', async () => {
    const { folder } = place();
    const result = lastValueFrom(whole$.pipe(saveToFile(join(folder.path, 'none', 'it'))));
    await expect(result).rejects.toBeInstanceOf(QHttpError);
    await expect(result).rejects.toMatchObject({ code: ErrorCode.UnknownError, cause: { code: 'ENOENT' } });
  });

  it('does not replace, when that is forbidden, a file that has come meanwhile', async () => {
    const { folder, path } = place();
    const result$ = whole$.pipe(saveToFile(path, { overwrite: false }));
    const meanwhile$ = new Observable<Signal>((subscriber) =>
      result$.subscribe({
        next: () => {
          writeFileSync(path, 'new');
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.complete();
        },
      }),
    );
    await expect(lastValueFrom(meanwhile$)).rejects.toMatchObject({
      id: 1,
      message: expect.stringContaining('it cannot be saved: EEXIST') as unknown,
    });
    expect(folder.files()).toEqual({ it: 'new' });
  });

  it('saves under a free name without replacing', async () => {
    const { folder, path } = place();
    expect(await outcome(whole$.pipe(saveToFile(path, { overwrite: false })), folder)).toBe('saved');
    expect(folder.files()).toEqual({ it: 'abcd' });
  });

  describe('without replacing, on a file system without links', () => {
    beforeEach(() => {
      const link = jest.spyOn(process.getBuiltinModule('node:fs'), 'linkSync').mockImplementation(() => {
        throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
      });
      atEnd(() => link.mockRestore());
    });

    it('saves under a free name', async () => {
      const { folder, path } = place();
      expect(await outcome(whole$.pipe(saveToFile(path, { overwrite: false })), folder)).toBe('saved');
      expect(folder.files()).toEqual({ it: 'abcd' });
    });

    it('does not replace what has come meanwhile', async () => {
      const { folder, path } = place();
      const result$ = whole$.pipe(
        saveToFile(path, { overwrite: false }),
        tap(() => writeFileSync(path, 'new')),
      );
      expect(await outcome(result$, folder)).toBe('FOLDER/it cannot be saved: EPERM: operation not permitted, link');
      expect(folder.files()).toEqual({ it: 'new' });
    });
  });

  it('leaves two of one path apart: the second is an error, and the first is saved', async () => {
    const { folder, path } = place();
    const first = halted$.pipe(saveToFile(path)).subscribe();
    expect(await outcome(whole$.pipe(saveToFile(path)), folder)).toBe(
      'FOLDER/it cannot be saved: it is being written already',
    );
    first.unsubscribe();
    expect(await outcome(whole$.pipe(saveToFile(path)), folder)).toBe('saved');
    expect(folder.files()).toEqual({ it: 'abcd' });
  });

  it('can be tried again, also inside the very error', async () => {
    const { folder, path } = place();
    let attempts = 0;
    const source = new Observable<CommandSignal>((subscriber) =>
      (attempts++ < 2 ? broken$ : whole$).subscribe(subscriber),
    );
    const saved$ = source.pipe(saveToFile(path));
    const again$ = new Observable<Signal>((subscriber) => {
      const again = () => subscriber.add(saved$.pipe(retry(1)).subscribe(subscriber));
      saved$.subscribe({ error: again });
    });
    expect([await outcome(again$, folder), attempts]).toEqual(['saved', 3]);
    await untilClosed(folder);
    expect(folder.files()).toEqual({ it: 'abcd' });
  });

  it('follows no link that stands in place of the part', async () => {
    const { folder, path } = place();
    folder.write('other', 'untouched');
    symlinkSync(join(folder.path, 'other'), `${path}.part`);
    expect(await outcome(whole$.pipe(saveToFile(path)), folder)).toBe('saved');
    expect([lstatSync(path).isSymbolicLink(), folder.files()]).toEqual([false, { it: 'abcd', other: 'untouched' }]);
  });

  it('lets the disk set the pace', async () => {
    const { folder, path } = place();
    let holds = 0;
    const piece = new Uint8Array(1024 * 1024);
    const source = of(
      ...lettersOf('sh'),
      data(piece, () => (holds++, () => (holds += 10))),
      ...lettersOf('f'),
    );
    expect(await outcome(source.pipe(saveToFile(path)), folder)).toBe('saved');
    expect([holds, statSync(path).size]).toEqual([11, piece.length]);
  });
});
