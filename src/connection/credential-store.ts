import { CredentialSession } from '../auth/credential-session.js';
import type { Hashes } from '../auth/hashes.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import type { Login } from './dispatch-like.js';
import { originOf, type Target } from './target.js';

/**
 * The credentials of a connection. They belong to an origin, or to a proxy, and never go to another (RFC 9110, 11.5):
 * what is set while no host is set belongs to the next one.
 */
export class CredentialStore {
  readonly #hashes: Hashes;
  readonly #servers = new Map<string, CredentialSession>();
  readonly #proxies = new Map<string, CredentialSession>();
  /** What a person has given for SOCKS proxies. */
  readonly #logins = new Map<string, Login>();
  #homeless: Login | undefined;

  constructor(hashes: Hashes) {
    this.#hashes = hashes;
  }

  /** Nobody has given credentials, or has been asked for any. */
  get isEmpty(): boolean {
    return this.#servers.size === 0 && this.#proxies.size === 0;
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
    if (target.proxy) this.meet(target.proxy);
  }

  /** Requests go through this proxy from now on. */
  meet(proxy: NetworkProxy): void {
    if (proxy.user !== undefined) this.proxy(proxy).setUser(proxy.user, proxy.password);
  }

  server(target: Target): CredentialSession {
    const origin = originOf(target);
    return found(this.#servers, origin, () => new CredentialSession({ hashes: this.#hashes, origin }));
  }

  /** Whether the connection to it speaks in somebody's name; a question that makes no session. */
  isBound(target: Target): boolean {
    return this.#servers.get(originOf(target))?.isBound ?? false;
  }

  /** The session for a proxy, or for none where a 407 comes from the server itself. */
  proxy(proxy: NetworkProxy | undefined): CredentialSession {
    return found(this.#proxies, proxy ? nameOf(proxy) : '', () => new CredentialSession({ hashes: this.#hashes }));
  }

  /** What a SOCKS proxy has been told, if it asked. */
  login(proxy: NetworkProxy): Login | undefined {
    return this.#logins.get(nameOf(proxy));
  }

  setLogin(proxy: NetworkProxy, login: Login | undefined): void {
    if (login) this.#logins.set(nameOf(proxy), login);
    else this.#logins.delete(nameOf(proxy));
  }

  /** The connection has closed, and with it what was authenticated for it. */
  disconnected(): void {
    for (const session of this.#servers.values()) session.disconnected();
    for (const session of this.#proxies.values()) session.disconnected();
  }
}

function found<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function nameOf({ type, host, port }: NetworkProxy): string {
  return `${type} ${host}:${String(port)}`;
}
