import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import { reasonOf } from '../values/reason-of.js';
import { hostAndPort, type Target } from './target.js';

// The failures that an exchange finds by itself; those of the dispatcher are in error-map.ts.

export function aborted(): Failure {
  return new Failure(ErrorCode.Aborted, 'Request aborted');
}

export function noHost(): Failure {
  return new Failure(ErrorCode.UnknownError, 'No server set to connect to');
}

export function noTunnel(target: Target): Failure {
  const type = target.proxy?.type ?? '';
  return new Failure(
    ErrorCode.UnknownError,
    `HTTPS to ${hostAndPort(target)} cannot go through a proxy of type ${type}`,
  );
}

export function invalidHead(): Failure {
  return new Failure(ErrorCode.InvalidResponseHeader, 'Invalid HTTP response header');
}

/** The dispatcher threw where it should have told. */
export function notBegun(error: unknown): Failure {
  return new Failure(ErrorCode.UnknownError, reasonOf(error), { cause: error });
}

/** @param limit - in bytes */
export function tooLarge(target: Target | undefined, limit: number): Failure {
  const where = target ? hostAndPort(target) : 'the host';
  return new Failure(
    ErrorCode.UnknownError,
    `The body from ${where} is larger than the limit of ${String(limit)} bytes`,
  );
}

export function sinkFailed(error: unknown): Failure {
  return new Failure(ErrorCode.UnknownError, `The destination failed: ${reasonOf(error)}`, { cause: error });
}

export function unanswered(error: unknown): Failure {
  return new Failure(ErrorCode.UnknownError, `The question got no answer: ${reasonOf(error)}`, { cause: error });
}
