import { Component, input, output } from '@angular/core';
import type { Answer, Question } from '../../../engine/model.ts';
import { Icon } from '../shared/icon';

/** Asks for a user and a password. */
@Component({
  selector: 'dm-login-question',
  imports: [Icon],
  templateUrl: './login-question.html',
  styleUrl: './question.css',
})
export class LoginQuestion {
  readonly question = input.required<Question & { kind: 'login' }>();
  /** The user of an answer that was not right; empty: it is asked for the first time. */
  readonly tried = input('');
  readonly answered = output<Answer>();

  protected send(user: string, password: string): void {
    this.answered.emit({ kind: 'login', user, password });
  }
}
