import type { BrowserContext, Page } from 'playwright-core';

declare global {
  // What the script in the page gathers, by the names of the bars.
  var barValues: Record<string, number[]>;
}

/** Notes every value that a bar has shown, from its beginning. */
export async function watchBars(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    globalThis.barValues = {};
    const note = (bar: Element): void => {
      const value = bar.getAttribute('aria-valuenow');
      const values = (globalThis.barValues[bar.getAttribute('aria-label') ?? ''] ??= []);
      if (value !== null && values.at(-1) !== Number(value)) values.push(Number(value));
    };
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        if (type === 'attributes') note(target as Element); // attributes are those of elements
        for (const node of addedNodes) {
          if (node instanceof Element) node.querySelectorAll('[role=progressbar]').forEach(note);
        }
      }
    }).observe(document, { subtree: true, childList: true, attributeFilter: ['aria-valuenow'] });
  });
}

/** The values that a bar has shown, one after the other. */
export function valuesOf(page: Page, name: string): Promise<readonly number[]> {
  return page.evaluate((of) => globalThis.barValues[of] ?? [], name);
}

export function isMonotonic(values: readonly number[]): boolean {
  return values.every((value, i) => value >= (values[i - 1] ?? 0));
}
