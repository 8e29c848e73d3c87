import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { Dialogue } from './dialogue.js';
import type { DispatchController } from './dispatch-like.js';
import type { Questions } from './questions.js';

/**
 * A challenge that may be delivered as an answer. Until it is decided what becomes of it, what comes of its body is kept, and
 * stopped by that.
 */
export class HeldAnswer {
  readonly #controller: DispatchController;
  readonly #onDecided: (isAnswered: boolean) => void;
  readonly #kept: (() => void)[] = [];
  #isDecided = false;

  /** @param onDecided - told whether the challenge is answered; what was kept is told behind it */
  constructor(controller: DispatchController, onDecided: (isAnswered: boolean) => void) {
    this.#controller = controller;
    this.#onDecided = onDecided;
  }

  /** Asks whoever can answer the challenge, which may take time. */
  judge(questions: Questions, { authentication, sent }: Dialogue, header: HttpResponseHeader): void {
    questions.answerChallenge(
      authentication,
      header,
      () => {
        this.#decide(sent.source?.isRepeatable ?? true);
      },
      () => {
        this.#decide(false);
      },
    );
  }

  /** @returns true */
  keep(event: () => void): boolean {
    this.#kept.push(event);
    if (!this.#isDecided) this.#controller.pause();
    return true;
  }

  #decide(isAnswered: boolean): void {
    this.#isDecided = true;
    if (this.#kept.length > 0) this.#controller.resume(); // first: whoever is told of it may pause it anew
    this.#onDecided(isAnswered);
    for (const event of this.#kept) event();
  }
}
