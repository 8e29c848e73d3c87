import { PageDesk } from '../../../docs/examples/download-manager/engine/page-desk.ts';
import type { PageFiles } from '../../../docs/examples/download-manager/engine/page-files.ts';
import { MemorySink } from './support/engine-stage.ts';
import { bytes, FileServer, HeldBody, status } from './support/file-server.ts';
import { DeskWatch } from './support/gateway-stage.ts';

jest.setTimeout(30_000); // on a machine that is busy

/** What a tab keeps. */
class MemoryStorage {
  longest = Infinity;
  readonly #items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (value.length > this.longest) throw new Error('QuotaExceededError');
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }

  get texts(): string[] {
    return [...this.#items.values()];
  }

  overwrite(value: string): void {
    for (const key of this.#items.keys()) this.#items.set(key, value);
  }
}

/** Files in memory, and what was done with them. */
class MemoryFiles implements PageFiles {
  readonly canChooseFolder = true;
  readonly done: string[] = [];

  open(_transfer: unknown, name: string): Promise<MemorySink> {
    return Promise.resolve(new MemorySink(name));
  }

  chooseFolder(): Promise<string> {
    return Promise.resolve('Downloads');
  }

  offer(id: string, name: string): void {
    this.done.push(`offer ${id} ${name}`);
  }

  forget(id: string): void {
    this.done.push(`forget ${id}`);
  }

  end(): void {
    this.done.push('end');
  }
}

function open(storage: MemoryStorage, files = new MemoryFiles()): DeskWatch<PageDesk> {
  return new DeskWatch(new PageDesk({ storage, files }));
}

describe('PageDesk', () => {
  it('says what a page can do', () => {
    const { desk } = open(new MemoryStorage());
    expect(desk.can).toEqual({ pauseUploads: false, answerCertificates: false, chooseFolder: true });
  });

  it('has its list again when the page is loaded anew: what ran is interrupted, and what waited is dropped', async () => {
    const server = await FileServer.open({
      '/fine': bytes('alpha'),
      '/film': new HeldBody(100).answer,
      '/next': bytes('beta'),
    });
    const other = await FileServer.open({ '/gone': status(404) });
    const storage = new MemoryStorage();
    const before = open(storage);
    before.desk.add([server.url('/fine'), other.url('/gone'), other.url('/behind')]);
    await before.untilStates('fine: finished', 'gone: failed', 'behind: dropped');
    before.desk.add([server.url('/film'), server.url('/next')]);
    await before.until(({ transfers }) => transfers[3]?.httpStatus === 200);
    before.desk.destroy();

    server.at('/film', bytes('film'));
    const after = open(storage);
    expect(after.seen.transfers.map(({ id, status, reason, causedBy }) => [id, status, reason, causedBy])).toEqual([
      ['t1', 'finished', undefined, undefined],
      ['t2', 'failed', 'The server answered 404 Not Found', undefined],
      ['t3', 'dropped', 'dropped, because gone failed: The server answered 404 Not Found', 't2'],
      ['t4', 'interrupted', 'the page was left', undefined],
      ['t5', 'dropped', 'dropped, because film was interrupted', 't4'],
    ]);
    expect(server.asked).toHaveLength(2);
    after.desk.retry('t5');
    after.desk.retry('t4');
    after.desk.add([server.url('/fine')]);
    await after.until(({ transfers }) => transfers.at(-1)?.status === 'finished');
    expect(after.seen.transfers.slice(3).map(({ id, status }) => [id, status])).toEqual([
      ['t4', 'finished'],
      ['t5', 'finished'],
      ['t6', 'finished'],
    ]);
    expect(server.asked.slice(2)).toEqual(['GET /film', 'GET /next', 'GET /fine']);
  });

  it('knows of an upload that its file is gone with the page', async () => {
    const server = await FileServer.open({ '/in': () => undefined });
    const storage = new MemoryStorage();
    const before = open(storage);
    before.desk.upload(server.url('/in'), new File(['notes'], 'notes.txt'));
    before.desk.upload(server.url('/in'), new File(['more'], 'more.txt'));
    await before.untilStates('notes.txt: running', 'more.txt: waiting');
    before.desk.destroy();
    const after = open(storage);
    expect(after.seen.transfers).toMatchObject([
      { status: 'interrupted', needsFile: true },
      { status: 'dropped', needsFile: true },
    ]);
    after.desk.retry('t1');
    after.desk.add([server.url('/a')]);
    await after.until(({ transfers }) => transfers.length === 3);
    expect(after.states).toEqual(['notes.txt: interrupted', 'more.txt: dropped', expect.any(String)]);
  });

  it('keeps no password', async () => {
    const storage = new MemoryStorage();
    const page = open(storage);
    page.desk.add(['http://ada:lovelace@127.0.0.1:9/a']);
    await page.until(({ transfers }) => transfers.length > 0);
    page.desk.destroy();
    expect(storage.texts.join()).toContain('127.0.0.1:9/a');
    expect(storage.texts.join()).not.toContain('lovelace');
  });

  it.each(['nonsense', 'null', '{}', '{"tab":"x","transfers":[{}]}', '{"tab":"x","transfers":[{"id":"__proto__"}]}'])(
    'begins with nothing where what is kept is %s',
    async (kept) => {
      const storage = new MemoryStorage();
      const before = open(storage);
      before.desk.add(['http://127.0.0.1:9/a']);
      await before.until(({ transfers }) => transfers.length > 0);
      before.desk.destroy();
      storage.overwrite(kept);
      expect(open(storage).seen.transfers).toEqual([]);
    },
  );

  it('keeps nothing rather than an old list where there is no room for the new one', async () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const storage = new MemoryStorage();
    const page = open(storage);
    page.desk.add(['http://127.0.0.1:9/a']);
    await page.until(({ transfers }) => transfers.length > 0);
    storage.longest = 10;
    page.desk.destroy();
    expect(storage.texts).toEqual([]);
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
  });

  it('gives a file that has come once more, and forgets it with its transfer', async () => {
    const server = await FileServer.open({ '/a': bytes('alpha'), '/b': new HeldBody(1).answer });
    const files = new MemoryFiles();
    const page = open(new MemoryStorage(), files);
    page.desk.add([server.url('/a'), server.url('/b')]);
    await page.untilStates('a: finished', 'b: running');
    page.desk.offer('t1');
    page.desk.offer('t2');
    page.desk.remove('t1');
    await page.untilStates('b: running');
    page.desk.offer('t1');
    page.desk.destroy();
    expect(files.done).toEqual(['offer t1 a', 'forget t1', 'end']);
    expect(await page.desk.chooseFolder()).toBe('Downloads');
  });
});
