import { parseChallenges, parseParameters } from '../../src/auth/parse-challenges.js';

/** Each challenge as its scheme, its token and its parameters. */
function read(...fieldValues: string[]): unknown[] {
  return parseChallenges(fieldValues).map(({ scheme, token, parameters }) => {
    const fields = Object.fromEntries(parameters);
    return token === undefined ? [scheme, fields] : [scheme, token, fields];
  });
}

describe('parseChallenges', () => {
  test('reads several challenges of one field: the example of RFC 9110, section 11.6.1', () => {
    expect(read('Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""')).toEqual([
      ['basic', { realm: 'simple' }],
      ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
    ]);
  });

  test('reads several fields one after the other', () => {
    expect(read('Basic realm="a"', 'Digest realm="b", nonce="n"')).toEqual([
      ['basic', { realm: 'a' }],
      ['digest', { realm: 'b', nonce: 'n' }],
    ]);
  });

  test('reads a token68, with its padding, alone and before other challenges', () => {
    expect(read('NTLM TlRMTVNTUAAC/+==, Basic realm="a"', 'Negotiate', 'NTLM abc=  ,Basic')).toEqual([
      ['ntlm', 'TlRMTVNTUAAC/+==', {}],
      ['basic', { realm: 'a' }],
      ['negotiate', {}],
      ['ntlm', 'abc=', {}],
      ['basic', {}],
    ]);
  });

  test('tells schemes without parameters apart', () => {
    expect(read('Negotiate, NTLM , Basic realm=x')).toEqual([
      ['negotiate', {}],
      ['ntlm', {}],
      ['basic', { realm: 'x' }],
    ]);
  });

  test('takes any case of schemes and names, and leaves values alone', () => {
    expect(read('dIgEsT REALM="Area", NonCE=aBc')).toEqual([['digest', { realm: 'Area', nonce: 'aBc' }]]);
  });

  test.each([
    ['blanks around the equals sign', 'Basic realm = "a" , charset\t=\tUTF-8'],
    ['no blanks at all', 'Basic realm="a",charset=UTF-8'],
    ['empty list elements', ', ,Basic ,, realm="a",,,charset="UTF-8",'],
    ['a missing comma', 'Basic realm="a" charset=UTF-8'],
    ['a semicolon for a comma', 'Basic realm="a"; charset=UTF-8'],
    ['many blanks', 'Basic      realm="a",      charset=UTF-8     '],
  ])('reads %s', (_what, field) => {
    expect(read(field)).toEqual([['basic', { realm: 'a', charset: 'UTF-8' }]]);
  });

  test('takes commas, equals signs and schemes inside quotes for text', () => {
    expect(read('Basic realm="a, Digest nonce=\\"n\\", b\\\\", x="="')).toEqual([
      ['basic', { realm: 'a, Digest nonce="n", b\\', x: '=' }],
    ]);
  });

  test('reads values without quotes up to a blank or a comma', () => {
    expect(read('Digest realm=area, nonce=abc==,domain=/a:b/?c')).toEqual([
      ['digest', { realm: 'area', nonce: 'abc==', domain: '/a:b/?c' }],
    ]);
  });

  test('keeps the first of two parameters with one name', () => {
    expect(read('Digest nonce="first", Nonce="second"')).toEqual([['digest', { nonce: 'first' }]]);
  });

  test.each([
    ['nothing', '', []],
    ['parameters without a scheme', 'realm="a", nonce=b', []],
    ['a quote that is never closed', 'Basic realm="a, Digest', [['basic', { realm: 'a, Digest' }]]],
    ['an escape at the very end', 'Basic realm="a\\', [['basic', { realm: 'a' }]]],
    ['a quoted string in no place', '"Digest nonce=1" Basic realm="a"', [['basic', { realm: 'a' }]]],
    ['signs that are none of it', '@@ (Basic) [realm=é]', [['basic', { realm: 'é]' }]]],
    ['a value that is missing', 'Basic realm=, charset=x', [['basic', 'realm=', { charset: 'x' }]]],
  ])('puts up with %s', (_what, field, challenges) => {
    expect(read(field)).toEqual(challenges);
  });

  test('reads a realm of 10 KB with escapes', () => {
    const realm = 'x"\\'.repeat(3500);

    const [challenge] = parseChallenges([`Basic realm="${realm.replaceAll(/["\\]/g, String.raw`\$&`)}"`]);

    expect(challenge?.parameters.get('realm')).toBe(realm);
  });

  test.each([
    ['opening quotes', '"'],
    ['backslashes in quotes', 'a="\\'],
    ['letters', 'a'],
    ['tokens', 'a '],
    ['equals signs', 'a='],
    ['padding', 'NTLM a======'],
    ['blanks', '  \t  '],
    ['tokens and many blanks', 'a          '],
    ['commas', ','],
  ])('needs time in proportion to its length for %s without end', (_what, piece) => {
    const field = `Basic ${piece.repeat(300_000 / piece.length)}!`;
    const start = performance.now();

    parseChallenges([field]);

    // Tenths of a second; where time grows with the square it is minutes.
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('parseParameters', () => {
  test('reads Authentication-Info, whose parameters have no scheme', () => {
    const parameters = parseParameters(['nextnonce="n, 2", qop=auth', 'nc=00000001, stray']);

    expect(Object.fromEntries(parameters)).toEqual({ nextnonce: 'n, 2', qop: 'auth', nc: '00000001' });
  });
});
