import { afterNextRender, Component, ElementRef, inject, Injector, input, linkedSignal, output } from '@angular/core';
import type { Answer, Question } from '../../../engine/model.ts';
import { Icon } from '../shared/icon';

/** Tells why a server cannot be trusted. Not to go on is the answer that Enter gives; going on takes a second step. */
@Component({
  selector: 'dm-certificate-question',
  imports: [Icon],
  templateUrl: './certificate-question.html',
  styleUrl: './question.css',
})
export class CertificateQuestion {
  readonly question = input.required<Question & { kind: 'certificate' }>();
  readonly answered = output<Answer>();

  /** Each question begins with the first step. */
  protected readonly sure = linkedSignal({ source: () => this.question().id, computation: () => false });
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);

  protected answer(accept: boolean): void {
    this.answered.emit({ kind: 'certificate', accept });
  }

  protected step(sure: boolean): void {
    this.sure.set(sure);
    afterNextRender(() => this.#host.nativeElement.querySelector<HTMLElement>('[data-safe]')?.focus(), {
      injector: this.#injector,
    });
  }

  protected dateText(text: string): string {
    const date = new Date(text);
    return Number.isNaN(date.getTime()) ? text : dates.format(date);
  }
}

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' });
