import { Stage } from '../../src/connection/stage.js';
import type { Target } from '../../src/connection/target.js';
import { timedOut } from '../../src/connection/timed-out.js';
import { ErrorCode } from '../../src/values/error-code.js';
import { State } from '../../src/values/state.js';
import type { TimeoutName } from '../../src/values/timeouts.js';

const host: Target = { host: 'printer', port: 443, mode: 'https' };
const behindProxy: Target = { ...host, proxy: { type: 'http', host: 'cache', port: 3128 } };

describe('the text of a timeout', () => {
  it.each<[TimeoutName, string, Target, Partial<Stage>, State, string]>([
    ['connect', 'a host', host, {}, State.Connecting, 'The connection to printer:443 did not stand within 50 ms'],
    [
      'connect',
      'a lookup',
      host,
      {},
      State.HostLookup,
      'The connection to printer:443 did not stand within 50 ms, as printer was not found',
    ],
    [
      'connect',
      'a TLS handshake',
      host,
      { isConnected: true },
      State.Sending,
      'The connection to printer:443 did not stand within 50 ms, as the TLS handshake did not end',
    ],
    [
      'connect',
      'a proxy',
      behindProxy,
      {},
      State.Connecting,
      'The connection to printer:443 did not stand within 50 ms, as the one to the proxy cache:3128 did not',
    ],
    [
      'connect',
      'the lookup of a proxy',
      behindProxy,
      {},
      State.HostLookup,
      'The connection to printer:443 did not stand within 50 ms, as cache was not found',
    ],
    [
      'connect',
      'a proxy that stands',
      behindProxy,
      { isAtProxy: true },
      State.Connecting,
      'The connection to printer:443 did not stand within 50 ms, as the proxy cache:3128 did not open the way',
    ],
    ['headers', 'an answer', host, {}, State.Sending, 'printer:443 did not answer within 50 ms'],
    [
      'headers',
      'the rest of a head',
      host,
      { hasAnswer: true },
      State.Reading,
      'The head of the answer from printer:443 was not whole within 50 ms',
    ],
    ['idle', 'a byte', host, {}, State.Reading, 'No byte went to printer:443 or came from it for 50 ms'],
    ['total', 'the end', host, {}, State.Reading, 'The request to printer:443 was not over within 50 ms'],
  ])('%s: for %s', (missed, _what, target, reached, state, text) => {
    const { code, message } = timedOut(missed, 50, Object.assign(new Stage(target), reached), state);

    expect([code, message]).toEqual([ErrorCode.UnknownError, `${text} (timeouts.${missed})`]);
  });
});
