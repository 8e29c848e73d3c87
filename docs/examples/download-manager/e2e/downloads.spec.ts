import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Way } from './support/manager-page.ts';
import { staged } from './support/staged.ts';
import { isMonotonic, valuesOf } from './support/watched-bars.ts';

const mebibyte = 1024 * 1024;
const stage = staged();

/** The paths that the server was asked for, in this order. */
const asked = (): readonly string[] => stage.now.server.visits.map(({ path }) => path);
const url = (path: string): string => stage.now.server.origin + path;
const left = (path: string): Promise<unknown> =>
  stage.now.server.until((visits) =>
    visits.some((each) => each.path === path && each.outcome === 'left by the client'),
  );

describe.each<Way>(['In this browser', 'By the gateway'])('downloads: %s', (way) => {
  it('come one after the other, with bars that only grow', async () => {
    const { server } = stage.now;
    const valve = server.valve('/files/a.bin', mebibyte);
    const shown = await stage.now.open(way);
    await shown.add(url(`/files/a.bin?bytes=${2 * mebibyte}`), url('/files/b.bin?length=unknown'), url('/files/c.bin'));
    await shown.reaches('a.bin', 50);
    await shown.says('b.bin', 'Waiting');
    expect(asked()).toEqual(['/files/a.bin']);
    valve.open();
    for (const name of ['a.bin', 'b.bin', 'c.bin']) await shown.says(name, 'Finished');
    expect(asked()).toEqual(['/files/a.bin', '/files/b.bin', '/files/c.bin']);
    const values = await valuesOf(shown.page, 'a.bin');
    expect(values).toContain(50);
    expect(values.at(-1)).toBe(100);
    expect(isMonotonic(values)).toBe(true);
  });

  it('are held up by a pause, while another pipeline goes on, and go on later', async () => {
    const { server } = stage.now;
    const bytes = 512 * mebibyte;
    const valve = server.valve('/files/a.bin', bytes / 4);
    const shown = await stage.now.open(way);
    await shown.add(url(`/files/a.bin?bytes=${bytes}`));
    await shown.reaches('a.bin', 25);
    await shown.button('Pause a.bin').click();
    await shown.says('a.bin', 'Paused');
    valve.open();
    // What takes this long would have brought the rest of the first one, too.
    await shown.add(`${server.originNamed()}/files/b.bin?bytes=${bytes / 2}`);
    await shown.says('b.bin', 'Finished');
    expect(server.visits[0]?.sent).toBeLessThan(0.75 * bytes); // what a system and a browser hold of what nobody reads
    expect((await valuesOf(shown.page, 'a.bin')).at(-1)).toBe(25);
    await shown.button('Resume a.bin').click();
    await shown.says('a.bin', 'Finished');
    expect(server.visits[0]).toMatchObject({ sent: bytes, outcome: 'answered' });
  });

  it('can be aborted: the server sees it, and the next one begins', async () => {
    const { server } = stage.now;
    server.valve('/files/a.bin', mebibyte);
    const shown = await stage.now.open(way);
    await shown.add(url(`/files/a.bin?bytes=${2 * mebibyte}`), url('/files/b.bin'));
    await shown.reaches('a.bin', 50);
    const gone = left('/files/a.bin');
    await shown.button(`Abort current of ${server.origin}`).click();
    await gone;
    await shown.says('a.bin', 'Aborted');
    await shown.says('b.bin', 'Finished');
    expect(asked()).toEqual(['/files/a.bin', '/files/b.bin']);
  });

  it.each([
    ['breaks off', '/broken/x.bin', /Failed: /],
    ['is not there', '/missing/x.bin', /Failed: .*404.*Check the address/],
    ['goes wrong at the server', '/error/x.bin', /Failed: .*500.*Try again later/],
  ])('are dropped behind one that %s, which is told, and can be queued again', async (_what, path, outcome) => {
    const { server } = stage.now;
    const valve = server.valve('/files/a.bin', 1);
    const shown = await stage.now.open(way);
    const elsewhere = `${server.originNamed()}/files/e.bin`;
    await shown.add(url('/files/a.bin'), url(path), url('/files/c.bin'), url('/files/d.bin'), elsewhere);
    valve.open();
    await shown.says('x.bin', outcome);
    for (const name of ['c.bin', 'd.bin']) await shown.says(name, 'Dropped: x.bin failed');
    await shown.page.getByText('x.bin failed, and 2 that waited were dropped.').first().waitFor();
    for (const name of ['a.bin', 'e.bin']) await shown.says(name, 'Finished');
    expect(asked().filter((each) => each !== '/files/e.bin')).toEqual(['/files/a.bin', path]);
    await shown.button('Queue these again').click();
    for (const name of ['c.bin', 'd.bin']) await shown.says(name, 'Finished');
    expect(asked().slice(-2)).toEqual(['/files/c.bin', '/files/d.bin']);
    await shown.says('x.bin', outcome);
  });

  it('change places while they wait, and leave', async () => {
    const { server } = stage.now;
    const valve = server.valve('/files/a.bin', 1);
    const shown = await stage.now.open(way);
    const names = ['a.bin', 'b.bin', 'c.bin', 'd.bin', 'e.bin'];
    await shown.add(...names.map((name) => url(`/files/${name}`)));
    await shown.says('e.bin', 'Waiting');
    await shown.button('Move up d.bin').click();
    await shown.order('a.bin', 'b.bin', 'd.bin', 'c.bin', 'e.bin');
    await shown.button('Move up d.bin').click();
    await shown.order('a.bin', 'd.bin', 'b.bin', 'c.bin', 'e.bin');
    await shown.button('Move down b.bin').click();
    await shown.order('a.bin', 'd.bin', 'c.bin', 'b.bin', 'e.bin');
    await shown.button('Remove c.bin').click();
    await shown.order('a.bin', 'd.bin', 'b.bin', 'e.bin');
    valve.open();
    await shown.says('e.bin', 'Finished');
    expect(asked()).toEqual(['/files/a.bin', '/files/d.bin', '/files/b.bin', '/files/e.bin']);
  });

  it('are dragged to another place while they wait', async () => {
    const { server } = stage.now;
    const valve = server.valve('/files/a.bin', 1);
    const shown = await stage.now.open(way);
    await shown.add(...['a.bin', 'b.bin', 'c.bin', 'd.bin'].map((name) => url(`/files/${name}`)));
    await shown.says('d.bin', 'Waiting');
    await shown.row('d.bin').getByTitle('Drag to another place in the line').hover();
    const target = await shown.row('b.bin').boundingBox();
    await shown.page.mouse.down();
    await shown.page.mouse.move(target?.x ?? 0, (target?.y ?? 0) + 8, { steps: 12 });
    await shown.page.mouse.up();
    await shown.order('a.bin', 'd.bin', 'b.bin', 'c.bin');
    valve.open();
    await shown.says('c.bin', 'Finished');
    expect(asked()).toEqual(['/files/a.bin', '/files/d.bin', '/files/b.bin', '/files/c.bin']);
  });

  it('that wait are cleared, while the one that runs goes on', async () => {
    const { server } = stage.now;
    const valve = server.valve('/files/a.bin', 1);
    const shown = await stage.now.open(way);
    await shown.add(...['a.bin', 'b.bin', 'c.bin'].map((name) => url(`/files/${name}`)));
    await shown.says('c.bin', 'Waiting');
    await shown.button(`Clear waiting of ${server.origin}`).click();
    for (const name of ['b.bin', 'c.bin']) await shown.says(name, /^Dropped/);
    valve.open();
    await shown.says('a.bin', 'Finished');
    expect(asked()).toEqual(['/files/a.bin']);
  });

  it('are refused with a line that is no address, and nothing of them is added', async () => {
    const shown = await stage.now.open(way);
    await shown.addresses.fill([url('/files/a.bin'), '', 'ftp://example.org/b'].join('\n'));
    await shown.addresses.press('Control+Enter');
    await shown.page.getByRole('alert').getByText('is neither http:// nor https://').waitFor();
    await shown.button('Line 3').click();
    const selected = await shown.addresses.evaluate((area: HTMLTextAreaElement) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
    );
    expect(selected).toBe('ftp://example.org/b');
    expect(asked()).toEqual([]);
  });
});

describe('downloads by the gateway', () => {
  it('are files in its folder, under names of their own', async () => {
    const shown = await stage.now.open('By the gateway');
    await shown.add(url('/files/a.bin?bytes=1000'));
    await shown.says('a.bin', 'Finished');
    await shown.add(url('/files/a.bin?bytes=2000'), url('/files/..%2F..%2Fb.bin?bytes=3000'));
    await shown.says('a (2).bin', 'Finished');
    await stage.now.server.until(
      (visits) => visits.length === 3 && visits.every((each) => each.outcome === 'answered'),
    );
    await shown.page.getByText('3 of 3 finished').waitFor();
    const { files, folder } = stage.now.manager;
    expect(files.map((name) => statSync(join(folder, name)).size).toSorted((a, b) => a - b)).toEqual([
      1000, 2000, 3000,
    ]);
    expect(files.every((name) => !name.includes('/') && !name.startsWith('.'))).toBe(true);
  });
});
