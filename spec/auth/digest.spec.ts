import { createHash } from 'node:crypto';
import type { AuthRequest } from '../../src/auth/auth-request.js';
import { CredentialSession } from '../../src/auth/credential-session.js';
import { nodeHashes } from '../../src/auth/node/node-hashes.js';
import { parseChallenges } from '../../src/auth/parse-challenges.js';

interface Example {
  readonly user?: string;
  readonly password?: string;
  readonly request?: AuthRequest;
  readonly cnonce?: string;
}

/** The answer to a challenge. */
function answer(field: string, example: Example = {}): string | undefined {
  const { user = 'user', password = 'secret', request = { method: 'GET', uri: '/' }, cnonce = 'Y25vbmNl' } = example;
  const session = new CredentialSession({ hashes: nodeHashes, random: () => Buffer.from(cnonce, 'base64') });
  session.setUser(user, password);
  const attempt = session.begin(request);
  attempt.answer(parseChallenges([field]));
  return attempt.authorize();
}

/** Its fields, without quotes. */
function fields(value: string | undefined): Record<string, string> {
  const [challenge] = parseChallenges([value ?? '']);
  return Object.fromEntries(challenge?.parameters ?? []);
}

function md5(text: string): string {
  return createHash('md5').update(text, 'latin1').digest('hex');
}

describe('the examples of RFC 7616, section 3.9.1', () => {
  const challenge =
    'Digest realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ' +
    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const example = {
    user: 'Mufasa',
    password: 'Circle of Life',
    request: { method: 'GET', uri: '/dir/index.html', body: new Uint8Array() },
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  };

  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('%s', (algorithm, response) => {
    expect(fields(answer(`${challenge}, algorithm=${algorithm}`, example))).toEqual({
      username: 'Mufasa',
      realm: 'http-auth@example.org',
      uri: '/dir/index.html',
      algorithm,
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      nc: '00000001',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      qop: 'auth',
      response,
      opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
    });
  });
});

// The RFC itself prints hashes of SHA-512 cut to 256 bits; erratum 4897 has those of SHA-512/256.
describe('the example of RFC 7616, section 3.9.2, as its erratum 4897 corrects it', () => {
  const challenge =
    'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, charset=UTF-8, ' +
    'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS"';
  const example = {
    user: 'Jäsøn Doe',
    password: 'Secret, or not?',
    request: { method: 'GET', uri: '/doe.json' },
    cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
  };
  const common = {
    realm: 'api@example.org',
    uri: '/doe.json',
    algorithm: 'SHA-512-256',
    nonce: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
    nc: '00000001',
    cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
    qop: 'auth',
    response: '3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5',
    opaque: 'HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS',
  };

  test('with a userhash', () => {
    expect(fields(answer(`${challenge}, userhash=true`, example))).toEqual({
      ...common,
      username: '793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b',
      userhash: 'true',
    });
  });

  test('without one the user goes as username*', () => {
    expect(fields(answer(challenge, example))).toEqual({ ...common, 'username*': "UTF-8''J%C3%A4s%C3%B8n%20Doe" });
  });
});

describe('the examples of the RFCs before it', () => {
  const request = { method: 'GET', uri: '/dir/index.html' };

  test('RFC 2617, section 3.5', () => {
    const challenge =
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
      'opaque="5ccc069c403ebaf9f0171e9517f40e41"';
    const example = { user: 'Mufasa', password: 'Circle Of Life', request, cnonce: '0a4f113b' };

    expect(fields(answer(challenge, example))['response']).toBe('6629fae49393a05397450978507c4ef1');
  });

  test('RFC 2069, section 2.4, as its erratum 749 corrects it: without qop, nc and cnonce', () => {
    const challenge =
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
      'opaque="5ccc069c403ebaf9f0171e9517f40e41"';

    expect(fields(answer(challenge, { user: 'Mufasa', password: 'CircleOfLife', request }))).toEqual({
      username: 'Mufasa',
      realm: 'testrealm@host.com',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      uri: '/dir/index.html',
      opaque: '5ccc069c403ebaf9f0171e9517f40e41',
      response: '1949323746fe6a43ef61f9606e7febea',
    });
  });
});

