import type { Way } from './support/manager-page.ts';
import { staged } from './support/staged.ts';
import { isMonotonic, valuesOf } from './support/watched-bars.ts';

const mebibyte = 1024 * 1024;
const stage = staged();

describe.each<Way>(['In this browser', 'By the gateway'])('uploads: %s', (way) => {
  it('tell how far they are, and arrive whole', async () => {
    const { server } = stage.now;
    const file = await stage.now.file('photos.zip', 24 * mebibyte);
    const valve = server.valve('/upload', mebibyte);
    const shown = await stage.now.open(way);
    await shown.upload(`${server.origin}/upload?rate=1e12`, file);
    await server.until((visits) => visits.some(({ received }) => received === mebibyte));
    await shown.bar('photos.zip').and(shown.page.locator('[aria-valuenow]:not([aria-valuenow="100"])')).waitFor();
    valve.open();
    await shown.says('photos.zip', 'Finished');
    expect(server.visits).toMatchObject([{ method: 'POST', path: '/upload', received: 24 * mebibyte, status: 200 }]);
    const values = await valuesOf(shown.page, 'photos.zip');
    expect(values.at(-1)).toBe(100);
    expect(values.length).toBeGreaterThan(1);
    expect(isMonotonic(values)).toBe(true);
  });

  it('can be aborted: the server sees it', async () => {
    const { server } = stage.now;
    const valve = server.valve('/upload', mebibyte);
    const shown = await stage.now.open(way);
    await shown.upload(`${server.origin}/upload?rate=1e12`, await stage.now.file('photos.zip', 24 * mebibyte));
    await server.until((visits) => visits.some(({ received }) => received === mebibyte));
    await shown.button(`Abort current of ${server.origin}`).click();
    await shown.says('photos.zip', 'Aborted');
    valve.open(); // a server that does not read does not see that nobody is there any more
    await server.until((visits) => visits.some(({ outcome }) => outcome === 'left by the client'));
    expect(server.visits[0]?.received).toBeLessThan(24 * mebibyte);
  });
});

describe('an upload by the gateway', () => {
  it('can be paused', async () => {
    const { server } = stage.now;
    const bytes = 128 * mebibyte;
    const valve = server.valve('/upload', mebibyte);
    const shown = await stage.now.open('By the gateway');
    await shown.upload(`${server.origin}/upload?rate=1e12`, await stage.now.file('photos.zip', bytes));
    await server.until((visits) => visits.some(({ received }) => received === mebibyte));
    await shown.button('Pause photos.zip').click();
    await shown.says('photos.zip', 'Paused');
    valve.open();
    await shown.add(`${server.originNamed()}/files/b.bin?bytes=${bytes}`);
    await shown.says('b.bin', 'Finished');
    expect(server.visits[0]?.received).toBeLessThan(bytes / 2);
    await shown.button('Resume photos.zip').click();
    await shown.says('photos.zip', 'Finished');
    expect(server.visits[0]?.received).toBe(bytes);
  });
});
