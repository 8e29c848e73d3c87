import { inspect } from 'node:util';
import { Authenticator } from '../../src/values/authenticator.js';
import { CredentialSession } from '../../src/auth/credential-session.js';
import { Credentials } from '../../src/auth/credentials.js';
import { noHashes } from '../../src/auth/hashes.js';
import { nodeHashes } from '../../src/auth/node/node-hashes.js';
import { parseChallenges } from '../../src/auth/parse-challenges.js';

/** Everything that a log might make of an object. */
function shown(value: object): string {
  const keys: string[] = [];
  for (const key in value) keys.push(key, String((value as Record<string, unknown>)[key]));
  return [
    inspect(value, { depth: null, showHidden: true, getters: false }),
    JSON.stringify(value),
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- what it does is the question
    String(value),
    JSON.stringify({ ...value }),
    ...keys,
  ].join('\n');
}

describe('Authenticator', () => {
  test('is filled in by methods, as in Qt', () => {
    const authenticator = new Authenticator('area');

    authenticator.setUser('user');
    authenticator.setPassword('secret');

    const { user, password, realm } = authenticator;
    expect([user, password, realm]).toEqual(['user', 'secret', 'area']);
  });

  test('is filled in by properties', () => {
    const authenticator = new Authenticator();

    authenticator.user = 'user';
    authenticator.password = 'secret';

    expect([authenticator.user, authenticator.password, authenticator.realm]).toEqual(['user', 'secret', '']);
  });

  test('shows its user and realm, and its password to nobody', () => {
    const authenticator = new Authenticator('area', 'aladdin');
    authenticator.setPassword('open sesame');

    expect(shown(authenticator)).toMatch(/aladdin/);
    expect(shown(authenticator)).not.toMatch(/sesame/);
    expect(Object.keys(authenticator)).toEqual(['user', 'realm']);
  });
});

describe('what holds credentials', () => {
  test.each([
    ['Basic', 'Basic realm="a"'],
    ['Digest', 'Digest realm="a", nonce="n", qop="auth"'],
    ['NTLM', 'NTLM'],
  ])('shows neither user nor password: %s', (_scheme, field) => {
    const session = new CredentialSession({ hashes: nodeHashes });
    session.setUser('aladdin', 'open sesame');
    const attempt = session.begin({ method: 'GET', uri: '/' });
    attempt.answer(parseChallenges([field]));
    attempt.authorize();
    attempt.answer(parseChallenges([field]));

    const all = [session, attempt, new Credentials('aladdin', 'open sesame')].map(shown).join('\n');
    expect(all).not.toMatch(/aladdin|sesame|YWxhZGRpbjpvcGVuIHNlc2FtZQ/);
  });

  test('refuses a user with a line break in words that do not show it', () => {
    const session = new CredentialSession({ hashes: noHashes });

    expect(() => session.setUser('ala\r\nddin', 'sesame')).toThrow(
      new TypeError('The user must not hold control characters'),
    );
  });
});
