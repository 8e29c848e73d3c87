import { staged } from './support/staged.ts';

const mebibyte = 1024 * 1024;
const stage = staged();

describe('a page that is loaded anew in the middle', () => {
  it('shows what the gateway is doing, which goes on', async () => {
    const { server } = stage.now;
    const valve = server.valve('/files/a.bin', mebibyte);
    const shown = await stage.now.open('By the gateway');
    await shown.add(`${server.origin}/files/a.bin?bytes=${2 * mebibyte}`, `${server.origin}/files/b.bin`);
    await shown.reaches('a.bin', 50);
    await shown.page.reload();
    await shown.reaches('a.bin', 50);
    await shown.says('b.bin', 'Waiting');
    valve.open();
    for (const name of ['a.bin', 'b.bin']) await shown.says(name, 'Finished');
    expect(server.visits.map(({ path, outcome }) => [path, outcome])).toEqual([
      ['/files/a.bin', 'answered'],
      ['/files/b.bin', 'answered'],
    ]);
  });

  it('finds the list of the browser, in which what ran is interrupted and can be tried again', async () => {
    const { server } = stage.now;
    const valve = server.valve('/files/a.bin', mebibyte);
    const shown = await stage.now.open('In this browser');
    await shown.add(`${server.origin}/files/a.bin?bytes=${2 * mebibyte}`, `${server.origin}/files/b.bin`);
    await shown.reaches('a.bin', 50);
    await shown.page.reload();
    await server.until((visits) => visits.some(({ outcome }) => outcome === 'left by the client'));
    await shown.says('a.bin', 'Interrupted');
    valve.open();
    await shown.button('Try again a.bin').click();
    await shown.says('a.bin', 'Finished');
    await shown.row('b.bin').waitFor();
  });

  it('asks the same question again', async () => {
    const { server } = stage.now;
    const shown = await stage.now.open('By the gateway');
    await shown.add(`${server.origin}/private/a.bin`);
    await shown.dialog.waitFor();
    await shown.page.reload();
    await shown.dialog.getByText('Analytical Engine').waitFor();
  });
});