describe('the answer to a Digest challenge', () => {
  test('has its fields in the order of the real class', () => {
    expect(answer('Digest qop="auth", algorithm=MD5, opaque="o", nonce="n", realm="area"')).toMatch(
      /^Digest username="user", realm="area", nonce="n", uri="\/", opaque="o", response="[\da-f]{32}", algorithm=MD5, qop=auth, nc=00000001, cnonce="Y25vbmNl"$/,
    );
  });

  test('takes a challenge without a realm for one with an empty realm', () => {
    const a1 = md5('user::secret');
    const a2 = md5('GET:/');

    expect(fields(answer('Digest nonce="n"'))).toMatchObject({ realm: '', response: md5(`${a1}:n:${a2}`) });
  });

  test('protects the body where it is known: auth-int', () => {
    const challenge = 'Digest realm="area", nonce="n", qop="auth,auth-int"';
    const request = { method: 'POST', uri: '/p', body: new TextEncoder().encode('the data') };

    const a1 = md5('user:area:secret');
    const a2 = md5(`POST:/p:${md5('the data')}`);
    expect(fields(answer(challenge, { request }))).toMatchObject({
      qop: 'auth-int',
      response: md5(`${a1}:n:00000001:Y25vbmNl:auth-int:${a2}`),
    });
  });

  test.each([
    ['the body is not known', 'auth, auth-int', undefined, 'auth'],
    ['there is no body', 'auth-int,auth', new Uint8Array(), 'auth'],
    ['there is no body, but nothing else on offer', 'auth-int', new Uint8Array(), 'auth-int'],
  ])('takes the qop that fits where %s', (_what, qop, body, taken) => {
    const request = { method: 'GET', uri: '/', body };

    expect(fields(answer(`Digest realm="a", nonce="n", qop="${qop}"`, { request }))['qop']).toBe(taken);
  });

  test.each([['MD5-sess'], ['md5-SESS']])(
    'makes a session key for %s, and writes it as the server does',
    (algorithm) => {
      const a1 = md5(`${md5('user:area:secret')}:n:Y25vbmNl`);
      const a2 = md5('GET:/');

      expect(fields(answer(`Digest realm="area", nonce="n", qop="auth", algorithm=${algorithm}`))).toMatchObject({
        algorithm,
        response: md5(`${a1}:n:00000001:Y25vbmNl:auth:${a2}`),
      });
    },
  );

  test('hashes quotes and backslashes as they are, and sends them escaped', () => {
    const value = answer(String.raw`Digest realm="a \"b\" \\c", nonce="\n\"", opaque="\\o"`, {
      user: String.raw`DOM\"me"`,
    });

    const response = md5(`${md5(String.raw`DOM\"me":a "b" \c:secret`)}:n":${md5('GET:/')}`);
    expect(value).toBe(
      String.raw`Digest username="DOM\\\"me\"", realm="a \"b\" \\c", nonce="n\"", uri="/", opaque="\\o", response="${response}"`,
    );
  });

  test('has a user of Latin-1 as Latin-1 where the server does not read UTF-8, and any other as UTF-8', () => {
    const usernames = ['usér', 'Łukasz'].map(
      (user) => fields(answer('Digest realm="a", nonce="n"', { user }))['username'],
    );

    expect(usernames).toEqual(['usér', 'Å\x81ukasz']);
  });

  test('sends a realm back byte for byte', () => {
    const bytes = 'ZÃ¼rich'; // UTF-8, as a parser hands it out
    const value = fields(answer(`Digest realm="${bytes}", nonce="n"`));

    expect(value).toMatchObject({
      realm: bytes,
      response: md5(`${md5(`user:${bytes}:secret`)}:n:${md5('GET:/')}`),
    });
  });

  test('is none for a user that cannot be sent', () => {
    const session = new CredentialSession({ hashes: nodeHashes });
    const attempt = session.begin({ method: 'GET', uri: '/' });
    attempt.answer(parseChallenges(['Digest realm="a", nonce="n"']));
    const authenticator = attempt.ask();
    authenticator.setUser('a\r\nX-Injected: b');

    expect([attempt.provide(authenticator), attempt.authorize()]).toEqual(['refuse', undefined]);
  });

  test('comes with a fresh cnonce for each nonce', () => {
    const session = new CredentialSession({ hashes: nodeHashes });
    session.setUser('user', 'secret');
    const cnonces = ['1', '1', '2'].map((nonce) => {
      const attempt = session.begin({ method: 'GET', uri: '/' });
      attempt.answer(parseChallenges([`Digest realm="a", nonce="${nonce}", qop="auth"`]));
      return fields(attempt.authorize())['cnonce'];
    });

    expect([cnonces[0] === cnonces[1], cnonces[1] === cnonces[2], cnonces[0]?.length]).toEqual([true, false, 24]);
  });
});
