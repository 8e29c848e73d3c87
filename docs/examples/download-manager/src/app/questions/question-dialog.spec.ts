import '../../testing/dialogs';
import { TestBed } from '@angular/core/testing';
import type { Question } from '../../../engine/model.ts';
import { FakeDesk } from '../../testing/fake-desk';
import { DeskStore } from '../desk/desk-store';
import { QuestionDialog } from './question-dialog';

const login: Question = {
  id: '1',
  kind: 'login',
  pipeline: 'http://films.test',
  host: 'films.test',
  port: 80,
  realm: 'Films',
};
const certificate: Question = {
  id: '2',
  kind: 'certificate',
  pipeline: 'https://films.test',
  errors: [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', message: 'self-signed certificate', fingerprint: 'AB:CD' }],
};

describe('QuestionDialog', () => {
  async function ask(...questions: readonly Question[]) {
    const desk = new FakeDesk({ questions });
    const fixture = TestBed.createComponent(QuestionDialog);
    fixture.componentRef.setInput('store', new DeskStore(desk, document));
    document.body.append(fixture.nativeElement as HTMLElement);
    const settled = async () => {
      for (let frames = 0; frames < 2; frames++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        await fixture.whenStable();
      }
    };
    await settled();
    const dialog = (fixture.nativeElement as HTMLElement).querySelector('dialog');
    if (!dialog) throw new Error('There is no dialog.');
    const press = async (name: string) => {
      const button = [...dialog.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === name);
      if (!button) throw new Error(`There is no button ${name}.`);
      button.click();
      await settled();
    };
    return { desk, dialog, press, settled };
  }

  it('asks for a user and a password, says for what, and answers with them', async () => {
    const { desk, dialog, press } = await ask(login);
    expect(dialog.open).toBe(true);
    expect(dialog.querySelector('p')?.textContent).toContain(
      'films.test:80 wants a user name and a password for “Films”',
    );

    const [user, password] = dialog.querySelectorAll('input');
    if (user) user.value = 'ada';
    if (password) password.value = 'secret';
    await press('Sign in');

    expect(desk.calls).toEqual([['answer', '1', { kind: 'login', user: 'ada', password: 'secret' }]]);
    expect(dialog.open).toBe(false);
  });

  it('warns of a connection that is not encrypted apart from what the server says, which turns nothing around', async () => {
    const { dialog } = await ask({ ...login, realm: '\u202eFilms' });
    expect(dialog.querySelector('.soft span bdi')?.textContent).toBe('\u202eFilms');
    expect(dialog.querySelector('.warning')?.textContent).toContain('not encrypted');
  });

  it('answers that it was closed when it is closed by Esc, and then asks the next question', async () => {
    const { desk, dialog, settled } = await ask(login, certificate);
    expect(dialog.querySelector('.more')?.textContent.trim()).toBe('One more question waits behind this one.');

    dialog.close();
    await settled();

    expect(desk.calls).toEqual([['answer', '1', { kind: 'closed' }]]);
    expect(dialog.open).toBe(true);
    expect(dialog.querySelector('h2')?.textContent).toBe('This server cannot be trusted');
  });

  it('says that a login was not right when it is asked for again, and keeps the user but not the password', async () => {
    const { desk, dialog, press, settled } = await ask(login);
    const [user, password] = dialog.querySelectorAll('input');
    if (user) user.value = 'ada';
    if (password) password.value = 'wrong';
    await press('Sign in');

    desk.tell({ type: 'question', question: { ...login, id: '3' } });
    await settled();

    expect(dialog.querySelector('[role=alert]')?.textContent).toContain('That was not right');
    expect([...dialog.querySelectorAll('input')].map(({ value }) => value)).toEqual(['ada', '']);
    expect(document.activeElement?.id).toBe('login-password');
  });

  it('keeps nothing that was typed for one server when the next one asks', async () => {
    const other: Question = { ...login, id: '4', pipeline: 'http://music.test', host: 'music.test' };
    const { dialog, press } = await ask(login, other);
    for (const field of dialog.querySelectorAll('input')) field.value = 'secret';

    await press('Cancel');

    expect(dialog.querySelector('h2')?.textContent).toBe('Sign in to music.test');
    expect([...dialog.querySelectorAll('input')].map(({ value }) => value)).toEqual(['', '']);
  });

  it('does not take its own closing for an answer to a question that came meanwhile', async () => {
    const { desk, dialog, settled } = await ask(login);
    const late = vi.spyOn(dialog, 'dispatchEvent').mockReturnValue(true);
    desk.tell({ type: 'questionClosed', id: '1' });
    await settled();
    desk.tell({ type: 'question', question: certificate });
    await settled();

    late.mockRestore();
    dialog.dispatchEvent(new Event('close'));
    await settled();

    expect(desk.calls).toEqual([]);
    expect(dialog.open).toBe(true);
  });

  it('trusts a certificate in a second step only', async () => {
    const { desk, dialog, press } = await ask(certificate);
    expect(document.activeElement?.textContent.trim()).toBe('Do not connect');
    expect(dialog.textContent).toContain('AB:CD');

    await press('Go on in spite of it …');
    expect(desk.calls).toEqual([]);
    expect(document.activeElement?.textContent.trim()).toBe('Back');
    await press('I know it: connect');

    expect(desk.calls).toEqual([['answer', '2', { kind: 'certificate', accept: true }]]);
  });

  it('closes without an answer when the question is no longer asked', async () => {
    const { desk, dialog, settled } = await ask(login);

    desk.tell({ type: 'questionClosed', id: '1' });
    await settled();

    expect(dialog.open).toBe(false);
    expect(desk.calls).toEqual([]);
  });
});
