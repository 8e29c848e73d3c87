import type { AuthRequest } from '../../src/auth/auth-request.js';
import type { CredentialAttempt } from '../../src/auth/credential-attempt.js';
import { CredentialSession } from '../../src/auth/credential-session.js';
import { nodeHashes } from '../../src/auth/node/node-hashes.js';
import { parseChallenges } from '../../src/auth/parse-challenges.js';

const basic = 'Basic realm="area"';
const challengeMessage =
  'NTLM TlRMTVNTUAACAAAADAAMADgAAAAzgoriASNFZ4mrze8AAAAAAAAAACQAJABEAAAABgBwFwAAAA9TAGUAcgB2AGUAcgACAAwARABvAG0A' +
  'YQBpAG4AAQAMAFMAZQByAHYAZQByAAAAAAA=';

function digest(nonce: string, more = ''): string {
  return `Digest realm="area", nonce="${nonce}", qop="auth"${more}`;
}

function sessionOf(user?: string, password?: string, origin?: string): CredentialSession {
  const session = new CredentialSession({ hashes: nodeHashes, ...(origin !== undefined && { origin }) });
  if (user !== undefined) session.setUser(user, password);
  return session;
}

function begin(session: CredentialSession, uri = '/', more: Partial<AuthRequest> = {}): CredentialAttempt {
  return session.begin({ method: 'GET', uri, ...more });
}

/** What is sent, in short: the scheme, and for Digest its nonce and count. */
function sent(attempt: CredentialAttempt): string {
  const value = attempt.authorize();
  const [, nonce, nc] = /nonce="(.*?)".*nc=0*(\d+)/.exec(value ?? '') ?? [];
  if (nonce !== undefined) return `${nonce}:${nc ?? ''}`;
  if (value?.startsWith('NTLM')) return `NTLM ${String(Buffer.from(value.slice(5), 'base64').readUInt32LE(8))}`;
  return value?.startsWith('Basic ') ? atob(value.slice(6)) : (value ?? '-');
}

function answer(attempt: CredentialAttempt, ...fields: string[]): string {
  return attempt.answer(parseChallenges(fields));
}

function provide(attempt: CredentialAttempt, user?: string, password?: string): string {
  const authenticator = attempt.ask();
  if (user !== undefined) authenticator.setUser(user);
  if (password !== undefined) authenticator.setPassword(password);
  return attempt.provide(authenticator);
}

/** Sends a request that is answered with a challenge once, and then accepted. */
function succeed(session: CredentialSession, field: string, uri = '/'): void {
  const attempt = begin(session, uri);
  attempt.authorize();
  answer(attempt, field);
  attempt.authorize();
  attempt.accepted();
}

