/**
 * What the connection of a {@link QHttp} is doing.
 *
 * Source: Qt 4, `QHttp::State`.
 */
export enum State {
  /** There is no connection. */
  Unconnected = 0,
  /** The name of the host is being looked up. Left out where the host is an address. */
  HostLookup = 1,
  /** The connection is being opened. */
  Connecting = 2,
  /** The connection stands and the request is on its way. */
  Sending = 3,
  /** The answer is arriving; begins with its first byte. */
  Reading = 4,
  /** The connection stands and nothing is on its way. */
  Connected = 5,
  /** The connection is being closed. */
  Closing = 6,
}
