import { SourceError } from '../../src/body/byte-source.js';
import type { AnswerHead } from '../../src/connection/answer-head.js';
import { failureFrom, isCloseWithoutAnswer } from '../../src/connection/error-map.js';
import { Stage } from '../../src/connection/stage.js';
import { HttpResponseHeader } from '../../src/headers/http-response-header.js';
import { ErrorCode } from '../../src/values/error-code.js';
import { Failure } from '../../src/values/failure.js';

/** A stage with what counts of it. */
function stage(parts: Partial<Stage>, mode: 'http' | 'https' = 'http'): Stage {
  return Object.assign(new Stage({ host: 'printer', port: mode === 'http' ? 631 : 443, mode }), parts);
}

function head(isFramed: boolean, expected: number): AnswerHead {
  return { header: new HttpResponseHeader(200), isFramed, expected, endsConnection: false };
}

const sent = { isUnderWay: true, isConnected: true, hasSent: true };
const answering = { ...sent, hasAnswer: true };
const receiving = { ...answering, received: 5 };

const connecting = stage({ isUnderWay: true });
const waiting = stage(sent);
const inHead = stage(answering);
const inBody = stage({ ...receiving, head: head(true, 10) });
const inHandshake = stage({ isConnected: true }, 'https');

const error = (code: string, message = code) => Object.assign(new Error(message), { code });
const parserError = Object.assign(new Error('Invalid header'), { name: 'HTTPParserError' });

describe('the error map', () => {
  it.each<[string, Error, Stage, ErrorCode, string]>([
    ['a name without an address', error('ENOTFOUND'), connecting, ErrorCode.HostNotFound, 'Host printer not found'],
    ['a lookup that failed for now', error('EAI_AGAIN'), connecting, ErrorCode.HostNotFound, 'Host printer not found'],
    [
      'a refused connection',
      error('ECONNREFUSED'),
      connecting,
      ErrorCode.ConnectionRefused,
      'Connection to printer:631 refused',
    ],
    [
      'a connection that nobody answered',
      error('ETIMEDOUT'),
      connecting,
      ErrorCode.ConnectionRefused,
      'Connection to printer:631 timed out',
    ],
    [
      'a reset while the connection is opened',
      error('ECONNRESET', 'connect ECONNRESET'),
      connecting,
      ErrorCode.UnexpectedClose,
      'printer:631 closed the connection at once',
    ],
    [
      'an unreachable network',
      error('ENETUNREACH', 'connect ENETUNREACH'),
      connecting,
      ErrorCode.UnknownError,
      'The connection to printer:631 failed: connect ENETUNREACH',
    ],
    [
      'a close before the answer',
      error('UND_ERR_SOCKET', 'other side closed'),
      waiting,
      ErrorCode.UnexpectedClose,
      'printer:631 closed the connection before it answered',
    ],
    [
      'a reset inside the head',
      error('ECONNRESET'),
      inHead,
      ErrorCode.UnexpectedClose,
      'printer:631 closed the connection inside the head of its answer',
    ],
    ['a head that is none', parserError, inHead, ErrorCode.InvalidResponseHeader, 'Invalid HTTP response header'],
    [
      'framing fields in conflict',
      error('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'),
      inHead,
      ErrorCode.InvalidResponseHeader,
      'Invalid HTTP response header',
    ],
    [
      'an upgrade nobody asked for',
      error('UND_ERR_SOCKET', 'bad upgrade'),
      stage({ ...answering, statusLine: 'HTTP/1.1 101 Switching Protocols' }),
      ErrorCode.InvalidResponseHeader,
      'Invalid HTTP response header',
    ],
    [
      'a head without end',
      error('UND_ERR_HEADERS_OVERFLOW'),
      inHead,
      ErrorCode.InvalidResponseHeader,
      'The head of the answer from printer:631 is too large',
    ],
    ['broken chunks', parserError, inBody, ErrorCode.WrongContentLength, 'Invalid HTTP chunked body'],
    [
      'a body that is too short',
      error('UND_ERR_SOCKET', 'other side closed'),
      inBody,
      ErrorCode.WrongContentLength,
      'The body from printer:631 ended after 5 of 10 bytes, before it was whole',
    ],
    [
      'chunks without their end',
      error('ECONNRESET'),
      stage({ ...receiving, head: head(true, 0) }),
      ErrorCode.WrongContentLength,
      'The body from printer:631 ended after 5 bytes, before it was whole',
    ],
    [
      'a reset inside a body without length',
      error('ECONNRESET'),
      stage({ ...receiving, head: head(false, 0) }),
      ErrorCode.UnexpectedClose,
      'printer:631 reset the connection inside the body',
    ],
    [
      'a handshake that was cut',
      error('ECONNRESET'),
      inHandshake,
      ErrorCode.UnexpectedClose,
      'printer:443 closed the connection in the TLS handshake',
    ],
    [
      'a certificate that is not trusted',
      error('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'),
      inHandshake,
      ErrorCode.UnknownError,
      'The TLS connection to printer:443 failed: self-signed certificate',
    ],
    [
      'a server that does not speak TLS',
      error('ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number'),
      inHandshake,
      ErrorCode.UnknownError,
      'HTTP request failed',
    ],
    [
      'a body that cannot be read',
      new SourceError('no disk'),
      waiting,
      ErrorCode.UnknownError,
      'The body could not be read: no disk',
    ],
    [
      'a request that cannot be sent',
      error('UND_ERR_INVALID_ARG', 'invalid request path'),
      waiting,
      ErrorCode.UnknownError,
      'The request cannot be sent: invalid request path',
    ],
  ])('%s', (_name, thrown, stage, code, message) => {
    const failure = failureFrom(thrown, stage);
    expect([ErrorCode[failure.code], failure.message, failure.cause]).toEqual([ErrorCode[code], message, thrown]);
  });

  it('leaves a Failure as it is', () => {
    const failure = new Failure(ErrorCode.Aborted, 'Request aborted');
    expect(failureFrom(failure, waiting)).toBe(failure);
  });

  it('takes a close for repeatable only before a byte of the answer', () => {
    const closed = error('UND_ERR_SOCKET');
    expect([connecting, waiting, inHead, inBody].map((stage) => isCloseWithoutAnswer(closed, stage))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isCloseWithoutAnswer(error('ECONNREFUSED'), connecting)).toBe(false);
    expect(isCloseWithoutAnswer(parserError, waiting)).toBe(false);
  });
});
