import type { Duplex } from 'node:stream';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { SslError } from '../../values/ssl-error.js';
import type { TlsOptions } from '../../values/tls-options.js';
import type { ConnectionListener } from '../dispatch-like.js';
import type { Target } from '../target.js';
import { net, tls } from './builtins.js';
import { nothingInherited } from './nothing-inherited.js';
import { tlsErrors } from './tls-errors.js';

/**
 * TLS over a connection that stands. What is wrong with the certificate is asked about before a byte of a request has
 * left.
 *
 * @param decided - called once, never before this has returned, unless the stream fails; with an error where the other
 *   side is not to be trusted
 */
export function secure(
  stream: Duplex,
  target: Target,
  options: TlsOptions,
  connection: () => ConnectionListener | undefined,
  decided: (refusal?: Error) => void,
): TLSSocket {
  const name = options.servername ?? target.host; // that the certificate has to be good for
  const socket = tls.connect({
    ...nothingInherited(),
    ...connectionOptions(name, options),
    socket: stream, // Node takes any Duplex
  });
  socket.once('secureConnect', () => {
    const errors = tlsErrors(socket, name, options);
    if (errors.length === 0) decided();
    else {
      const decide = (isAccepted: boolean) => {
        decided(isAccepted && !socket.destroyed ? undefined : refusal(errors));
      };
      const listener = connection();
      if (listener?.onTlsErrors) listener.onTlsErrors(errors, decide);
      else decide(false);
    }
  });
  return socket;
}

function refusal(errors: readonly SslError[]): Error {
  const message = errors.map((error) => error.message).join('; ');
  return Object.assign(new Error(message), { code: errors[0]?.code });
}

/**
 * The connection is let through in any case, and judged when it stands; no session is resumed, since a resumed one
 * shows no certificate.
 */
function connectionOptions(name: string, options: TlsOptions): ConnectionOptions {
  return {
    ...(options as ConnectionOptions), // the same names; PEM as text or bytes
    ...(net.isIP(name) === 0 ? { servername: name } : {}), // RFC 6066, 3: an address is no server name
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  };
}
