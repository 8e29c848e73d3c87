import type { Locator, Page } from 'playwright-core';

export type Way = 'In this browser' | 'By the gateway';

/** The page of the download manager, by what a person finds in it. */
export class ManagerPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async choose(way: Way): Promise<void> {
    await this.page.locator('label').filter({ hasText: way }).click();
    await this.page.getByRole('radio', { name: way, checked: true }).waitFor();
  }

  get addresses(): Locator {
    return this.page.getByRole('textbox', { name: 'Download from', exact: true });
  }

  async add(...urls: readonly string[]): Promise<void> {
    await this.addresses.fill(urls.join('\n'));
    await this.button(urls.length > 1 ? `Add ${urls.length} downloads` : 'Add download').click();
  }

  /** @param path - of the file */
  async upload(url: string, path: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Upload to', exact: true }).fill(url);
    await this.page.getByLabel('File to upload').setInputFiles(path);
    await this.button('Upload').click();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  bar(name: string): Locator {
    return this.page.getByRole('progressbar', { name, exact: true });
  }

  /** Waits until a bar stands at so many percent. */
  async reaches(name: string, percent: number): Promise<void> {
    await this.bar(name)
      .and(this.page.locator(`[aria-valuenow="${percent}"]`))
      .waitFor();
  }

  /** The line of a transfer. */
  row(name: string): Locator {
    return this.page.getByRole('listitem').filter({ has: this.bar(name) });
  }

  /** Waits until the line of a transfer says this. */
  async says(name: string, words: string | RegExp): Promise<void> {
    try {
      await this.row(name).getByText(words).waitFor();
    } catch (cause) {
      const lines = await this.page.getByRole('listitem').allInnerTexts();
      const said = lines.map((line) => line.replaceAll('\n', ' ')).join('\n');
      throw new Error(`“${name}” does not say ${String(words)}:\n${said}`, { cause });
    }
  }

  /** Waits until the bars stand in this order, from top to bottom. */
  async order(...names: readonly string[]): Promise<void> {
    const bars = this.page.getByRole('progressbar');
    for (const [place, name] of names.entries()) await bars.nth(place).and(this.bar(name)).waitFor();
    await bars.nth(names.length).waitFor({ state: 'detached' });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }
}
