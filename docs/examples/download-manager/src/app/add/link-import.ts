import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { Component, computed, DestroyRef, inject, output, signal } from '@angular/core';
import type { Subscription } from 'rxjs';
import { inPipeline, injectPipeline, progressSignal, stateSignal } from 'rx-qhttp/angular';
import { stateNames } from '../list/state-names';
import { bytesText } from '../shared/format';
import { faultOf } from './addresses';
import { linksIn } from './page-links';

/**
 * Reads a page or a list, and tells the addresses in it.
 *
 * An ordinary call of `HttpClient`: it goes through the pipeline `pages` by its context, whose state and progress are
 * signals here. Cancelling is unsubscribing, and the server sees it.
 */
@Component({
  selector: 'dm-link-import',
  templateUrl: './link-import.html',
  styleUrl: './link-import.css',
})
export class LinkImport {
  /** The addresses that were found. */
  readonly found = output<readonly string[]>();

  protected readonly address = signal('');
  protected readonly message = signal('');
  protected readonly failed = signal(false);
  readonly #http = inject(HttpClient);
  readonly #pipeline = injectPipeline('pages');
  readonly #state = stateSignal(this.#pipeline);
  readonly #progress = progressSignal(this.#pipeline);
  readonly #reading = signal<Subscription | undefined>(undefined);
  protected readonly reading = computed(() => this.#reading() !== undefined);
  protected readonly status = computed(() => {
    if (!this.reading()) return this.message();
    const { done } = this.#progress();
    return `${stateNames[this.#state()]}${done > 0 ? ` · ${bytesText(done)}` : ''}`;
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#reading()?.unsubscribe());
  }

  protected read(): void {
    const address = this.address().trim();
    const fault = address ? faultOf(address) : 'say which page holds the links';
    if (fault) return this.#tell(`Page: ${fault}.`, true);
    const reading = this.#http.get(address, { responseType: 'text', context: inPipeline('pages') }).subscribe({
      next: (text) => this.#take(linksIn(text, address)),
      error: (error: unknown) => this.#tell(failureText(error), true),
    });
    this.#reading.set(reading);
    reading.add(() => this.#reading.set(undefined));
  }

  protected cancel(): void {
    this.#reading()?.unsubscribe();
    this.#tell('Cancelled.', false);
  }

  #take(links: readonly string[]): void {
    if (links.length === 0) this.#tell('There are no links in it.', true);
    else this.found.emit(links);
  }

  #tell(message: string, failed: boolean): void {
    this.message.set(message);
    this.failed.set(failed);
  }
}

function failureText(error: unknown): string {
  if (!(error instanceof HttpErrorResponse)) return String(error);
  if (error.status > 0) return `The server answered ${error.status} ${error.statusText}. Check the address.`;
  return 'No answer. The server is not there, or does not allow other pages to read it (CORS).';
}
