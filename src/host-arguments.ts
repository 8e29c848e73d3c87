import type { QHttpOptions } from './qhttp-options.js';
import { targetFrom, type Target } from './connection/target.js';
import { ownProperties } from './values/own-properties.js';
import { ConnectionMode } from './values/connection-mode.js';

/**
 * Tells `(host, port = 80)` and `(host, mode, port = 0)` apart.
 *
 * @returns undefined for an empty host, which unsets it
 * @throws TypeError or RangeError for what cannot be a host, a mode or a port
 */
export function targetFromArguments(
  host: string,
  modeOrPort: ConnectionMode | number = 80,
  port = 0,
): Target | undefined {
  const target =
    typeof modeOrPort === 'number'
      ? targetFrom(host, ConnectionMode.Http, modeOrPort)
      : targetFrom(host, modeOrPort, port);
  return target.host === '' ? undefined : target;
}

interface ConstructorArguments {
  readonly target: Target | undefined;
  readonly options: QHttpOptions;
}

/** Tells `(options?)`, `(host, port?, options?)` and `(host, mode, port?, options?)` apart. */
export function constructorArguments(args: readonly unknown[]): ConstructorArguments {
  const rest = [...args];
  const last = rest.at(-1);
  const options = typeof last === 'object' && last !== null ? (rest.pop() as QHttpOptions) : {}; // by the overloads
  const [host, modeOrPort, port] = rest as [string?, (ConnectionMode | number)?, number?]; // likewise
  const target = host === undefined ? undefined : targetFromArguments(host, modeOrPort, port);
  return { target, options: ownProperties(options) };
}
