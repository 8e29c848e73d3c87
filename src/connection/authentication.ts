import { Authenticator } from '../values/authenticator.js';
import type { CredentialAttempt } from '../auth/credential-attempt.js';
import { parseChallenges } from '../auth/parse-challenges.js';
import type { HeaderField } from '../headers/header-field.js';
import type { HttpResponseHeader } from '../headers/http-response-header.js';
import { ConnectionMode } from '../values/connection-mode.js';
import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import type { Signal } from '../values/signal.js';
import type { ConnectionSettings } from './connection-settings.js';
import type { CredentialStore } from './credential-store.js';
import { requestTarget, type OutgoingRequest } from './request-plan.js';
import { hostAndPort, isForwarded, originOf, targetFrom, type Target } from './target.js';

/** What follows from a 401 or 407. */
export type Verdict = 'again' | 'ask' | 'refuse';

/** How the two kinds of challenge differ. */
const kinds = {
  server: { challenge: 'www-authenticate', info: 'authentication-info', answer: 'Authorization' },
  proxy: {
    challenge: 'proxy-authenticate',
    info: 'proxy-authentication-info',
    answer: 'Proxy-Authorization',
  },
} as const;

type Kind = keyof typeof kinds;

type Attempts = Record<Kind, CredentialAttempt | undefined>;

/** Authentication of one request, to the server and to the proxy that reads it, however often it is sent. */
export function requestAuthentication(
  store: CredentialStore,
  outgoing: OutgoingRequest,
  target: Target,
): Authentication {
  const isProxied = isForwarded(target);
  const origin = isProxied ? originRead(outgoing, target) : target;
  const begin = (kind: Kind) => {
    const request = {
      method: outgoing.header.method(),
      uri: requestTarget(outgoing, target),
      body: outgoing.source ? outgoing.source.bytes : new Uint8Array(),
    };
    if (kind === 'server') return origin && store.server(origin).begin(request);
    // What comes through a tunnel comes from the server: the proxy's credentials are none of its business.
    return store.proxy(isProxied ? target.proxy : undefined).begin(request);
  };
  return new Authentication(origin ?? target, store, begin, isProxied);
}

/**
 * Where a proxy takes the request: it reads the URI, which a caller may have given, and not the host that is set.
 *
 * @returns undefined for a URI that names nothing, and so nobody to have credentials for
 */
function originRead({ header }: OutgoingRequest, target: Target): Target | undefined {
  const path = header.path();
  if (path.startsWith('/')) return target;
  const url = URL.parse(path);
  if (!url) return undefined;
  if (url.origin === originOf(target).toLowerCase()) return target;
  const mode = url.protocol === 'https:' ? ConnectionMode.Https : ConnectionMode.Http;
  return { ...target, ...targetFrom(url.hostname, mode, Number(url.port)) };
}

/** Authentication of the way through a proxy. */
export function tunnelAuthentication(store: CredentialStore, target: Target): Authentication {
  const begin = (kind: Kind) => {
    if (kind === 'server') return undefined;
    return store.proxy(target.proxy).begin({ method: 'CONNECT', uri: hostAndPort(target), body: new Uint8Array() });
  };
  return new Authentication(target, store, begin, true);
}

/** The dialogue with those who ask for credentials. */
export class Authentication {
  readonly #target: Target;
  readonly #store: CredentialStore;
  readonly #begin: (kind: Kind) => CredentialAttempt | undefined;
  /** Begun when they are needed: most requests are never asked for anything. */
  readonly #attempts: Attempts = { server: undefined, proxy: undefined };
  readonly #isProxied: boolean;
  #authenticator: Authenticator | undefined;

  /** @param isProxied - whether a proxy reads what is sent */
  constructor(
    target: Target,
    store: CredentialStore,
    begin: (kind: Kind) => CredentialAttempt | undefined,
    isProxied: boolean,
  ) {
    this.#target = target;
    this.#store = store;
    this.#begin = begin;
    this.#isProxied = isProxied;
  }

