import { afterRenderEffect, Component, computed, ElementRef, input, signal, viewChild } from '@angular/core';
import type { Answer, Question } from '../../../engine/model.ts';
import type { DeskStore } from '../desk/desk-store';
import { CertificateQuestion } from './certificate-question';
import { LoginQuestion } from './login-question';

/** Asks what a pipeline wants to know, one question after the other. Closing the dialog is an answer, too. */
@Component({
  selector: 'dm-question-dialog',
  imports: [CertificateQuestion, LoginQuestion],
  template: `
    <dialog #dialog aria-labelledby="question-title" (close)="closed()">
      <!-- By its id: nothing that was typed for one question stands in the fields of the next. -->
      @for (asked of asked(); track asked.id) {
        @switch (asked.kind) {
          @case ('login') {
            <dm-login-question [question]="asked" [tried]="tried(asked)" (answered)="answer($event)" />
          }
          @case ('certificate') {
            <dm-certificate-question [question]="asked" (answered)="answer($event)" />
          }
        }
        @if (more(); as count) {
          <p class="more">
            {{ count === 1 ? 'One more question waits' : count + ' more questions wait' }} behind this one.
          </p>
        }
      }
    </dialog>
  `,
  styleUrl: './question-dialog.css',
})
export class QuestionDialog {
  readonly store = input.required<DeskStore>();

  protected readonly asked = computed(() => this.store().questions().slice(0, 1));
  protected readonly question = computed(() => this.asked()[0]);
  protected readonly more = computed(() => Math.max(0, this.store().questions().length - 1));
  protected readonly dialogQuery = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  readonly #id = computed(() => this.question()?.id);
  /** Esc closes a dialog without asking: one that holds another question by now is opened again. */
  readonly #closings = signal(0);
  /** How often the dialog was closed here, and has not said so yet. */
  #closed = 0;
  /** Who has signed in where, as a question that comes again was answered in vain. */
  readonly #users = new Map<string, string>();

  constructor() {
    // When the question is in the page: a dialog gives the focus to what it holds when it opens.
    afterRenderEffect(() => {
      this.#closings();
      const id = this.#id();
      const dialog = this.dialogQuery().nativeElement;
      if (id === undefined) return this.#close(dialog);
      if (!dialog.open) dialog.showModal();
      dialog.querySelector<HTMLElement>('[autofocus]')?.focus();
    });
  }

  /** The user of the last answer to the same question. */
  protected tried(question: Question): string {
    return this.#users.get(keyOf(question)) ?? '';
  }

  protected answer(answer: Answer): void {
    const question = this.question();
    if (!question) return;
    if (answer.kind === 'login') this.#users.set(keyOf(question), answer.user);
    else this.#users.delete(keyOf(question));
    this.store().answer(question.id, answer);
  }

  /** What closes a dialog tells so later, when there may be another question already: only Esc is an answer. */
  protected closed(): void {
    if (this.#closed > 0) this.#closed--;
    else this.answer({ kind: 'closed' });
    this.#closings.update((count) => count + 1);
  }

  #close(dialog: HTMLDialogElement): void {
    if (!dialog.open) return;
    this.#closed++;
    dialog.close();
  }
}

function keyOf(question: Question): string {
  return question.kind === 'login' ? `${question.pipeline} ${question.realm}` : question.pipeline;
}
