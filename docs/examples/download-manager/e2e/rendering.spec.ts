import { measured } from './support/measured.ts';
import { staged } from './support/staged.ts';
import { frameCosts } from './support/trace.ts';

const stage = staged();

describe('while bars move', () => {
  it('nothing else on the page does', async () => {
    const { server } = stage.now;
    const shown = await stage.now.open('By the gateway', { reducedMotion: 'no-preference' });
    const { page } = shown;
    const origins = [server.origin, server.originNamed(), server.originNamed('a.localhost')];
    const valves = ['/files/a.bin', '/files/b.bin'].map((path) => server.valve(path, 1));
    const query = 'bytes=3000000&rate=2000000';
    await shown.add(...origins.flatMap((each) => [`${each}/files/a.bin?${query}`, `${each}/files/b.bin?${query}`]));
    await shown.bar('b.bin').nth(2).waitFor();
    await server.until((visits) => visits.filter(({ sent }) => sent === 1).length >= 1);
    await page.evaluate(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value); // Layout Instability API
      }).observe({ type: 'layout-shift' });
    });
    for (const valve of valves) valve.open();
    for (const place of [0, 1, 2]) await shown.row('b.bin').nth(place).getByText('Finished').waitFor();
    expect(await page.evaluate('shifts')).toEqual([]);
  });
});

describe('a list of 1,000', () => {
  it('has as many elements in the page as one of 100, and is drawn at most once in a frame', async () => {
    const { server } = stage.now;
    const valve = server.valve('/files/0.bin', 1);
    const shown = await stage.now.open('By the gateway');
    const { page } = shown;
    const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length);
    const add = (from: number, to: number): Promise<void> =>
      shown.add(...Array.from({ length: to - from }, (_, i) => `${server.origin}/files/${from + i}.bin?bytes=1000`));
    await add(0, 100);
    await page.getByText('99 waiting').first().waitFor();
    const with100 = await elements();
    await add(100, 1000);
    await page.getByText('999 waiting').first().waitFor();
    expect(await elements()).toBeLessThanOrEqual(with100);
    await page.keyboard.press('End');
    await page.mouse.wheel(0, 1e6);
    await shown.bar('999.bin').waitFor();
    expect(await elements()).toBeLessThan(1.5 * with100);
    await page.evaluate(() => {
      const draws = { inFrame: 0, most: 0, frames: 0 };
      Object.assign(globalThis, { draws });
      new MutationObserver(() => (draws.most = Math.max(draws.most, ++draws.inFrame))).observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      const frame = (): void => {
        if (draws.inFrame > 0) draws.frames++;
        draws.inFrame = 0;
        requestAnimationFrame(frame);
      };
      frame();
    });
    valve.open();
    await shown.says('999.bin', 'Finished');
    const { most, frames } = (await page.evaluate('draws')) as { most: number; frames: number };
    expect(most).toBe(1);
    expect(frames).toBeGreaterThan(1);
    measured('a list of 1,000', { elements: await elements(), 'elements with 100': with100, 'frames drawn': frames });
  });
});

describe('what drawing costs', () => {
  /** Of a desk in the page itself, whose transfers run for ever. */
  async function cost(bars: number): Promise<Awaited<ReturnType<typeof frameCosts>>> {
    const shown = await stage.now.open('In this browser', { viewport: { width: 1280, height: 900 } });
    void bars;
    return frameCosts(stage.now.browser, shown.page, () => Promise.resolve());
  }

  it.todo('with 200 bars');
  void cost;
});
