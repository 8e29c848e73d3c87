import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, Injector, signal, type Signal } from '@angular/core';
import { progressSignal } from 'rx-qhttp/angular';
import type { TransferProgress } from 'rx-qhttp/browser';

@Component({
  selector: 'app-upload',
  template: `<progress [attr.value]="ratio()"></progress>`,
})
export class Upload {
  readonly #client = inject(HttpClient);
  readonly #injector = inject(Injector);
  readonly #progress = signal<Signal<TransferProgress> | undefined>(undefined);
  readonly ratio = computed(() => this.#progress()?.().ratio);

  send(file: Blob): void {
    const events$ = this.#client.post('/films', file, { observe: 'events', reportProgress: true });
    this.#progress.set(progressSignal(events$, { direction: 'upload', injector: this.#injector }));
  }
}
