import { Observable } from 'rxjs';
import type { Answer, Question } from './model.ts';

/** The questions that wait for a person. */
export class Questions {
  readonly #opened: (question: Question) => void;
  readonly #closed: (id: string) => void;
  readonly #open = new Map<string, { readonly question: Question; readonly answered: (answer: Answer) => void }>();
  #lastId = 0;

  constructor(opened: (question: Question) => void, closed: (id: string) => void) {
    this.#opened = opened;
    this.#closed = closed;
  }

  /** Asks at each subscription; emits the answer and completes. Unsubscribing closes the question. */
  ask(make: (id: string) => Question): Observable<Answer> {
    return new Observable((subscriber) => {
      const id = `q${++this.#lastId}`;
      const question = make(id);
      const answered = (answer: Answer) => {
        subscriber.next(answer);
        subscriber.complete();
      };
      this.#open.set(id, { question, answered });
      subscriber.add(() => {
        this.#open.delete(id);
        this.#closed(id);
      });
      this.#opened(question);
    });
  }

  /** An answer to another question than the one that was asked is none. */
  answer(id: string, answer: Answer): void {
    const asked = this.#open.get(id);
    if (asked && (answer.kind === 'closed' || answer.kind === asked.question.kind)) asked.answered(answer);
  }
}
