import type { NetworkProxy } from '../values/network-proxy.js';
import type { EnvironmentProxy } from './connection-settings.js';
import type { CredentialStore } from './credential-store.js';
import { isUnconnected, type SocketSource } from './socket-source.js';
import { isSameProxy, type Target } from './target.js';

/** Who goes that way. */
export interface Traveller {
  /** Another way is taken from now on: a connection over a socket that was handed in is let go of. */
  onTurn(): void;
  /** A connection that was authenticated for somebody else must not be used again: it would speak in their name. */
  onUserChanged(): void;
}

/** Where requests go: to which host, through which proxy, over which socket, and in whose name. */
export class Route {
  readonly #credentials: CredentialStore;
  readonly #environmentProxy: EnvironmentProxy;
  readonly #traveller: Traveller;
  #target: Target | undefined;
  #proxy: NetworkProxy | undefined;
  /** The same, for the present target. */
  #proxyInEffect: NetworkProxy | undefined;
  /** That was handed in while there was no target. */
  #socket: SocketSource | undefined;

  constructor(credentials: CredentialStore, environmentProxy: EnvironmentProxy, traveller: Traveller) {
    this.#credentials = credentials;
    this.#environmentProxy = environmentProxy;
    this.#traveller = traveller;
  }

  get target(): Target | undefined {
    return this.#target;
  }

  /**
   * Where the next exchange goes; a connection to somewhere else is let go of when that begins, one that was handed in at
   * once.
   *
   * @throws Error where the environment names a proxy that cannot be one
   */
  setTarget(target: Target | undefined): void {
    const socket = this.#socket;
    const before = this.#proxyInEffect;
    const proxy = (this.#proxyInEffect = this.#proxy);
    // The same proxy, of which it is said anew who asks: nobody.
    if (proxy && before?.user !== undefined && proxy.user === undefined && isSameProxy(before, proxy)) {
      this.#credentials.proxy(proxy).setUser('', '');
    }
    try {
      this.#turnTo(target && { ...target, proxy: this.proxyFor(target) });
    } catch (error) {
      this.#turnTo(undefined); // what was meant for this host must not go to the one before
      throw error;
    }
    if (socket && this.#target) this.setSocket(socket);
    const present = this.#target;
    if (present) {
      this.#changeUser(present, () => {
        this.#credentials.arriveAt(present);
      });
    }
  }

  /** Counts from the next target on; none counts at once. */
  setProxy(proxy: NetworkProxy | undefined): void {
    this.#proxy = proxy;
    if (proxy) return;
    this.#proxyInEffect = undefined;
    const target = this.#target;
    if (!target?.proxy) return;
    // A socket that was handed in, and leads to the proxy, is no way to the host.
    const socket = target.socket && isUnconnected(target.socket) ? target.socket : undefined;
    if (socket === target.socket) this.#target = { ...target, proxy };
    else this.#turnTo({ ...target, proxy, socket });
  }

  /** For the present target; for the next one where there is none yet. */
  setSocket(socket: SocketSource): void {
    const target = this.#target;
    this.#socket = target ? undefined : socket;
    // What leads somewhere already does not lead through a proxy.
    if (target) this.#turnTo({ ...target, socket, proxy: isUnconnected(socket) ? target.proxy : undefined });
  }

  /** For the present target; for the next one where there is none yet. */
  setUser(user: string, password: string): void {
    const target = this.#target;
    const change = () => {
      this.#credentials.setUser(target, user, password);
    };
    if (target) this.#changeUser(target, change);
    else change();
  }

  /** Through which proxy a host is reached. */
  proxyFor(target: Target): NetworkProxy | undefined {
    const proxy = this.#proxyInEffect;
    const found = proxy?.type === 'environment' ? this.#environmentProxy(target) : proxy;
    if (found) this.#credentials.meet(found);
    return found;
  }

  #changeUser(target: Target, change: () => void): void {
    const wasBound = this.#credentials.isBound(target);
    change();
    if (wasBound && !this.#credentials.isBound(target)) this.#traveller.onUserChanged();
  }

  #turnTo(target: Target | undefined): void {
    this.#traveller.onTurn();
    this.#target = target;
  }
}