describe('known credentials', () => {
  test('are sent when they are asked for, and not before', () => {
    const attempt = begin(sessionOf('user', 'secret'));

    expect([sent(attempt), answer(attempt, basic), sent(attempt)]).toEqual(['-', 'retry', 'user:secret']);
  });

  test('go with every request after they were accepted, and those of another user after setUser', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, basic);
    const second = sent(begin(session, '/2'));
    session.setUser('other', 'pass');

    expect([second, sent(begin(session, '/3'))]).toEqual(['user:secret', 'other:pass']);
  });

  test('are nobody with an empty user and password', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, basic);
    session.setUser('', '');
    const attempt = begin(session);

    expect([sent(attempt), answer(attempt, basic)]).toEqual(['-', 'ask']);
  });

  test('are tried once with each request, and then there is a question', () => {
    const session = sessionOf('user', 'wrong');
    const first = begin(session);
    const steps = [answer(first, basic), sent(first), answer(first, basic), provide(first)];
    const next = begin(session);

    expect([...steps, sent(next), answer(next, basic)]).toEqual(['retry', 'user:wrong', 'ask', 'refuse', '-', 'retry']);
  });

  test.each([
    ['Basic', basic, 'other:pass'],
    ['Digest', digest('n'), 'n:2'],
  ])('that were refused do not go with later requests unasked: %s', (_scheme, field, next) => {
    const session = sessionOf('user', 'wrong');
    const attempt = begin(session);
    answer(attempt, field);
    attempt.authorize();
    answer(attempt, field);
    session.setUser('other', 'pass');
    const asked = begin(session);

    expect([sent(asked), answer(asked, field), sent(asked)]).toEqual(['-', 'retry', next]);
  });

  test('stay those of setUser, also where they replace the answer to a question that nobody has judged yet', () => {
    const session = sessionOf();
    const unfinished = begin(session);
    answer(unfinished, basic);
    provide(unfinished, 'user', 'secret');
    session.setUser('other', 'pass');
    const refused = begin(session);
    answer(refused, basic);
    refused.authorize();
    answer(refused, basic);

    expect(answer(begin(session), basic)).toBe('retry');
  });

  test('are not tried where there is nothing to answer', () => {
    const attempt = begin(sessionOf('user', 'secret'));

    expect([answer(attempt), answer(attempt, 'Kerberos'), answer(attempt, 'Digest realm="x"')]).toEqual([
      'refuse',
      'refuse',
      'refuse',
    ]);
  });

  test('are sent again when the same request is', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, digest('n'));
    const attempt = begin(session);

    expect([sent(attempt), sent(attempt)]).toEqual(['n:2', 'n:3']);
  });
});

describe('a question', () => {
  test('names the realm and the user, and does not hand out the password', () => {
    const attempt = begin(sessionOf('user', 'wrong'));
    answer(attempt, 'Basic realm="ZÃ¼rich"');
    attempt.authorize();
    answer(attempt, 'Basic realm="ZÃ¼rich"');

    const { realm, user, password } = attempt.ask();
    expect([realm, user, password]).toEqual(['Zürich', 'user', '']);
  });

  test('has a realm that is not UTF-8 as it came', () => {
    const attempt = begin(sessionOf());
    answer(attempt, 'Basic realm="Zürich"');

    expect(attempt.ask().realm).toBe('Zürich');
  });

  test('can be answered again and again, but not with what was refused', () => {
    const attempt = begin(sessionOf());
    const steps = [answer(attempt, basic)];
    for (const password of ['a', 'b', 'a']) {
      steps.push(provide(attempt, 'user', password), sent(attempt), answer(attempt, basic));
    }

    expect(steps).toEqual([
      'ask',
      ...['retry', 'user:a', 'ask'],
      ...['retry', 'user:b', 'ask'],
      ...['refuse', '-', 'ask'],
    ]);
  });

  test.each([
    ['nothing', undefined, undefined],
    ['the user that stood there', 'user', undefined],
    ['nobody, where a user stood', '', ''],
    ['what Basic cannot express', 'us:er', 'secret'],
  ])('is not answered with %s', (_what, user, password) => {
    const attempt = begin(sessionOf('user', 'wrong'));
    answer(attempt, basic);
    attempt.authorize();
    answer(attempt, basic);

    expect([provide(attempt, user, password), sent(attempt)]).toEqual(['refuse', '-']);
  });

  test('can be answered with a password alone, for the user that was refused', () => {
    const attempt = begin(sessionOf('user', 'wrong'));
    answer(attempt, basic);
    attempt.authorize();
    answer(attempt, basic);

    expect([provide(attempt, undefined, 'secret'), sent(attempt)]).toEqual(['retry', 'user:secret']);
  });

  test('whose answer was accepted is not asked again', () => {
    const session = sessionOf();
    const attempt = begin(session);
    answer(attempt, basic);
    provide(attempt, 'user', 'secret');
    attempt.authorize();
    attempt.accepted();

    const next = begin(session);
    expect([sent(next), answer(next, basic), sent(begin(session)), answer(begin(session), basic)]).toEqual([
      'user:secret',
      'ask',
      '-',
      'retry',
    ]);
  });

  test('whose answer was refused is asked again with the next request, before anything is tried', () => {
    const session = sessionOf();
    const attempt = begin(session);
    answer(attempt, basic);
    provide(attempt, 'user', 'wrong');
    attempt.authorize();
    answer(attempt, basic);

    expect(answer(begin(session), basic)).toBe('ask');
  });
});

