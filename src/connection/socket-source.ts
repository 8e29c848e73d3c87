/**
 * The parts of a Node `Duplex` that are needed; structural, so that no Node type is. A `net.Socket` is one, connected or
 * not, and a `TLSSocket`.
 */
export interface DuplexLike {
  readonly destroyed: boolean;
  read(size?: number): unknown;
  write(chunk: Uint8Array): boolean;
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  destroy(error?: Error): unknown;
}

/** Where a connector is to connect to. */
export interface SocketConnectorOptions {
  /** The name or the address alone. */
  readonly hostname: string;
  /** With the port, unless that is the default of the protocol. */
  readonly host: string;
  /** `http:` or `https:`; for the latter a connector may give a `TLSSocket`, else TLS is spoken over what it gives. */
  readonly protocol: string;
  readonly port: string;
  /** The name that a certificate has to be good for. */
  readonly servername: string;
}

/**
 * Opens a connection; each connector of undici is one (`buildConnector()`).
 *
 * @param callback - called once, with an error or with what has been opened
 */
export type SocketConnector = (
  options: SocketConnectorOptions,
  callback: (...result: [error: null, socket: DuplexLike] | [error: Error, socket: null]) => void,
) => unknown;

/** What connections can be made of instead of our own. */
export type SocketSource = DuplexLike | SocketConnector;

/** Whether it is a socket that leads nowhere yet: it is connected when it is needed. */
export function isUnconnected(source: SocketSource): boolean {
  const { pending = false, connecting = false } = source as SocketState; // of a net.Socket
  return pending && !connecting;
}

interface SocketState {
  readonly pending?: boolean;
  readonly connecting?: boolean;
}
