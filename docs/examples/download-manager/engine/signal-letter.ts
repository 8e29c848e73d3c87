import { State, type Signal } from 'rx-qhttp/browser';

/** One signal as a letter of the table of `rx-qhttp/testing`, and in words. */
export function letterAndText(signal: Signal): readonly [letter: string, text: string] {
  switch (signal.type) {
    case 'requestStarted':
      return ['s', 'started'];
    case 'requestFinished':
      return signal.error ? ['F', 'failed'] : ['f', 'finished'];
    case 'done':
      return signal.error ? ['D', 'done, with an error'] : ['d', 'done'];
    case 'stateChanged':
      return [String(signal.state), State[signal.state]];
    case 'responseHeaderReceived':
      return ['h', `answer ${signal.header.statusCode()} ${signal.header.reasonPhrase()}`.trimEnd()];
    case 'readyRead':
      return ['y', 'bytes to read'];
    case 'dataSendProgress':
      return ['q', `${progressText(signal.done, signal.total)} sent`];
    case 'dataReadProgress':
      return ['p', `${progressText(signal.done, signal.total)} received`];
    case 'authenticationRequired':
      return ['a', 'the server wants a login'];
    case 'proxyAuthenticationRequired':
      return ['b', 'the proxy wants a login'];
    case 'sslErrors':
      return ['t', `the server cannot be trusted: ${signal.errors.map(({ code }) => code).join(', ')}`];
  }
}

function progressText(done: number, total: number): string {
  return total > 0 ? `${done} of ${total} bytes` : `${done} bytes`;
}
