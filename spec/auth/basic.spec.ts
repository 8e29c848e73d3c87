import { CredentialSession } from '../../src/auth/credential-session.js';
import { noHashes } from '../../src/auth/hashes.js';
import { parseChallenges } from '../../src/auth/parse-challenges.js';

function answer(field: string, user: string, password: string): unknown[] {
  const session = new CredentialSession({ hashes: noHashes });
  session.setUser(user, password);
  const attempt = session.begin({ method: 'GET', uri: '/' });
  return [attempt.answer(parseChallenges([field])), attempt.authorize()];
}

function basic(bytes: string): unknown[] {
  return ['retry', `Basic ${Buffer.from(bytes, 'latin1').toString('base64')}`];
}

describe('the answer to a Basic challenge', () => {
  test.each([
    ['the example of RFC 7617, section 2', 'Basic realm="WallyWorld"', 'Aladdin', 'open sesame', 'Aladdin:open sesame'],
    ['the example of section 2.1: UTF-8', 'Basic realm="foo", charset="UTF-8"', 'test', '123£', 'test:123Â£'],
    ['UTF-8 in any case', 'Basic realm="foo", Charset=utf-8', 'test', '123£', 'test:123Â£'],
    ['Latin-1 without a charset, as recorded', 'Basic realm="area"', 'usér', 'päss', 'usér:päss'],
    ['UTF-8 for what is not Latin-1', 'Basic realm="area"', 'usér', '€', 'usÃ©r:â\x82¬'],
    ['one form for letters with marks', 'Basic realm="a", charset=UTF-8', 'use\u0301r', '', 'usÃ©r:'],
    ['colons in the password', 'Basic realm="area"', 'user', ':a:', 'user::a:'],
    ['no realm', 'Basic', 'user', 'secret', 'user:secret'],
  ])('%s', (_what, field, user, password, bytes) => {
    expect(answer(field, user, password)).toEqual(basic(bytes));
  });

  test.each([
    ['a colon in the user', 'us:er', 'secret'],
    ['control characters in the password', 'user', 'sec\tret'],
  ])('is a question where there is %s', (_what, user, password) => {
    expect(answer('Basic realm="area"', user, password)).toEqual(['ask', undefined]);
  });
});
