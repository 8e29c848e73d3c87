/**
 * Runs a task once in the next animation frame, however often it is asked for until then.
 *
 * A tab that nobody sees has no animation frames: there a timer does it, so that what is gathered does not pile up.
 */
export class FrameBatch {
  readonly #task: () => void;
  readonly #document: Document;
  readonly #view: Window;
  #frame = 0;
  #timer = 0;

  constructor(document: Document, task: () => void) {
    const view = document.defaultView;
    if (!view) throw new TypeError('A FrameBatch needs a document that is shown in a window.');
    this.#document = document;
    this.#view = view;
    this.#task = task;
    document.addEventListener('visibilitychange', this.#hidden);
  }

  /** Sees to it that the task runs in the next frame. */
  request(): void {
    if (this.#frame || this.#timer) return;
    if (this.#document.visibilityState === 'hidden') this.#timer = this.#view.setTimeout(this.#run, hiddenMs);
    else this.#frame = this.#view.requestAnimationFrame(this.#run);
  }

  /** Runs the task now if it was asked for. */
  flush(): void {
    if (this.#frame || this.#timer) this.#run();
  }

  /** Forgets what was asked for, and asks for nothing more. */
  destroy(): void {
    this.#document.removeEventListener('visibilitychange', this.#hidden);
    this.#forget();
  }

  readonly #run = (): void => {
    this.#forget();
    this.#task();
  };

  /** The frame that was asked for will not come before somebody looks again. */
  readonly #hidden = (): void => {
    if (this.#document.visibilityState !== 'hidden' || !this.#frame) return;
    this.#forget();
    this.request();
  };

  #forget(): void {
    this.#view.cancelAnimationFrame(this.#frame);
    this.#view.clearTimeout(this.#timer);
    this.#frame = this.#timer = 0;
  }
}

const hiddenMs = 250;
