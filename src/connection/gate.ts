import type { DispatchController } from './dispatch-like.js';

/**
 * The controller of an answer that may be held back. What has come of it meanwhile is told when the gate opens, and
 * whoever is told it pauses the answer and lets it go on as if all of it came just then.
 */
export class Gate implements DispatchController {
  readonly #controller: DispatchController;
  readonly #kept: (() => void)[] = [];
  #isShut = false;
  /** By the gate; the message is not over. */
  #isStopped = false;
  /** By whoever is told of the answer. */
  #isPaused = false;
  #isTelling = false;

  constructor(controller: DispatchController) {
    this.#controller = controller;
  }

  /** What comes is to be kept. */
  get isShut(): boolean {
    return this.#isShut;
  }

  shut(): void {
    this.#isShut = true;
  }

  /** Keeps a piece of the body, behind which nothing comes until the gate is open. */
  keep(piece: () => void): void {
    this.#kept.push(piece);
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#controller.pause();
  }

  /** Keeps the end, behind which nothing comes anyway: to stop it would stop the answer to the next request. */
  keepEnd(end: () => void): void {
    this.#kept.push(end);
  }

  open(): void {
    this.#isShut = false;
    this.#tell();
  }

  pause(): void {
    this.#isPaused = true;
    if (!this.#isStopped) this.#controller.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#isStopped || this.#kept.length > 0) this.#tell();
    else this.#controller.resume();
  }

  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  get rawHeaders(): unknown {
    return this.#controller.rawHeaders;
  }

  #tell(): void {
    if (this.#isShut || this.#isTelling) return;
    this.#isTelling = true;
    let next;
    while (!this.#isPaused && (next = this.#kept.shift())) next();
    this.#isTelling = false;
    if (this.#isPaused || !this.#isStopped) return;
    this.#isStopped = false;
    this.#controller.resume(); // last: what comes now comes behind what was kept
  }
}
