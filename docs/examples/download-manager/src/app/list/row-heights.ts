import type { CdkVirtualScrollViewport, VirtualScrollStrategy } from '@angular/cdk/scrolling';
import { distinctUntilChanged, Subject } from 'rxjs';

/**
 * Shows the rows that are in sight, where each row has a height that is known beforehand.
 *
 * The CDK's own strategy knows one height for all; here heads of pipelines stand between the transfers.
 */
export class RowHeights implements VirtualScrollStrategy {
  readonly #index = new Subject<number>();
  readonly scrolledIndexChange = this.#index.pipe(distinctUntilChanged());
  #viewport: CdkVirtualScrollViewport | undefined;
  /** Where each row begins, in pixels, and at last where all end. */
  #tops: readonly number[] = [0];

  /** The heights of all rows, in pixels. */
  set(heights: readonly number[]): void {
    let top = 0;
    this.#tops = [0, ...heights.map((height) => (top += height))];
    this.#update();
  }

  attach(viewport: CdkVirtualScrollViewport): void {
    this.#viewport = viewport;
    this.#update();
  }

  detach(): void {
    this.#index.complete();
    this.#viewport = undefined;
  }

  onContentScrolled(): void {
    this.#update();
  }

  onDataLengthChanged(): void {
    this.#update();
  }

  // The heights are given, not measured: nothing to do where the CDK tells of what it has rendered.
  onContentRendered(): void {}
  onRenderedOffsetChanged(): void {}

  scrollToIndex(index: number, behavior: ScrollBehavior): void {
    this.#viewport?.scrollToOffset(this.#tops[index] ?? 0, behavior);
  }

  #update(): void {
    const viewport = this.#viewport;
    if (!viewport) return;
    const rows = Math.min(viewport.getDataLength(), this.#tops.length - 1);
    const offset = viewport.measureScrollOffset();
    const first = this.#rowAt(offset);
    const start = this.#rowAt(offset - margin);
    const end = Math.min(rows, this.#rowAt(offset + viewport.getViewportSize() + margin) + 1);
    viewport.setTotalContentSize(this.#tops.at(-1) ?? 0);
    const shown = viewport.getRenderedRange();
    if (shown.start !== start || shown.end !== end) viewport.setRenderedRange({ start: Math.min(start, end), end });
    viewport.setRenderedContentOffset(this.#tops[Math.min(start, end)] ?? 0);
    this.#index.next(first);
  }

  /** The row at an offset, by halving. */
  #rowAt(offset: number): number {
    let low = 0;
    let high = this.#tops.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#tops[middle] ?? Infinity) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Pixels above and below what is in sight that are rendered, too. */
const margin = 400;
