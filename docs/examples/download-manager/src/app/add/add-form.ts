import { Component, computed, ElementRef, inject, input, signal, viewChild } from '@angular/core';
import type { DeskStore } from '../desk/desk-store';
import { PAGE_START } from '../desk/page-start';
import { Icon } from '../shared/icon';
import { addressesOf, type LineError } from './addresses';
import { LinkImport } from './link-import';

/** Addresses, one a line, that are to be downloaded. */
@Component({
  selector: 'dm-add-form',
  imports: [Icon, LinkImport],
  templateUrl: './add-form.html',
  styleUrl: './form.css',
})
export class AddForm {
  readonly store = input.required<DeskStore>();

  protected readonly text = signal(inject(PAGE_START).urls.join('\n'));
  protected readonly errors = signal<readonly LineError[]>([]);
  protected readonly count = computed(() => addressesOf(this.text()).urls.length);
  protected readonly rows = computed(() => Math.min(8, Math.max(3, this.text().split('\n').length)));
  protected readonly folder = signal('');
  protected readonly importing = signal(false);
  protected readonly areaQuery = viewChild.required<ElementRef<HTMLTextAreaElement>>('area');

  protected onText(text: string): void {
    this.text.set(text);
    if (this.errors().length > 0) this.errors.set(addressesOf(text).errors);
  }

  protected add(): void {
    const { urls, errors } = addressesOf(this.text());
    this.errors.set(errors);
    const [first] = errors;
    if (first) return this.toLine(first.line);
    if (urls.length === 0) return this.#focus();
    try {
      this.store().desk.add(urls);
      this.text.set('');
    } catch (error) {
      this.errors.set([{ line: 0, message: error instanceof Error ? error.message : String(error) }]);
    }
    this.#focus();
  }

  /** Links stand below what is there already. */
  protected take(links: readonly string[]): void {
    const lines = this.text()
      .split('\n')
      .filter((line) => line.trim());
    this.onText([...lines, ...links.filter((link) => !lines.includes(link))].join('\n'));
    this.importing.set(false);
    this.#focus();
  }

  /** Selects a line, counted from 1. */
  protected toLine(line: number): void {
    const area = this.areaQuery().nativeElement;
    const before =
      this.text()
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    const length = this.text().split('\n')[line - 1]?.length ?? 0;
    area.focus();
    area.setSelectionRange(before, before + length);
  }

  protected async chooseFolder(): Promise<void> {
    try {
      const name = await this.store().desk.chooseFolder?.();
      if (name !== undefined) this.folder.set(name);
    } catch (error) {
      this.errors.set([{ line: 0, message: `The browser gives no folder: ${String(error)}` }]);
    }
  }

  #focus(): void {
    this.areaQuery().nativeElement.focus();
  }
}
