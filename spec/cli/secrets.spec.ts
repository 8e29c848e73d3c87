import { shownValue, withoutLogin, withoutUserInfo } from '../../src/cli/secrets.js';

describe('what is printed of', () => {
  it.each([
    ['Authorization', 'Basic c2VjcmV0', '…'],
    ['proxy-authorization', 'Digest x', '…'],
    ['Cookie', 'a=secret; b=secret', '…'],
    ['Set-Cookie', 'id=secret', 'id=…'],
    ['set-cookie', 'id="a=secret"; Path=/; Expires=Wed, 21 Oct 2026', 'id=…; Path=/; Expires=Wed, 21 Oct 2026'],
    ['Set-Cookie', 'secret', '…'],
    ['Set-Cookie', 'secret; Path=/', '…'],
    ['Location', 'https://u:secret@h:1/a@b?c@d', 'https://…@h:1/a@b?c@d'],
    ['Location', '//secret@h/', '//…@h/'],
    ['Link', '<http://u:secret@h/>; rel=next, <http://v:secret@h/>', '<http://…@h/>; rel=next, <http://…@h/>'],
    ['X-Mail', 'me@example.org', 'me@example.org'],
    ['ETag', '"x"', '"x"'],
  ])('the field %s: %s', (name, value, shown) => {
    expect(shownValue(name, value)).toBe(shown);
  });

  it('a text with a URL', () => {
    expect(withoutUserInfo('see http://u:s@e:c@h/ or http://h/')).toBe('see http://…@h/ or http://h/');
  });

  it.each([
    ['http://h/x', 'http://h/x'],
    ['http://u:secret@h/x', 'http://…@h/x'],
    ['http://u:sec/ret@h/x', 'http://…@h/x'],
    ['http:\\\\u:secret@h', '…@h'],
    ['u:secret@h', '…@h'],
    ['u:a\nsecret@h', '…@h'],
  ])('the argument %j', (argument, shown) => {
    expect(withoutLogin(argument)).toBe(shown);
  });
});
