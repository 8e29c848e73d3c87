import { SourceError } from '../../src/body/byte-source.js';
import type { AnswerHead } from '../../src/connection/answer-head.js';
import { failureFrom, isCloseBehindBody, isCloseWithoutAnswer } from '../../src/connection/error-map.js';
import { Stage } from '../../src/connection/stage.js';
import { HttpResponseHeader } from '../../src/headers/http-response-header.js';
import type { NetworkProxy } from '../../src/values/network-proxy.js';
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

const cache: NetworkProxy = { type: 'http', host: 'cache', port: 3128 };
const atProxy = new Stage({ host: 'printer', port: 631, mode: 'http', proxy: cache });
const nowhere = Object.assign(new Stage(undefined), { isConnected: true });

const error = (code: string, message = code) => Object.assign(new Error(message), { code });
const mismatch = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
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
      'a connection that undici has waited for in vain',
      error('UND_ERR_CONNECT_TIMEOUT'),
      connecting,
      ErrorCode.ConnectionRefused,
      'Connection to printer:631 timed out',
    ],
    [
      'a proxy that refuses the connection',
      error('ECONNREFUSED'),
      atProxy,
      ErrorCode.ConnectionRefused,
      'Connection to the proxy cache:3128 refused',
    ],
    ['a proxy that is not found', error('ENOTFOUND'), atProxy, ErrorCode.HostNotFound, 'Host cache not found'],
    [
      'a name that an interceptor has looked up, on a connection that stands',
      error('ENOTFOUND', 'getaddrinfo ENOTFOUND elsewhere'),
      waiting,
      ErrorCode.HostNotFound,
      'A host was not found: getaddrinfo ENOTFOUND elsewhere',
    ],
    [
      'a reset behind a status line that only speaks of an upgrade',
      error('ECONNRESET'),
      stage({ ...answering, statusLine: 'HTTP/1.1 200 not HTTP/1.1 101' }),
      ErrorCode.UnexpectedClose,
      'printer:631 closed the connection inside the head of its answer',
    ],
    [
      'a head that is none, by the code of the parser',
      error('HPE_INVALID_HEADER_TOKEN'),
      inHead,
      ErrorCode.InvalidResponseHeader,
      'Invalid HTTP response header',
    ],
    [
      'broken chunks, by the code of the parser',
      error('HPE_INVALID_CHUNK_SIZE'),
      inBody,
      ErrorCode.WrongContentLength,
      'Invalid HTTP chunked body',
    ],
    [
      'a body that is too short, as undici counts it',
      error('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'),
      inBody,
      ErrorCode.WrongContentLength,
      'The body from printer:631 ended after 5 of 10 bytes, before it was whole',
    ],
    [
      'an error of something else inside the body',
      error('ERR_STREAM', 'the stream is broken'),
      inBody,
      ErrorCode.UnknownError,
      'The answer from printer:631 failed: the stream is broken',
    ],
    [
      'an error of something else before the answer',
      error('ERR_STREAM', 'the stream is broken'),
      waiting,
      ErrorCode.UnknownError,
      'The request to printer:631 failed: the stream is broken',
    ],
    [
      'the same before a byte was sent, which without TLS means nothing',
      error('ERR_STREAM', 'the stream is broken'),
      stage({ isConnected: true }),
      ErrorCode.UnknownError,
      'The request to printer:631 failed: the stream is broken',
    ],
    [
      'the same over TLS, when the handshake was over',
      error('ERR_SSL_BAD_RECORD', 'bad record'),
      stage(sent, 'https'),
      ErrorCode.UnknownError,
      'The request to printer:443 failed: bad record',
    ],
    [
      'a close before the answer, over TLS',
      error('ECONNRESET'),
      stage(sent, 'https'),
      ErrorCode.UnexpectedClose,
      'printer:443 closed the connection before it answered',
    ],
    [
      'a close before a byte was sent, without TLS',
      error('ECONNRESET'),
      stage({ isConnected: true }),
      ErrorCode.UnexpectedClose,
      'printer:631 closed the connection before it answered',
    ],
    [
      'a close of nobody knows whom',
      error('ECONNRESET'),
      nowhere,
      ErrorCode.UnexpectedClose,
      'the host closed the connection before it answered',
    ],
    [
      'an error of something else, of nobody knows whom',
      error('ERR_STREAM', 'the stream is broken'),
      nowhere,
      ErrorCode.UnknownError,
      'The request to the host failed: the stream is broken',
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

  it.each<[string, string, Partial<Stage>, boolean]>([
    ['a close', 'ECONNRESET', { head: head(true, 10), received: 10 }, true],
    ['a mismatch that undici has counted', mismatch, { head: head(true, 10), received: 10 }, true],
    ['a mismatch behind an empty body', mismatch, { head: head(true, 0), received: 0 }, true],
    ['a close behind chunks, of which the last is missing', 'ECONNRESET', { head: head(true, 0), received: 0 }, false],
    ['something else', 'ERR_STREAM', { head: head(true, 10), received: 10 }, false],
    ['a close inside the body', 'ECONNRESET', { head: head(true, 10), received: 9 }, false],
    ['a mismatch inside the body', mismatch, { head: head(true, 10), received: 9 }, false],
    ['a close behind a body of any length', 'ECONNRESET', { head: head(false, 10), received: 10 }, false],
    ['a close before the head', 'ECONNRESET', {}, false],
  ])('takes for a close behind a whole body: %s', (_what, code, parts, isBehind) => {
    expect(isCloseBehindBody(error(code), stage({ ...answering, ...parts }))).toBe(isBehind);
  });
});
