import type { ManagerPage } from './support/manager-page.ts';
import { measured } from './support/measured.ts';
import { tabMemory } from './support/memory.ts';
import { staged } from './support/staged.ts';
import { isMonotonic, valuesOf } from './support/watched-bars.ts';

const mebibyte = 1024 * 1024;
const stage = staged();

/** Waits for the end of a transfer, and watches the memory of the tab, in MiB. */
async function memoryUntilFinished(
  shown: ManagerPage,
  name: string,
): Promise<{ before: number; most: number; after: number }> {
  const { browser } = stage.now;
  const before = await tabMemory(browser);
  let most = before;
  const end = { isOver: false };
  const finished = shown.says(name, 'Finished').then(() => (end.isOver = true));
  while (!end.isOver) most = Math.max(most, await Promise.race([tabMemory(browser), finished.then(() => 0)]));
  await finished;
  return { before, most, after: await tabMemory(browser) };
}

it('256 MiB come in the browser, with a bar that only grows and ends at 100 %', async () => {
  const { server } = stage.now;
  const shown = await stage.now.open('In this browser');
  await shown.add(`${server.origin}/files/film.mp4?bytes=${256 * mebibyte}`);
  const memory = await memoryUntilFinished(shown, 'film.mp4');
  const values = await valuesOf(shown.page, 'film.mp4');
  expect(isMonotonic(values)).toBe(true);
  expect(values.at(-1)).toBe(100);
  expect(server.visits[0]).toMatchObject({ sent: 256 * mebibyte, outcome: 'answered' });
  measured('memory of the tab with a download of 256 MiB, in MiB', { ...memory, steps: values.length });
});

it('64 MiB go in the browser, with a bar that only grows and ends at 100 %', async () => {
  const { server } = stage.now;
  const shown = await stage.now.open('In this browser');
  await shown.upload(`${server.origin}/upload?rate=1e12`, await stage.now.file('film.mp4', 64 * mebibyte));
  const memory = await memoryUntilFinished(shown, 'film.mp4');
  const values = await valuesOf(shown.page, 'film.mp4');
  expect(isMonotonic(values)).toBe(true);
  expect(values.at(-1)).toBe(100);
  expect(server.visits[0]).toMatchObject({ received: 64 * mebibyte, outcome: 'answered' });
  measured('memory of the tab with an upload of 64 MiB, in MiB', { ...memory, steps: values.length });
});