  /** What to add to the request; called each time that it is sent. */
  fields(): HeaderField[] {
    const fields: HeaderField[] = [];
    if (this.#store.isEmpty) return fields;
    for (const kind of ['proxy', 'server'] as const) {
      const value = this.#canAnswer(kind) ? this.#attempt(kind)?.authorize() : undefined;
      if (value !== undefined) fields.push([kinds[kind].answer, value]);
    }
    return fields;
  }

  /** Whether what was sent last only begins a handshake, and is not what will be answered. */
  get isNegotiating(): boolean {
    const { server, proxy } = this.#attempts;
    return (server?.isNegotiating ?? false) || (proxy?.isNegotiating ?? false);
  }

  /** The answer is another one than 401 or 407. */
  accepted(header: HttpResponseHeader): void {
    const { server, proxy } = this.#attempts;
    proxy?.accepted(header.allValues(kinds.proxy.info));
    server?.accepted(header.allValues(kinds.server.info));
  }

  answer(header: HttpResponseHeader): Verdict {
    const kind = kindOf(header);
    if (kind === 'server') this.#attempts.proxy?.accepted(header.allValues(kinds.proxy.info)); // it let the request through
    const verdict = this.#attempt(kind)?.answer(parseChallenges(header.allValues(kinds[kind].challenge)));
    if (verdict === undefined) return 'refuse';
    if (verdict !== 'retry' && verdict !== 'continue') return verdict;
    return this.#canAnswer(kind) ? 'again' : 'ask';
  }

  /**
   * Whether a person may be asked. Not by a server to which an interceptor has led: the answer might be the password of the
   * host that was set.
   */
  mayAsk(header: HttpResponseHeader): boolean {
    return kindOf(header) === 'proxy' || !this.#target.isForeign;
  }

  /** Why nobody was asked. */
  unasked(header: HttpResponseHeader): Failure {
    const { code, message } = authenticationFailure(header, true);
    return new Failure(code, `${message} by ${originOf(this.#target)}, to which the request was led`);
  }

  /** The request cannot be sent again: the next one to the same place has the answer from the beginning. */
  postpone(header: HttpResponseHeader): void {
    this.#attempt(kindOf(header))?.postpone();
  }

  /** The signal that asks a person. */
  question(header: HttpResponseHeader): Signal {
    const kind = kindOf(header);
    const authenticator = this.#attempt(kind)?.ask() ?? new Authenticator();
    this.#authenticator = authenticator;
    const { host, port, proxy } = this.#target;
    if (kind === 'server') return { type: 'authenticationRequired', host, port, authenticator };
    return proxyQuestion(this.#isProxied ? proxy : undefined, authenticator);
  }

  /** Takes what a person has filled in. */
  provide(header: HttpResponseHeader): Verdict {
    const authenticator = this.#authenticator;
    const kind = kindOf(header);
    if (!authenticator || !this.#canAnswer(kind)) return 'refuse';
    return this.#attempt(kind)?.provide(authenticator) === 'retry' ? 'again' : 'refuse';
  }

  #attempt(kind: Kind): CredentialAttempt | undefined {
    return (this.#attempts[kind] ??= this.#begin(kind));
  }

  /** A 407 without a proxy has nobody whom the answer could be for. */
  #canAnswer(kind: Kind): boolean {
    return kind === 'server' || this.#isProxied;
  }
}

/** The signal that asks for the credentials of a proxy, which is told without those that it has. */
export function proxyQuestion(proxy: NetworkProxy | undefined, authenticator: Authenticator): Signal {
  const { type = 'none', host = '', port = 0 } = proxy ?? {};
  return { type: 'proxyAuthenticationRequired', proxy: { type, host, port }, authenticator };
}

/** Whether an answer is a challenge and no normal answer. */
export function isChallenge(header: HttpResponseHeader): boolean {
  return header.statusCode() === 401 || header.statusCode() === 407;
}

/** Whether it becomes an answer as any other where nobody answers it; what a proxy asks for is nothing of the host. */
export function canBeDelivered(
  header: HttpResponseHeader,
  { deliversChallenges }: Pick<ConnectionSettings, 'deliversChallenges'>,
  target: Target,
): boolean {
  return deliversChallenges && !(header.statusCode() === 407 && isForwarded(target));
}

/** @param isAsked - whether somebody could have answered */
export function authenticationFailure(header: HttpResponseHeader, isAsked: boolean): Failure {
  const isProxy = kindOf(header) === 'proxy';
  const code = isProxy ? ErrorCode.ProxyAuthenticationRequiredError : ErrorCode.AuthenticationRequiredError;
  if (!isAsked) return new Failure(code, 'Unknown authentication method'); // the words of the real class (recorded)
  return new Failure(code, isProxy ? 'Proxy authentication required' : 'Authentication required');
}

/** The body cannot be sent once more. */
export function cannotSendAgain(header: HttpResponseHeader): Failure {
  const { code, message } = authenticationFailure(header, true);
  return new Failure(code, `${message}, and the body is a stream that cannot be sent again`);
}

function kindOf(header: HttpResponseHeader): Kind {
  return header.statusCode() === 407 ? 'proxy' : 'server';
}
