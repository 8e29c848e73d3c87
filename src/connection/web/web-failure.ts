import { ErrorCode } from '../../values/error-code.js';
import { Failure } from '../../values/failure.js';
import { reasonOf } from '../../values/reason-of.js';

/** Why a request got no answer: all that a browser says is that it got none. */
export function noAnswer(url: string, cause: unknown): Error {
  const { origin } = new URL(url);
  const reasons =
    'it cannot be reached, or closed the connection, or does not let pages of other origins ask it (CORS)';
  return new Failure(ErrorCode.UnknownError, `No answer from ${origin}: ${reasons}`, { cause });
}

/** A body that broke off: told as a connection that was closed, by its code. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
  readonly code = 'UND_ERR_SOCKET';

  constructor(cause: unknown) {
    super(`The body broke off: ${reasonOf(cause)}`, { cause });
  }
}

/** Where the Content-Length of the caller does not fit. */
export function wrongLength(declared: number, actual: number): Failure {
  const message = `The Content-Length says ${String(declared)} bytes, and the data has ${String(actual)}`;
  return new Failure(ErrorCode.UnknownError, message);
}
