import type { ConnectionMode } from '../values/connection-mode.js';

/** Where the connection goes. */
export interface Target {
  /** As the caller wrote it; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  readonly mode: ConnectionMode;
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
  return { host: name, mode, port: port === 0 ? defaultPorts[mode] : port };
}

/** What the Host field says (RFC 9110, 7.2): the port only where it is not the default of the mode. */
export function hostField(target: Target): string {
  const host = bracketed(target.host);
  return target.port === defaultPorts[target.mode] ? host : `${host}:${String(target.port)}`;
}

/** Host and port, for a message to a person. */
export function hostAndPort(target: Target): string {
  return `${bracketed(target.host)}:${String(target.port)}`;
}

/** As URL.origin writes it: without the default port of the mode. */
export function originOf(target: Target): string {
  return `${target.mode}://${hostField(target)}`;
}

export function isSameTarget(a: Target, b: Target): boolean {
  return a.host === b.host && a.port === b.port && a.mode === b.mode;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
