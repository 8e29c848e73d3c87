import { computed, DestroyRef, DOCUMENT, inject, Injectable, InjectionToken, signal } from '@angular/core';
import type { TransferDesk } from '../../../engine/model.ts';
import { tabStorage } from '../../../engine/tab-storage.ts';
import { DeskStore } from './desk-store';

/** Where transfers run. */
export type Way = 'browser' | 'gateway';

/** Makes the desk of each way; undefined where there is none, as the page was not opened by the gateway. */
export type Desks = Readonly<Record<Way, (() => TransferDesk) | undefined>>;

/** The desks of this page. */
export const DESKS = new InjectionToken<Desks>('the desk of each way');

/** The two ways. Both go on with what they do, whichever is shown. */
@Injectable({ providedIn: 'root' })
export class Ways {
  readonly #desks = inject(DESKS);
  readonly #document = inject(DOCUMENT);
  readonly #storage = tabStorage(this.#document.defaultView ?? window);
  readonly #stores = signal<Partial<Record<Way, DeskStore>>>({});
  readonly #way = signal<Way>('browser');

  /** Which one is shown. */
  readonly way = this.#way.asReadonly();
  /** What is shown. */
  readonly store = computed(() => {
    const store = this.#stores()[this.#way()];
    if (!store) throw new Error(`The way ${this.#way()} is not there.`);
    return store;
  });

  constructor() {
    const kept = this.#storage.getItem(keptAs);
    this.choose(kept === 'browser' || !this.has('gateway') ? 'browser' : 'gateway');
    inject(DestroyRef).onDestroy(() => Object.values(this.#stores()).forEach((store) => store.destroy()));
  }

  /** Whether there is this way. */
  has(way: Way): boolean {
    return this.#desks[way] !== undefined;
  }

  /** How many transfers run on a way, shown or not. */
  running(way: Way): number {
    const counts = this.#stores()[way]?.summary().counts;
    return counts ? counts.running + counts.paused : 0;
  }

  /** Shows a way; its desk is made when it is shown for the first time. */
  choose(way: Way): void {
    const make = this.#desks[way];
    if (!make) return;
    if (!this.#stores()[way]) {
      const store = new DeskStore(make(), this.#document);
      this.#stores.update((stores) => ({ ...stores, [way]: store }));
    }
    this.#way.set(way);
    this.#storage.setItem(keptAs, way);
  }
}

const keptAs = 'download-manager way';
