import { CredentialSession } from '../auth/credential-session.js';
import type { Hashes } from '../auth/hashes.js';
import { originOf, type Target } from './target.js';

interface User {
  readonly user: string;
  readonly password: string;
}

/**
 * The credentials of a connection. They belong to an origin, or to a proxy, and never go to another (RFC 9110, 11.5):
 * what is set while no host is set belongs to the next one.
 */
export class CredentialStore {
  readonly #hashes: Hashes;
  readonly #servers = new Map<string, CredentialSession>();
  readonly #proxies = new Map<string, CredentialSession>();
  #homeless: User | undefined;

  constructor(hashes: Hashes) {
    this.#hashes = hashes;
  }

  /** @throws TypeError for control characters in the user */
  setUser(target: Target | undefined, user: string, password: string): void {
    if (target) this.server(target).setUser(user, password);
    else this.#homeless = { user, password };
  }

  /** A host has been set. */
  arriveAt(target: Target): void {
    const homeless = this.#homeless;
    this.#homeless = undefined;
    if (homeless) this.server(target).setUser(homeless.user, homeless.password);
  }

  server(target: Target): CredentialSession {
    const origin = originOf(target);
    return found(this.#servers, origin, () => new CredentialSession({ hashes: this.#hashes, origin }));
  }

  /** The session for the proxy of the target, or for none where a 407 comes from the server itself. */
  proxy({ proxy }: Target): CredentialSession {
    const name = proxy ? `${proxy.type} ${proxy.host}:${String(proxy.port)}` : '';
    return found(this.#proxies, name, () => {
      const session = new CredentialSession({ hashes: this.#hashes });
      if (proxy?.user !== undefined) session.setUser(proxy.user, proxy.password);
      return session;
    });
  }

  /** The connection has closed, and with it what was authenticated for it. */
  disconnected(): void {
    for (const session of this.#servers.values()) session.disconnected();
    for (const session of this.#proxies.values()) session.disconnected();
  }
}

function found<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
