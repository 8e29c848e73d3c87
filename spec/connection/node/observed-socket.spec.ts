import { Duplex } from 'node:stream';
import type { ConnectionListener } from '../../../src/connection/dispatch-like.js';
import { timerWith } from '../../../src/values/schedule.js';
import { ObservedSocket } from '../../../src/connection/node/observed-socket.js';
import { turn } from '../../support/turn.js';

/** A socket whose writes call back when the test says so, or at once, and what its observer tells. */
function observed(isPrompt = false) {
  const told: string[] = [];
  const callbacks: (() => void)[] = [];
  let error: Error | undefined;
  const socket = new Duplex({
    read() {},
    write(_chunk, _encoding, callback) {
      if (isPrompt) callback(error);
      else callbacks.push(callback);
    },
  });
  const fail = () => {
    error = new Error('EPIPE');
  };
  const listener: ConnectionListener = {
    onLookup() {},
    onConnecting() {},
    onConnected() {},
    onClosed() {},
    onSending: () => told.push('sending'),
    onBytesSent: (done, total) => told.push(`${done}/${total}`),
    onFirstByte: () => told.push('first byte'),
  };
  const observer = new ObservedSocket(
    socket,
    { headerBytes: 1024, timer: timerWith(undefined), tellsBytes: false },
    () => listener,
  );
  const answer = () => {
    socket.push('HTTP/1.1 200 OK\r\n');
    socket.read();
  };
  const callBack = () => {
    for (let callback = callbacks.shift(); callback; callback = callbacks.shift()) callback();
  };
  return { socket, observer, told, answer, callBack, fail };
}

const head = 'GET / HTTP/1.1\r\n\r\n';

describe('the writes of a request', () => {
  it('are told when they call back', () => {
    const { socket, observer, told, answer, callBack } = observed();
    observer.expectRequest(0, undefined);
    socket.write(head);
    callBack();
    answer();

    expect(told).toEqual(['sending', '18/18', 'first byte']);
  });

  it('that call back behind the answer, as over TLS, are told before it, and once', () => {
    const { socket, observer, told, answer, callBack } = observed();
    observer.expectRequest(4, undefined);
    socket.write(head);
    socket.write('body');
    answer();
    callBack();

    expect(told).toEqual(['sending', '22/22', 'first byte']);
  });

  it('are told like that in chunks, too', () => {
    const { socket, observer, told, answer, callBack } = observed();
    observer.expectRequest(undefined, undefined);
    socket.write('POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n');
    socket.write('\r\n4\r\nbody\r\n0\r\n\r\n');
    answer();
    callBack();

    expect(told).toEqual(['sending', '61/0', 'first byte']);
  });

  it('go on behind an answer that came early', () => {
    const { socket, observer, told, answer, callBack } = observed();
    observer.expectRequest(8, undefined);
    socket.write(head);
    socket.write('body');
    answer();
    callBack();
    socket.write('more');
    callBack();

    expect(told).toEqual(['sending', 'first byte', '22/26', '26/26']);
  });

  it('are not told where the socket fails at once, as it took those before at once', async () => {
    const { socket, observer, told, fail } = observed(true);
    const failed = new Promise((resolve) => socket.once('error', resolve));
    const request = (): void => {
      observer.expectRequest(0, undefined);
      socket.write(head);
    };
    request();
    await turn(); // the callback of the first
    request();
    fail();
    request();
    await failed;

    expect(told).toEqual(['sending', '18/18', 'sending', '18/18', 'sending']);
  });
});
