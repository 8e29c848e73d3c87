import { noHashes, type Hashes } from '../../src/auth/hashes.js';
import { nodeHashes } from '../../src/auth/node/node-hashes.js';
import { strongest, type Offer } from '../../src/auth/offer.js';
import { parseChallenges } from '../../src/auth/parse-challenges.js';

const basic = 'Basic realm="b"';
const md5 = 'Digest realm="d", nonce="n", qop="auth"';
const sha256 = `${md5}, algorithm=SHA-256`;
const sha512 = `${md5}, algorithm=SHA-512-256`;

function chosen(fields: readonly string[], hashes: Hashes = nodeHashes, knowsBody = true): Offer | undefined {
  return strongest(parseChallenges(fields), { hashes, knowsBody });
}

function nameOf(offer: Offer | undefined): string | undefined {
  return offer?.scheme === 'digest' ? `${offer.hash}${offer.isSession ? '-sess' : ''}` : offer?.scheme;
}

describe('strongest', () => {
  test.each([
    ['Basic alone', [basic], 'basic'],
    ['Digest before Basic', [basic, md5], 'MD5'],
    ['Digest before Basic in one field', [`${basic}, ${md5}`], 'MD5'],
    ['Digest before NTLM', ['NTLM', md5, basic], 'MD5'],
    ['NTLM before Basic', [basic, 'NTLM'], 'ntlm'],
    ['SHA-256 before MD5', [md5, sha256, basic], 'SHA-256'],
    ['SHA-512-256 before all', [sha256, sha512, md5], 'SHA-512-256'],
    ['the first of two equal ones', [`${sha256}-sess`, sha256, basic], 'SHA-256-sess'],
    ['what it knows before what it does not', ['Negotiate', 'Bearer realm="x"', basic], 'basic'],
    ['nothing of what is unknown', ['Kerberos', 'Negotiate abc='], undefined],
    ['nothing of nothing', [], undefined],
  ])('takes %s', (_what, fields, name) => {
    expect(nameOf(chosen(fields))).toBe(name);
  });

  test.each([
    ['an unknown algorithm', 'Digest realm="d", nonce="n", qop="auth", algorithm=SHA3-256'],
    ['an unknown qop alone', 'Digest realm="d", nonce="n", qop="auth-conf"'],
    ['no nonce', 'Digest realm="d", qop="auth"'],
    ['a session key without a qop', 'Digest realm="d", nonce="n", algorithm=MD5-sess'],
    ['control characters to send back', 'Digest realm="d\x01", nonce="n", qop="auth"'],
  ])('does not take a Digest with %s, and Basic beside it neither', (_what, field) => {
    expect([nameOf(chosen([field])), nameOf(chosen([field, basic])), nameOf(chosen([field, md5]))]).toEqual([
      undefined,
      undefined,
      'MD5',
    ]);
  });

  test('takes auth-int alone only where the body is known', () => {
    const field = 'Digest realm="d", nonce="n", qop="auth-int"';

    expect([nameOf(chosen([field])), nameOf(chosen([field, basic], nodeHashes, false))]).toEqual(['MD5', undefined]);
  });

  test('takes what the platform has', () => {
    const withoutMd5: Hashes = { ...nodeHashes, has: (algorithm) => algorithm !== 'MD5' };

    expect([
      nameOf(chosen([md5, sha256], withoutMd5)),
      nameOf(chosen(['NTLM'], withoutMd5)),
      nameOf(chosen([basic, md5], noHashes)),
      nameOf(chosen([basic], noHashes)),
    ]).toEqual(['SHA-256', undefined, undefined, 'basic']);
  });

  test('reads what a Digest says about itself in any case', () => {
    const field =
      'DIGEST Realm="d", NONCE="n", Opaque="o", QOP="Auth-Int , AUTH, x", Algorithm=sha-256-SESS, Stale=TRUE, ' +
      'charset=utf-8, Userhash="True", domain="/a  /b"';

    expect(chosen([field])).toEqual({
      scheme: 'digest',
      realm: 'd',
      nonce: 'n',
      opaque: 'o',
      algorithm: 'sha-256-SESS',
      hash: 'SHA-256',
      isSession: true,
      qops: new Set(['auth-int', 'auth']),
      isStale: true,
      isUtf8: true,
      usesUserhash: true,
      domain: ['/a', '/b'],
    });
  });
});
