import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagerPage } from './manager-page.ts';
import { example } from './places.ts';

const script = readFileSync(join(example, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** Of what axe gives, what is of interest here. */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe finds wrong with the page as it is: the rule, and where. */
export async function faultsOf({ page }: ManagerPage): Promise<readonly string[]> {
  await page.evaluate(script);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document)');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
  );
}

/** By how many pixels the page is wider than the window. */
export function overhangOf({ page }: ManagerPage): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
}
