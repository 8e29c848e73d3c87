import { join } from 'node:path';
import type { ManagerPage } from './manager-page.ts';
import { artefacts } from './places.ts';

/** A picture of the page as it is, in light and in dark. */
export async function shoot({ page }: ManagerPage, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const file = `${name.toLowerCase().replaceAll(/\W+/g, '-')}-${colorScheme}.png`;
    await page.screenshot({ path: join(artefacts, file), animations: 'disabled' });
  }
  await page.emulateMedia({ colorScheme: null });
}