describe('Digest', () => {
  test('counts the requests of each nonce, also where one is asked for again', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, digest('n'));
    const attempt = begin(session, '/2');
    const preemptive = sent(attempt);
    attempt.accepted();
    const asked = begin(sessionOf('user', 'wrong'));
    answer(asked, digest('n'));
    const steps = [sent(asked), answer(asked, digest('n')), provide(asked, 'user', 'secret'), sent(asked)];

    expect([preemptive, ...steps]).toEqual(['n:2', 'n:1', 'ask', 'retry', 'n:2']);
  });

  test('answers a stale nonce without a question, and counts anew', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, digest('n'));
    const attempt = begin(session);

    expect([sent(attempt), answer(attempt, digest('m', ', stale=TRUE')), sent(attempt)]).toEqual([
      'n:2',
      'retry',
      'm:1',
    ]);
  });

  test('takes a stale nonce for a refusal where it is the same one', () => {
    const attempt = begin(sessionOf('user', 'secret'));
    answer(attempt, digest('n'));
    attempt.authorize();

    expect(answer(attempt, digest('n', ', stale=true'))).toBe('ask');
  });

  test('takes a new nonce that is not stale for a refusal', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, digest('n'));
    const attempt = begin(session);
    attempt.authorize();

    expect(answer(attempt, digest('m'))).toBe('ask');
  });

  test('answers another realm of the server, which has not seen the credentials', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, digest('n'));
    const attempt = begin(session, '/other');
    attempt.authorize();

    expect([answer(attempt, 'Digest realm="other", nonce="o", qop="auth"'), sent(attempt)]).toEqual(['retry', 'o:1']);
  });

  test.each([
    ['stale nonces', (i: number) => digest(`n${String(i)}`, ', stale=true')],
    ['realms', (i: number) => `Digest realm="${String(i)}", nonce="n", qop="auth"`],
    ['algorithms', (i: number) => digest('n', `, algorithm=${i % 2 ? 'MD5' : 'SHA-256'}`)],
  ])('does not follow a server that has new %s without end', (_what, challenge) => {
    const attempt = begin(sessionOf('user', 'secret'));
    const verdicts = Array.from({ length: 6 }, (_, i) => {
      attempt.authorize();
      return answer(attempt, challenge(i));
    });

    expect(verdicts).toEqual(['retry', 'retry', 'retry', 'ask', 'ask', 'ask']);
    expect(provide(attempt, 'user', 'secret')).toBe('refuse');
  });

  test('follows a server as far for each answer of a person', () => {
    const attempt = begin(sessionOf('user', 'wrong'));
    const stale = (i: number): string => {
      attempt.authorize();
      return answer(attempt, digest(`n${String(i)}`, ', stale=true'));
    };
    const before = [0, 1, 2, 3].map(stale);
    provide(attempt, 'user', 'secret');

    expect([...before, ...[4, 5, 6].map(stale)]).toEqual([
      ...['retry', 'retry', 'retry', 'ask'],
      ...['retry', 'retry', 'ask'],
    ]);
  });

  test('goes on with the nonce that Authentication-Info tells', () => {
    const session = sessionOf('user', 'secret');
    const attempt = begin(session);
    answer(attempt, digest('n'));
    attempt.authorize();
    attempt.accepted(['rspauth="x", nextnonce="m", qop=auth']);

    expect([sent(begin(session)), sent(begin(session))]).toEqual(['m:1', 'm:2']);
  });

  test('keeps a session key and its nonce', () => {
    const session = sessionOf('user', 'secret');
    const attempt = begin(session);
    answer(attempt, digest('n', ', algorithm=MD5-sess'));
    attempt.authorize();
    attempt.accepted(['nextnonce="m"']);

    expect(sent(begin(session))).toBe('n:2');
  });

  test('pays no attention to a next nonce that cannot be sent', () => {
    const session = sessionOf('user', 'secret');
    const attempt = begin(session);
    answer(attempt, digest('n'));
    attempt.authorize();
    attempt.accepted(['nextnonce="m\r\n"']);

    expect(sent(begin(session))).toBe('n:2');
  });

  test('is sent unasked only where its domain says so', () => {
    const origin = 'http://host.example:8080';
    const session = sessionOf('user', 'secret', origin);
    const uris = ['/a/b', '/b', `${origin}/c`, '/c?d', '/d'];
    const domain = ', domain="/a/ http://host.example:8080/c http://other.example/d"';
    succeed(session, digest('n', domain), '/a/');

    expect(uris.map((uri) => sent(begin(session, uri)) !== '-')).toEqual([true, false, true, true, false]);
  });

  test('pays no attention to the domain of a proxy', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, digest('n', ', domain="/a"'), 'http://origin.example/b');

    expect(sent(begin(session, 'http://origin.example/c'))).toBe('n:2');
  });

  test('is not sent unasked where it would need a body that nobody knows', () => {
    const session = sessionOf('user', 'secret');
    const only = 'Digest realm="a", nonce="n", qop="auth-int"';
    const first = begin(session, '/', { body: new Uint8Array() });
    answer(first, only);
    first.authorize();
    first.accepted();
    const attempt = begin(session, '/', { body: undefined });

    expect([sent(attempt), answer(attempt, only)]).toEqual(['-', 'refuse']);
  });
});

