import { SourceError } from '../body/byte-source.js';
import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import { reasonOf, textOf } from '../values/reason-of.js';
import type { AnswerHead } from './answer-head.js';
import type { Stage } from './stage.js';
import { hostAndPort, peerOf } from './target.js';

/** Codes by which Node and undici say that the other side closed or reset the connection. */
const closeCodes = new Set([
  'UND_ERR_SOCKET',
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'UND_ERR_INFO',
]);
/** The code by which undici says that a body is not as long as its Content-Length. */
const mismatchCode = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
const lookupCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'EAI_FAIL', 'ENODATA']);
/** Codes by which undici refuses a request before it sends a byte of it. */
const refusalCodes = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED']);
const refusedCodes = new Set(['ECONNREFUSED', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** Whether the connection was closed or reset before a byte of the answer had come, if only while it was opened. */
export function isCloseWithoutAnswer(error: unknown, stage: Stage): boolean {
  return stage.isUnderWay && !stage.hasAnswer && closeCodes.has(textOf(error, 'code'));
}

/**
 * Whether the connection was closed behind a body of which every byte has come. undici does not see the end of a body
 * that is paused with its last bytes, and takes the close behind it for one that came too early. And it closes by itself
 * where blanks stand behind a Content-Length (RFC 9110, 5.6.3), which it counts as digits.
 */
export function isCloseBehindBody(error: unknown, { head, received }: Stage): boolean {
  if (!head?.isFramed || received !== head.expected) return false;
  const code = textOf(error, 'code');
  return code === mismatchCode || (head.expected > 0 && closeCodes.has(code));
}

/** What an error of the dispatcher means, by the error, by the stage, and by the bytes that came. */
export function failureFrom(error: unknown, stage: Stage): Failure {
  if (error instanceof Failure) return error;
  const where = stage.target ? hostAndPort(stage.target) : 'the host';
  const fail = (code: ErrorCode, message: string) => new Failure(code, message, { cause: error });
  if (error instanceof SourceError) return fail(ErrorCode.UnknownError, error.message);
  const code = textOf(error, 'code');
  if (refusalCodes.has(code)) return fail(ErrorCode.UnknownError, `The request cannot be sent: ${reasonOf(error)}`);
  if (!stage.isConnected) {
    const peer = stage.target ? peerOf(stage.target) : { host: '', port: 0 };
    return connectFailure(
      fail,
      code,
      `${stage.target?.proxy ? 'the proxy ' : ''}${hostAndPort(peer)}`,
      peer.host,
      error,
    );
  }
  // Of an interceptor that looks names up: of another host than the one that has answered.
  if (lookupCodes.has(code)) return fail(ErrorCode.HostNotFound, `A host was not found: ${reasonOf(error)}`);
  if (stage.head) return bodyFailure(fail, code, where, stage.head, stage.received, error);
  if (/^HTTP\/1\.[01] 101/.test(stage.statusLine ?? '')) return fail(ErrorCode.InvalidResponseHeader, invalidHeader);
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return fail(ErrorCode.InvalidResponseHeader, `The head of the answer from ${where} is too large`);
  }
  if (isParserError(error) || code === mismatchCode) {
    return fail(ErrorCode.InvalidResponseHeader, invalidHeader);
  }
  if (closeCodes.has(code)) {
    const when = stage.hasAnswer ? 'inside the head of its answer' : 'before it answered';
    const handshake = !stage.hasSent && stage.target?.mode === 'https' ? 'in the TLS handshake' : when;
    return fail(ErrorCode.UnexpectedClose, `${where} closed the connection ${handshake}`);
  }
  if (!stage.hasSent && stage.target?.mode === 'https') {
    // The other side does not speak TLS, or none that we do; the real class has no other words for it (recorded).
    if (/^(EPROTO|ERR_SSL_)/.test(code)) return fail(ErrorCode.UnknownError, 'HTTP request failed');
    return fail(ErrorCode.UnknownError, `The TLS connection to ${where} failed: ${reasonOf(error)}`);
  }
  return fail(ErrorCode.UnknownError, `The request to ${where} failed: ${reasonOf(error)}`);
}

/** The text of an answer whose head is none, as the real class words it (recorded). */
const invalidHeader = 'Invalid HTTP response header';

type Fail = (code: ErrorCode, message: string) => Failure;

function connectFailure(fail: Fail, code: string, where: string, host: string, error: unknown): Failure {
  if (closeCodes.has(code)) return fail(ErrorCode.UnexpectedClose, `${where} closed the connection at once`);
  if (lookupCodes.has(code)) return fail(ErrorCode.HostNotFound, `Host ${host} not found`);
  if (refusedCodes.has(code)) {
    const how = code === 'ECONNREFUSED' ? 'refused' : 'timed out';
    return fail(ErrorCode.ConnectionRefused, `Connection to ${where} ${how}`);
  }
  return fail(ErrorCode.UnknownError, `The connection to ${where} failed: ${reasonOf(error)}`);
}

function bodyFailure(
  fail: Fail,
  code: string,
  where: string,
  { isFramed, expected }: AnswerHead,
  received: number,
  error: unknown,
): Failure {
  if (isParserError(error)) return fail(ErrorCode.WrongContentLength, 'Invalid HTTP chunked body');
  if (code === mismatchCode || (closeCodes.has(code) && isFramed)) {
    const of = expected > 0 ? ` of ${String(expected)}` : '';
    return fail(
      ErrorCode.WrongContentLength,
      `The body from ${where} ended after ${String(received)}${of} bytes, before it was whole`,
    );
  }
  if (closeCodes.has(code)) return fail(ErrorCode.UnexpectedClose, `${where} reset the connection inside the body`);
  return fail(ErrorCode.UnknownError, `The answer from ${where} failed: ${reasonOf(error)}`);
}

/** undici's parser error has no code of its own and is known by its name. */
function isParserError(error: unknown): boolean {
  return textOf(error, 'name') === 'HTTPParserError' || textOf(error, 'code').startsWith('HPE_');
}
