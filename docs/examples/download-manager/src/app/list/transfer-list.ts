import { CdkDrag, type CdkDragDrop, CdkDropList } from '@angular/cdk/drag-drop';
import { BreakpointObserver } from '@angular/cdk/layout';
import {
  CdkVirtualForOf,
  CdkVirtualScrollableWindow,
  CdkVirtualScrollViewport,
  VIRTUAL_SCROLL_STRATEGY,
} from '@angular/cdk/scrolling';
import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { DeskStore } from '../desk/desk-store';
import { DropsRow } from './drops-row';
import { type HeadAction, PipelineHead } from './pipeline-head';
import type { Row } from './row';
import { RowHeights } from './row-heights';
import { type RowAction, TransferRow } from './transfer-row';

/** All pipelines and their transfers, of which only those in sight are in the page. */
@Component({
  selector: 'dm-transfer-list',
  imports: [
    CdkDrag,
    CdkDropList,
    CdkVirtualForOf,
    CdkVirtualScrollableWindow,
    CdkVirtualScrollViewport,
    DropsRow,
    PipelineHead,
    TransferRow,
  ],
  templateUrl: './transfer-list.html',
  styleUrl: './transfer-list.css',
  providers: [
    { provide: RowHeights, useFactory: () => new RowHeights() },
    { provide: VIRTUAL_SCROLL_STRATEGY, useExisting: RowHeights },
  ],
})
export class TransferList {
  readonly store = input.required<DeskStore>();

  /** A list of its own: the type of the CDK's loop takes no readonly one. */
  protected readonly rows = computed(() => [...this.store().rows()]);
  readonly #narrow = toSignal(inject(BreakpointObserver).observe('(width < 44rem)'));
  readonly #heights = inject(RowHeights);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);
  protected readonly viewportQuery = viewChild.required(CdkVirtualScrollViewport);
  /** Where the focus goes when the list comes anew and the button that had it is gone. */
  #wanted: { readonly key: string; readonly action: string } | undefined;

  constructor() {
    effect(() => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const heights = this.#narrow()?.matches ? narrowRem : wideRem;
      this.#heights.set(this.rows().map((row, at) => rem * (at === 0 ? heights.first : heightOf(row, heights))));
      untracked(() => afterNextRender(() => this.#refocus(), { injector: this.#injector }));
    });
  }

  protected readonly key = (_at: number, row: Row): string => row.key;

  protected onHead({ pipeline }: Row, action: HeadAction): void {
    const { desk } = this.store();
    if (action === 'abort') desk.abortCurrent(pipeline);
    else desk.clearWaiting(pipeline);
  }

  protected onAgain({ dropped }: Row & { kind: 'drops' }): void {
    for (const id of dropped) this.store().desk.retry(id);
  }

  protected onRow({ id, key, place }: Row & { kind: 'transfer' }, action: RowAction): void {
    const { desk } = this.store();
    this.#wanted = { key: action === 'remove' ? this.#neighbour(key) : key, action };
    switch (action) {
      case 'up':
        if (place?.up !== undefined) desk.move(id, place.up);
        return;
      case 'down':
        if (place?.down !== undefined) desk.move(id, place.down);
        return;
      case 'offer':
        desk.offer?.(id);
        return;
      default:
        desk[action](id);
    }
  }

  /** A place in the line of its own pipeline: elsewhere a transfer cannot go. */
  protected readonly inLine = (at: number, drag: CdkDrag<Row>, list: CdkDropList): boolean =>
    rowOf(list.getSortedItems()[at])?.pipeline === drag.data.pipeline;

  protected onDrop({ item, currentIndex, previousIndex, container }: CdkDragDrop<unknown, unknown, Row>): void {
    const moved = item.data;
    if (moved.kind !== 'transfer' || currentIndex === previousIndex) return;
    const others = container.getSortedItems().filter((other) => other !== item);
    const next = rowOf(others[currentIndex]);
    const before =
      next?.kind === 'transfer' && next.pipeline === moved.pipeline ? next.id : this.#behind(others, currentIndex);
    if (before !== moved.id) this.store().desk.move(moved.id, before);
  }

  /** What stands behind the last one that is in the page. */
  #behind(others: readonly CdkDrag[], at: number): string | null {
    const previous = rowOf(others[at - 1]);
    return (previous?.kind === 'transfer' && previous.place?.down) || null;
  }

  /** The transfer that will stand where this one stood. */
  #neighbour(key: string): string {
    const keys = this.rows().flatMap((row) => (row.kind === 'transfer' ? [row.key] : []));
    const at = keys.indexOf(key);
    return keys[at + 1] ?? keys[at - 1] ?? '';
  }

  /** Moving or removing a row takes the focus away from the button that did it: it goes to where one goes on. */
  #refocus(): void {
    const wanted = this.#wanted;
    const { activeElement } = document;
    if (!wanted || (activeElement && activeElement !== document.body)) return;
    const row = this.#host.nativeElement.querySelector(`[data-key="${CSS.escape(wanted.key)}"]`);
    const buttons = [`[data-action="${wanted.action}"]`, '[data-action="first"]', 'button'];
    const button = buttons.map((one) => row?.querySelector<HTMLElement>(one)).find((found) => found);
    (button ?? this.viewportQuery().elementRef.nativeElement).focus();
  }
}

/** The template gives each of them its row. */
function rowOf(drag: CdkDrag<Row> | undefined): Row | undefined {
  return drag?.data;
}

interface Heights {
  readonly first: number;
  readonly pipeline: number;
  readonly drops: number;
  readonly transfer: number;
  readonly tall: number;
}

/** In rem, as transfer-list.css has them; the first head has no gap above, and below the last transfer is an edge. */
const wideRem: Heights = { first: 6, pipeline: 7.5, drops: 4, transfer: 4.5, tall: 5.75 };
const narrowRem: Heights = { first: 9, pipeline: 10.5, drops: 7.5, transfer: 6.75, tall: 11.5 };
const edgeRem = 0.5;

function heightOf(row: Row, heights: Heights): number {
  if (row.kind !== 'transfer') return heights[row.kind];
  return (row.tall ? heights.tall : heights.transfer) + (row.last ? edgeRem : 0);
}
