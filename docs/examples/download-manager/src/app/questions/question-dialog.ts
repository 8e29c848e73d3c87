import { afterRenderEffect, Component, computed, ElementRef, input, signal, viewChild } from '@angular/core';
import type { Answer } from '../../../engine/model.ts';
import type { DeskStore } from '../desk/desk-store';
import { CertificateQuestion } from './certificate-question';
import { LoginQuestion } from './login-question';

/** Asks what a pipeline wants to know, one question after the other. Closing the dialog is an answer, too. */
@Component({
  selector: 'dm-question-dialog',
  imports: [CertificateQuestion, LoginQuestion],
  template: `
    <dialog #dialog aria-labelledby="question-title" (close)="closed()">
      @if (question(); as asked) {
        @switch (asked.kind) {
          @case ('login') {
            <dm-login-question [question]="asked" (answered)="answer($event)" />
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

  protected readonly question = computed(() => this.store().questions()[0]);
  protected readonly more = computed(() => Math.max(0, this.store().questions().length - 1));
  protected readonly dialogQuery = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  readonly #id = computed(() => this.question()?.id);
  /** Esc closes a dialog without asking: one that holds another question by now is opened again. */
  readonly #closings = signal(0);

  constructor() {
    // When the question is in the page: a dialog gives the focus to what it holds when it opens.
    afterRenderEffect(() => {
      this.#closings();
      const id = this.#id();
      const dialog = this.dialogQuery().nativeElement;
      if (id === undefined) return dialog.close();
      if (!dialog.open) dialog.showModal();
      dialog.querySelector<HTMLElement>('[autofocus]')?.focus();
    });
  }

  protected answer(answer: Answer): void {
    const question = this.question();
    if (question) this.store().answer(question.id, answer);
  }

  /** By Esc; where an answer has closed it, there is no question or already the next one. */
  protected closed(): void {
    if (this.question()) this.answer({ kind: 'closed' });
    this.#closings.update((count) => count + 1);
  }
}
