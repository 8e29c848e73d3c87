import type { Duplex } from 'node:stream';
import { ErrorCode } from '../../values/error-code.js';
import { Failure } from '../../values/failure.js';
import { ownProperties } from '../../values/own-properties.js';
import { reasonOf, textOf } from '../../values/reason-of.js';
import type { TlsOptions } from '../../values/tls-options.js';
import type { SocketConnector, SocketConnectorOptions } from '../socket-source.js';
import { originOf, type Target } from '../target.js';

/**
 * Has a connector open a connection.
 *
 * @param opened - called once, and never before this has returned
 */
export function callConnector(
  connector: SocketConnector,
  target: Target,
  { servername = target.host }: TlsOptions,
  opened: (...result: [error: null, stream: Duplex] | [error: Error, stream: null]) => void,
): void {
  let isCalled = false;
  const once = (error: unknown, stream: unknown) => {
    if (isCalled) return;
    isCalled = true;
    queueMicrotask(() => {
      if (error !== null && error !== undefined) opened(renamed(error), null);
      else if (!isDuplex(stream))
        opened(new Failure(ErrorCode.UnknownError, 'The connector gave neither a socket nor an error'), null);
      else if (stream.destroyed)
        opened(new Failure(ErrorCode.UnexpectedClose, 'The connector gave a socket that has closed'), null);
      else opened(null, stream);
    });
  };
  const [protocol = '', host = ''] = originOf(target).split('//');
  try {
    connector(
      ownProperties<SocketConnectorOptions>({
        hostname: target.host,
        host,
        protocol,
        port: String(target.port),
        servername,
      }),
      once,
    );
  } catch (error) {
    once(error, null);
  }
}

/** Whether it has what is needed of one: the class may be that of another package. */
export function isDuplex(stream: unknown): stream is Duplex {
  return typeof stream === 'object' && stream !== null && 'read' in stream && 'write' in stream && 'destroy' in stream;
}

/** An error of this code in a connector makes undici connect again and again (measured). */
function renamed(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(reasonOf(error), { cause: error });
  if (textOf(error, 'code') !== 'UND_ERR_SOCKET') return error;
  return Object.assign(new Error(error.message, { cause: error }), { code: 'ECONNRESET' });
}
