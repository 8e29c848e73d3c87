import type { BrowserContextOptions } from 'playwright-core';
import type { ManagerPage } from './support/manager-page.ts';
import { measured } from './support/measured.ts';
import { staged } from './support/staged.ts';
import { frameCosts, type FrameCosts } from './support/trace.ts';

/** Layout Instability API, which TypeScript does not know. */
interface LayoutShift extends PerformanceEntry {
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRect;
    readonly currentRect: DOMRect;
  }[];
}

/** Where all is drawn by the processor, and that is busy. */
jest.setTimeout(180_000);

const stage = staged();

describe('while bars move', () => {
  it('nothing else on the page does', async () => {
    const { server } = stage.now;
    const shown = await stage.now.open('By the gateway', {
      reducedMotion: 'no-preference',
      viewport: { width: 1280, height: 1600 },
    });
    const { page } = shown;
    const other = await stage.now.another();
    const origins = [server.origin, server.originNamed(), other.origin];
    const valves = [server, other].map((each) => each.valve('/files/first.bin', 1));
    const query = 'bytes=3000000&rate=2000000';
    const seconds = ['b.bin', 'c.bin', 'd.bin'];
    await shown.add(
      ...origins.flatMap((each, i) => [
        `${each}/files/first.bin?${query}`,
        `${each}/files/${seconds[i] ?? ''}?${query}`,
      ]),
    );
    for (const name of seconds) await shown.says(name, 'Waiting');
    await page.evaluate(() => {
      const shifts: string[] = [];
      Object.assign(globalThis, { shifts });
      const nameOf = (node: Node | null): string =>
        node instanceof Element ? `${node.tagName}.${node.className}` : (node?.textContent ?? '');
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as LayoutShift[])
          shifts.push(
            ...entry.sources.map(
              ({ node, previousRect, currentRect }) =>
                `${nameOf(node)} ${JSON.stringify(previousRect)} ${JSON.stringify(currentRect)}`,
            ),
          );
      }).observe({ type: 'layout-shift' });
    });
    for (const valve of valves) valve.open();
    for (const name of seconds) await shown.says(name, 'Finished');
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
    const { most, frames } = await page.evaluate<{ most: number; frames: number }>('draws');
    expect(most).toBe(1);
    expect(frames).toBeGreaterThan(1);
    measured('a list of 1,000', { elements: await elements(), 'elements with 100': with100, 'frames drawn': frames });
  });
});

describe('what a frame costs in scripts', () => {
  const wide = { viewport: { width: 1280, height: 900 } };
  const frames = 120;

  /** Until so many frames have been drawn. */
  const drawn = ({ page }: ManagerPage): Promise<void> =>
    page.evaluate(
      (wanted) =>
        new Promise<void>((resolve) => {
          let count = 0;
          const frame = (): void => (++count > wanted ? resolve() : void requestAnimationFrame(frame));
          frame();
        }),
      frames,
    );
  const costs = (shown: ManagerPage): Promise<FrameCosts> =>
    frameCosts(stage.now.browser, shown.page, () => drawn(shown));
  const bars = ({ page }: ManagerPage): Promise<number> => page.getByRole('progressbar').count();

  /** Transfers that fetch nothing and run for ever, so that drawing is all there is to do. */
  async function bench(
    count: number,
    options: BrowserContextOptions = wide,
    before?: () => void,
  ): Promise<ManagerPage> {
    const shown = await stage.now.show(`&bench=${count}`, options, before);
    await shown.bar('file-1.bin').waitFor();
    return shown;
  }

  it('is hardly more with 200 bars than with 20, as those out of sight are not in the page', async () => {
    const few = await costs(await bench(20));
    const many = await costs(await bench(200));
    measured('scripts in a frame, in ms, with 20 bars that run', few);
    measured('scripts in a frame, in ms, with 200 bars that run', many);
    expect(many.median / few.median).toBeLessThan(4);
  });

  it('grows less than the number of bars where all are in sight', async () => {
    const few = await costs(await bench(20));
    const shown = await bench(200, { viewport: { width: 800, height: 6000 } }, () => {
      // So small that all of them fit.
      document.addEventListener('readystatechange', () => (document.documentElement.style.fontSize = '2px'));
    });
    await shown.bar('file-200.bin').waitFor();
    expect(await bars(shown)).toBe(200);
    const all = await costs(shown);
    measured('scripts in a frame, in ms, with 200 bars that run and are all in sight', all);
    expect(all.median / few.median).toBeLessThan(20);
  });

  it('is told for 200 downloads that run, each from another origin', async () => {
    const { server } = stage.now;
    const shown = await stage.now.open('In this browser', wide);
    const urls = Array.from(
      { length: 200 },
      (_, i) => `${server.originNamed(`n${i}.localhost`)}/files/${i}.bin?bytes=1e9&rate=200000`,
    );
    await shown.add(...urls);
    await server.until((visits) => visits.length === 200 && visits.every(({ sent }) => sent > 0));
    measured('scripts in a frame, in ms, with 200 downloads that run', await costs(shown));
  });
});
