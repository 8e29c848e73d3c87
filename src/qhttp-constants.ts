import type { ConnectionMode } from './values/connection-mode.js';
import { ErrorCode } from './values/error-code.js';
import { State } from './values/state.js';

/** The members of the enums as static members, as a program that was written for Qt names them. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- QHttp inherits its static members
export class QHttpConstants {
  static readonly Unconnected = State.Unconnected;
  static readonly HostLookup = State.HostLookup;
  static readonly Connecting = State.Connecting;
  static readonly Sending = State.Sending;
  static readonly Reading = State.Reading;
  static readonly Connected = State.Connected;
  static readonly Closing = State.Closing;

  static readonly NoError = ErrorCode.NoError;
  static readonly UnknownError = ErrorCode.UnknownError;
  static readonly HostNotFound = ErrorCode.HostNotFound;
  static readonly ConnectionRefused = ErrorCode.ConnectionRefused;
  static readonly UnexpectedClose = ErrorCode.UnexpectedClose;
  static readonly InvalidResponseHeader = ErrorCode.InvalidResponseHeader;
  static readonly WrongContentLength = ErrorCode.WrongContentLength;
  static readonly Aborted = ErrorCode.Aborted;
  static readonly AuthenticationRequiredError = ErrorCode.AuthenticationRequiredError;
  static readonly ProxyAuthenticationRequiredError = ErrorCode.ProxyAuthenticationRequiredError;

  static readonly ConnectionModeHttp = 'http' satisfies ConnectionMode;
  static readonly ConnectionModeHttps = 'https' satisfies ConnectionMode;
}