describe('a way that shows the password', () => {
  test('is not taken silently after one that hides it', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, digest('n'));
    const attempt = begin(session);
    const steps = [sent(attempt), answer(attempt, basic), provide(attempt)];
    const next = begin(session);

    expect([...steps, sent(next), answer(next, basic)]).toEqual(['n:2', 'ask', 'refuse', '-', 'ask']);
  });

  test('is taken where a person wants it', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, digest('n'));
    const attempt = begin(session);
    attempt.authorize();
    answer(attempt, basic);

    expect([provide(attempt, 'user', 'secret'), sent(attempt)]).toEqual(['retry', 'user:secret']);
  });

  test('is taken for credentials that have not been sent yet', () => {
    const session = sessionOf('user', 'secret', 'http://host.example');
    succeed(session, digest('n', ', domain="/a"'));
    session.setUser('other', 'pass');
    const attempt = begin(session, '/b');

    expect([sent(attempt), answer(attempt, basic), sent(attempt)]).toEqual(['-', 'retry', 'other:pass']);
  });

  test('gives way to one that hides it', () => {
    const session = sessionOf('user', 'secret');
    succeed(session, basic);
    const attempt = begin(session);

    expect([sent(attempt), answer(attempt, digest('n')), sent(attempt)]).toEqual(['user:secret', 'retry', 'n:1']);
  });
});

