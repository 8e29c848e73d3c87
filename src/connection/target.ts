import type { ConnectionMode } from '../values/connection-mode.js';
import type { NetworkProxy } from '../values/network-proxy.js';
import type { SocketSource } from './socket-source.js';

/** Where the connection goes. */
export interface Target {
  /** As the caller wrote it; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  readonly mode: ConnectionMode;
  /** Whether the port was given though it is the default of https: the Host field then names it (recorded). */
  readonly namesPort?: boolean | undefined;
  /** Where an interceptor has found it; the host itself is not looked up. */
  readonly at?: Pick<Target, 'host' | 'port'> | undefined;
  /** Whether only an interceptor has led there: it gets nothing that is meant for the host that was set. */
  readonly isForeign?: boolean | undefined;
  /** Through which proxy; never one of type `none` or `environment`. */
  readonly proxy?: NetworkProxy | undefined;
  /** What connections are made of, where that was handed in. */
  readonly socket?: SocketSource | undefined;
}

const defaultPorts: Readonly<Record<ConnectionMode, number>> = { http: 80, https: 443 };

/**
 * @param port - 0 means the default of the mode
 * @throws TypeError for a host that cannot be one, RangeError for a port that cannot be one
 */
export function targetFrom(host: string, mode: ConnectionMode, port: number): Target {
  if (typeof host !== 'string') throw new TypeError(`The host must be a string, not ${typeof host}`);
  const name = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  // RFC 3986, 3.2.2: what may not stand in a host, and what would end it in a URI or in the Host field.
  const bad = /[^\x21-\x7e]|[/?#@\\[\]<>^`{|}"]/.exec(name)?.[0];
  if (bad !== undefined) throw new TypeError(`The host must not contain ${JSON.stringify(bad)}`);
  if (!Object.hasOwn(defaultPorts, mode)) {
    throw new TypeError(`The mode must be 'http' or 'https', not ${JSON.stringify(mode)}`);
  }
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new RangeError(`The port must be a whole number from 0 to 65535, not ${String(port)}`);
  }
  if (name.includes(':') && !/^[0-9a-f:.]+(%[\w.~-]+)?$/i.test(name)) {
    throw new TypeError(`The host must not contain ":" unless it is an IPv6 address: give the port apart`);
  }
  if (mode === 'https' && port === defaultPorts.https)
    return { ...nothingElse, host: name, mode, port, namesPort: true };
  return { ...nothingElse, host: name, mode, port: port === 0 ? defaultPorts[mode] : port };
}

/** Named as missing, where a polluted `Object.prototype` would lead elsewhere. */
const nothingElse: Omit<Target, 'host' | 'port' | 'mode'> = {
  namesPort: undefined,
  at: undefined,
  isForeign: undefined,
  proxy: undefined,
  socket: undefined,
};

/** What the Host field says (RFC 9110, 7.2). */
export function hostField(target: Target): string {
  return namesOf(target).hostField;
}

/** Host and port, without the default port of the mode. */
function authorityOf(target: Target): string {
  return target.port === defaultPorts[target.mode] ? bracketed(target.host) : hostAndPort(target);
}

/** Host and port, for a message to a person. */
export function hostAndPort(target: Pick<Target, 'host' | 'port'>): string {
  return `${bracketed(target.host)}:${String(target.port)}`;
}

/** As URL.origin writes it: without the default port of the mode. */
export function originOf(target: Target): string {
  return namesOf(target).origin;
}

interface Names {
  readonly origin: string;
  readonly hostField: string;
}

/** Each request asks for them: they are written once for a target. */
const names = new WeakMap<Target, Names>();

function namesOf(target: Target): Names {
  let known = names.get(target);
  if (!known) {
    const authority = authorityOf(target);
    const hostField = target.namesPort ? hostAndPort(target) : authority;
    names.set(target, (known = { origin: `${target.mode}://${authority}`, hostField }));
  }
  return known;
}

/** Whether the proxy itself reads the requests, with an absolute URI in each (RFC 9112, 3.2.2); else it is a tunnel. */
export function isForwarded({ mode, proxy }: Target): boolean {
  return mode === 'http' && (proxy?.type === 'http' || proxy?.type === 'httpCaching');
}

/** Whether a proxy opens a way to the host, and sees nothing of the requests. */
export function isTunnelled(target: Target): boolean {
  return target.proxy !== undefined && !isForwarded(target);
}

/** Where TCP goes: to the proxy if there is one. */
export function peerOf({ host, port, proxy, at }: Target): Pick<Target, 'host' | 'port'> {
  return proxy ?? at ?? { host, port };
}

/** Whether requests to both can go over one connection. */
export function isSameConnection(a: Target, b: Target): boolean {
  if (a === b) return true;
  return a.socket === b.socket && a.isForeign === b.isForeign && connectionKey(a) === connectionKey(b);
}

/** Whether it is the same, whoever asks. */
export function isSameProxy(a: NetworkProxy, b: NetworkProxy): boolean {
  return a.type === b.type && a.host === b.host && a.port === b.port;
}

function connectionKey(target: Target): string {
  const { proxy } = target;
  const peer = hostAndPort(peerOf(target));
  const user = proxy?.user === undefined ? '' : `${proxy.user}@`; // for whom a proxy may have authenticated the connection
  if (target.mode === 'http' && !isTunnelled(target)) return `http ${user}${peer}`;
  if (!proxy) return `${originOf(target)} ${peer}`; // at one address there may be more than one name
  return `${proxy.type} ${user}${peer} ${originOf(target)}`; // the way was opened for that user
}

/** An IPv6 address as it stands in a URI. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
