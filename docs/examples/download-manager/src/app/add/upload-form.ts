import { Component, DestroyRef, DOCUMENT, ElementRef, inject, input, signal, viewChild } from '@angular/core';
import type { DeskStore } from '../desk/desk-store';
import { keepUploadUrl, PAGE_START } from '../desk/page-start';
import { bytesText } from '../shared/format';
import { Icon } from '../shared/icon';
import { faultOf } from './addresses';

/** Files that are to be sent somewhere: picked, or dropped anywhere on the page. */
@Component({
  selector: 'dm-upload-form',
  imports: [Icon],
  templateUrl: './upload-form.html',
  styleUrl: './form.css',
})
export class UploadForm {
  readonly store = input.required<DeskStore>();

  protected readonly url = signal(inject(PAGE_START).uploadUrl);
  protected readonly files = signal<readonly File[]>([]);
  protected readonly urlError = signal('');
  protected readonly fileError = signal('');
  protected readonly over = signal(false);
  protected readonly bytesText = bytesText;
  protected readonly addressQuery = viewChild.required<ElementRef<HTMLInputElement>>('address');
  protected readonly pickerQuery = viewChild.required<ElementRef<HTMLInputElement>>('picker');

  readonly #view = inject(DOCUMENT).defaultView;

  constructor() {
    const document = inject(DOCUMENT);
    const listening = new AbortController();
    const { signal } = listening;
    document.addEventListener('dragover', (event) => this.#over(event), { signal });
    document.addEventListener('dragleave', (event) => this.#leave(event), { signal });
    document.addEventListener('drop', (event) => this.#drop(event), { signal });
    inject(DestroyRef).onDestroy(() => listening.abort());
  }

  protected choose(files: FileList | null): void {
    if (!files?.length) return;
    this.files.set([...files]);
    this.fileError.set('');
  }

  protected send(): void {
    const address = this.url().trim();
    const fault = address ? faultOf(address) : 'say where the file goes, for example https://example.org/upload';
    this.urlError.set(fault ?? '');
    this.fileError.set(this.files().length > 0 ? '' : 'Choose a file first, or drop one here.');
    if (fault) return this.addressQuery().nativeElement.focus();
    if (this.files().length === 0) return this.pickerQuery().nativeElement.focus();
    try {
      for (const file of this.files()) this.store().desk.upload(address, file);
      if (this.#view) keepUploadUrl(this.#view, address);
      this.files.set([]);
      this.pickerQuery().nativeElement.value = '';
    } catch (error) {
      this.urlError.set(error instanceof Error ? error.message : String(error));
    }
  }

  /** A file that falls beside the box would take the page away. */
  #over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.over.set(true);
  }

  #leave({ relatedTarget }: DragEvent): void {
    if (!relatedTarget) this.over.set(false);
  }

  #drop(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.over.set(false);
    this.choose(event.dataTransfer.files);
  }
}
