import type { Row, View } from './view.js';

/** A view that makes room for a question: what is told meanwhile is shown afterwards. */
export class PausableView implements View {
  readonly #make: () => View;
  #view: View | undefined;
  readonly #missed: ((view: View) => void)[] = [];

  /** @param make - called anew after each pause */
  constructor(make: () => View) {
    this.#make = make;
    this.#view = make();
  }

  pause(): void {
    this.#view?.close();
    this.#view = undefined;
  }

  resume(): void {
    const view = (this.#view ??= this.#make());
    for (const tell of this.#missed.splice(0)) tell(view);
  }

  show(row: Row): void {
    this.#view?.show(row); // the next row says more than one that was missed
  }

  remove(origin: string): void {
    this.#view?.remove(origin);
  }

  line(text: string): void {
    this.#tell((view) => view.line(text));
  }

  failure(text: string): void {
    this.#tell((view) => view.failure(text));
  }

  close(): void {
    this.resume();
    this.#view?.close();
  }

  #tell(tell: (view: View) => void): void {
    if (this.#view) tell(this.#view);
    else this.#missed.push(tell);
  }
}
