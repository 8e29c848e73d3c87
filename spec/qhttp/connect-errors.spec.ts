import { QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { refusedPort } from '../support/refused-port.js';

describe('a connection that is refused', () => {
  test('ends the command, drops the rest, and says where', async () => {
    const port = await refusedPort();
    const http = httpTo({ port });
    const recorder = new Recorder(http);
    http.get('/');
    http.get('/dropped');

    await recorder.settled();

    expect([recorder.line, http.error(), http.errorString()]).toEqual([
      'S1 Connecting F1!ConnectionRefused DONE! Unconnected',
      QHttp.ConnectionRefused,
      `Connection to 127.0.0.1:${port} refused`,
    ]);
  });

  test('is tried again by the next command, which works when somebody listens', async () => {
    const http = httpTo({ port: await refusedPort() });
    const recorder = new Recorder(http);
    http.get('/');
    await recorder.settled();
    const server = await RawServer.answering(() => ok('hello'));

    http.setHost('127.0.0.1', server.port);
    http.get('/');
    await recorder.settled();

    expect(recorder.line).toBe(
      'S1 Connecting F1!ConnectionRefused DONE! Unconnected ' +
        'S2 F2 S3 Connecting Sending q Reading H200 p y Connected F3 DONE',
    );
  });

  test('behind another host that was kept lets go of that one', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.get('/');
    http.setHost('127.0.0.1', await refusedPort());
    http.get('/');

    await recorder.settled();
    await server.connections[0]?.drain().closed;

    expect(recorder.line).toBe(
      'S1 Connecting Sending q Reading H200 p y Connected F1 S2 F2 S3 Connecting F3!ConnectionRefused DONE! Unconnected',
    );
  });
});

describe('a host that is not found', () => {
  test('ends the command, drops the rest, and says which', async () => {
    const http = new QHttp('no-such-host.invalid');
    const recorder = new Recorder(http);
    http.get('/');
    http.get('/dropped');

    await recorder.settled();

    expect([recorder.line, http.error(), http.errorString()]).toEqual([
      'S1 HostLookup F1!HostNotFound DONE! Unconnected',
      QHttp.HostNotFound,
      'Host no-such-host.invalid not found',
    ]);
  });

  test('does not stand in the way of the next one', async () => {
    const server = await RawServer.answering(() => ok('hello'));
    const http = new QHttp('no-such-host.invalid');
    const recorder = new Recorder(http);
    http.get('/');
    await recorder.settled();

    http.setHost('localhost', server.port);
    http.get('/');
    await recorder.settled();
    http.destroy();

    expect(recorder.line).toBe(
      'S1 HostLookup F1!HostNotFound DONE! Unconnected ' +
        'S2 F2 S3 HostLookup Connecting Sending q Reading H200 p y Connected F3 DONE',
    );
  });
});
