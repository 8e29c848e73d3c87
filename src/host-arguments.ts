import { targetFrom, type Target } from './connection/target.js';
import { ConnectionMode } from './values/connection-mode.js';

/**
 * Tells `(host, port = 80)` and `(host, mode, port = 0)` apart.
 *
 * @returns undefined for an empty host, which unsets it
 * @throws TypeError or RangeError for what cannot be a host, a mode or a port
 */
export function targetFromArguments(host: string, modeOrPort: ConnectionMode | number = 80, port = 0): Target | undefined {
  const target =
    typeof modeOrPort === 'number'
      ? targetFrom(host, ConnectionMode.Http, modeOrPort)
      : targetFrom(host, modeOrPort, port);
  return target.host === '' ? undefined : target;
}
