/**
 * Why a command failed.
 *
 * Source: Qt 4, `QHttp::Error`.
 */
export enum ErrorCode {
  /** Nothing failed. */
  NoError = 0,
  /** What no other code names: no host was set, a body could not be read, a sink failed. */
  UnknownError = 1,
  /** The name of the host has no address. */
  HostNotFound = 2,
  /** The host refused the connection, or never answered. */
  ConnectionRefused = 3,
  /** The connection ended before the head of the answer was whole. */
  UnexpectedClose = 4,
  /** What the server sent is no head of an HTTP answer. */
  InvalidResponseHeader = 5,
  /** The body is shorter than its Content-Length, or its chunks are broken or unfinished. */
  WrongContentLength = 6,
  /** The caller ended the command. */
  Aborted = 7,
  /** The server wants credentials (401) and got none that it takes. */
  AuthenticationRequiredError = 8,
  /** The proxy wants credentials (407) and got none that it takes. */
  ProxyAuthenticationRequiredError = 9,
}