describe('NTLM', () => {
  test('authenticates a connection with three messages, and sends nothing after that', () => {
    const session = sessionOf('user', 'secret');
    const attempt = begin(session);
    const steps = [answer(attempt, 'Negotiate', 'NTLM'), sent(attempt), attempt.isNegotiating];
    steps.push(answer(attempt, challengeMessage), sent(attempt), attempt.isNegotiating);
    attempt.accepted();

    expect([...steps, sent(begin(session))]).toEqual(['retry', 'NTLM 1', true, 'continue', 'NTLM 3', false, '-']);
  });

  test('begins at once on another connection', () => {
    const session = sessionOf('user', 'secret');
    const attempt = begin(session);
    answer(attempt, 'NTLM');
    attempt.authorize();
    answer(attempt, challengeMessage);
    attempt.authorize();
    attempt.accepted();
    session.disconnected();
    const next = begin(session);

    expect([sent(next), answer(next, challengeMessage), sent(next)]).toEqual(['NTLM 1', 'continue', 'NTLM 3']);
  });

  test('begins anew for another user, and not for the same one', () => {
    const session = sessionOf('user', 'secret');
    const attempt = begin(session);
    answer(attempt, 'NTLM');
    attempt.authorize();
    answer(attempt, challengeMessage);
    attempt.authorize();
    attempt.accepted();
    session.setUser('user', 'secret');
    const same = sent(begin(session));
    session.setUser('other', 'secret');

    expect([same, sent(begin(session))]).toEqual(['-', 'NTLM 1']);
  });

  test('is refused where a third message is answered with a challenge, with or without a message', () => {
    const verdicts = ['NTLM', challengeMessage].map((field) => {
      const attempt = begin(sessionOf('user', 'wrong'));
      answer(attempt, 'NTLM');
      attempt.authorize();
      answer(attempt, challengeMessage);
      attempt.authorize();
      return [answer(attempt, field), provide(attempt, 'user', 'secret'), sent(attempt)];
    });

    expect(verdicts).toEqual([
      ['ask', 'retry', 'NTLM 1'],
      ['ask', 'retry', 'NTLM 1'],
    ]);
  });

  test('is refused where its first message is answered with none', () => {
    const attempt = begin(sessionOf('user', 'secret'));
    answer(attempt, 'NTLM');
    attempt.authorize();

    expect(answer(attempt, 'NTLM')).toBe('ask');
  });

  test('goes on as it began, whatever else is on offer', () => {
    const attempt = begin(sessionOf('user', 'secret'));
    answer(attempt, 'NTLM');
    attempt.authorize();

    expect([answer(attempt, digest('n'), challengeMessage), sent(attempt)]).toEqual(['continue', 'NTLM 3']);
  });

  test('begins with its first message, also where the server does not', () => {
    const attempt = begin(sessionOf('user', 'secret'));

    expect([answer(attempt, challengeMessage), sent(attempt)]).toEqual(['retry', 'NTLM 1']);
  });

  test('does not follow a server that closes the connection between its messages without end', () => {
    const session = sessionOf('user', 'secret');
    const attempt = begin(session);
    const verdicts = [answer(attempt, 'NTLM')];
    for (let i = 0; i < 4; i++) {
      attempt.authorize();
      verdicts.push(answer(attempt, challengeMessage));
      session.disconnected();
    }

    expect(verdicts).toEqual(['retry', 'continue', 'continue', 'ask', 'ask']);
  });

  test('is not taken for accepted where a request needed none', () => {
    const session = sessionOf('user', 'secret');
    const attempt = begin(session);
    answer(attempt, 'NTLM');
    attempt.authorize();
    attempt.accepted();
    session.disconnected();

    expect(sent(begin(session))).toBe('-');
  });

  test('does not take a password for right where a request needed none', () => {
    const session = sessionOf();
    const first = begin(session);
    answer(first, 'NTLM');
    provide(first, 'user', 'wrong');
    first.authorize();
    first.accepted();
    const attempt = begin(session);
    for (const field of ['NTLM', challengeMessage, 'NTLM']) {
      answer(attempt, field);
      attempt.authorize();
    }

    expect(answer(begin(session), 'NTLM')).toBe('ask');
  });

  test('answers a message of the server once', () => {
    const attempt = begin(sessionOf('user', 'secret'));
    answer(attempt, 'NTLM');
    attempt.authorize();
    answer(attempt, challengeMessage);

    expect([sent(attempt), sent(attempt)]).toEqual(['NTLM 3', 'NTLM 1']);
  });
});

describe('acceptance', () => {
  test('is nothing for a request that went without credentials', () => {
    const session = sessionOf('user', 'secret');
    const attempt = begin(session);
    answer(attempt, basic);
    attempt.accepted();

    expect(sent(begin(session))).toBe('-');
  });
});
