import { login } from '../demo-server/answers.ts';
import type { ManagerPage, Way } from './support/manager-page.ts';
import { shoot } from './support/shoot.ts';
import { staged } from './support/staged.ts';

const stage = staged();
const secret = (name: string): string => `${stage.now.server.origin}/private/${name}`;
const statuses = (): readonly (readonly [string | undefined, number])[] =>
  stage.now.server.visits.map(({ user, status }) => [user, status] as const);

async function signIn(shown: ManagerPage, user: string, password: string): Promise<void> {
  await shown.dialog.getByLabel('User name').fill(user);
  await shown.dialog.getByLabel('Password').fill(password);
  await shown.dialog.getByRole('button', { name: 'Sign in' }).click();
}

describe.each<Way>(['In this browser', 'By the gateway'])('a login: %s', (way) => {
  it('is asked for once, for all that waits there', async () => {
    const shown = await stage.now.open(way);
    await shown.add(secret('a.bin'), secret('b.bin'));
    await shown.dialog.getByText(login.realm).waitFor();
    await shoot(shown, `login-${way}`);
    await signIn(shown, login.user, login.password);
    for (const name of ['a.bin', 'b.bin']) await shown.says(name, 'Finished');
    expect(statuses()).toEqual([
      [undefined, 401],
      ['ada', 200],
      ['ada', 200],
    ]);
  });

  it('that is wrong is asked for again, until one is right', async () => {
    const shown = await stage.now.open(way);
    await shown.add(secret('a.bin'), secret('b.bin'));
    await shown.dialog.waitFor();
    await signIn(shown, login.user, 'babbage');
    await stage.now.server.until((visits) => visits.some(({ user }) => user === login.user));
    await signIn(shown, login.user, login.password);
    for (const name of ['a.bin', 'b.bin']) await shown.says(name, 'Finished');
  });

  it('that nobody gives fails, and drops what waits', async () => {
    const shown = await stage.now.open(way);
    await shown.add(secret('a.bin'), secret('b.bin'));
    await shown.dialog.waitFor();
    await shown.page.keyboard.press('Escape');
    await shown.dialog.waitFor({ state: 'hidden' });
    await shown.says('a.bin', /^Failed: /);
    await shown.says('b.bin', 'Dropped: a.bin failed');
    expect(statuses()).toEqual([[undefined, 401]]);
  });
});

describe('a certificate that nobody knows', () => {
  it('is asked about by the gateway, before anything is sent, and can be accepted', async () => {
    const { server } = stage.now;
    const shown = await stage.now.open('By the gateway');
    await shown.add(`${server.secureOrigin}/files/a.bin`, `${server.secureOrigin}/files/b.bin`);
    await shown.dialog.getByText('DEPTH_ZERO_SELF_SIGNED_CERT').waitFor();
    expect(server.visits).toEqual([]);
    await shoot(shown, 'certificate');
    await shown.dialog.getByRole('button', { name: 'Go on in spite of it' }).click();
    await shown.dialog.getByRole('button', { name: 'I know it: connect' }).click();
    for (const name of ['a.bin', 'b.bin']) await shown.says(name, 'Finished');
  });

  it('can be refused: nothing is sent, and what waits is dropped', async () => {
    const { server } = stage.now;
    const shown = await stage.now.open('By the gateway');
    await shown.add(`${server.secureOrigin}/files/a.bin`, `${server.secureOrigin}/files/b.bin`);
    await shown.dialog.getByRole('button', { name: 'Do not connect' }).click();
    await shown.says('a.bin', /^Failed: /);
    await shown.says('b.bin', 'Dropped: a.bin failed');
    expect(server.visits).toEqual([]);
  });

  it('is nothing that a browser asks a page about: it fails', async () => {
    const { server } = stage.now;
    const shown = await stage.now.open('In this browser');
    await shown.add(`${server.secureOrigin}/files/a.bin`);
    await shown.says('a.bin', /^Failed: /);
    expect(server.visits).toEqual([]);
  });
});
