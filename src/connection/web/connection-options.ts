import type { ConnectionOptions } from '../platform.js';

/** @throws TypeError for options about what a browser neither shows nor lets anybody decide */
export function checkConnectionOptions({ limits, pipelining = 1, timeouts, tls }: ConnectionOptions): void {
  if (tls !== undefined) refuse('tls', 'the browser decides whom it trusts');
  if (pipelining !== 1) refuse('pipelining', 'the browser decides what goes over which connection');
  if (timeouts?.connect !== undefined && timeouts.connect !== 0) {
    refuse('timeouts.connect', 'the browser does not show when it connects; there is timeouts.headers');
  }
  if (limits?.headerBytes !== undefined) refuse('limits.headerBytes', 'the browser reads the heads of answers');
}

function refuse(option: string, reason: string): never {
  throw new TypeError(`The option ${option} has no effect in a browser: ${reason}`);
}
