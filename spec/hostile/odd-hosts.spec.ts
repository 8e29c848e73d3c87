import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { watched } from '../support/watched.js';

describe('a host that no URL can name', () => {
  test.each([
    ['256.256.256.256', 'HostLookup F3!HostNotFound DONE! Unconnected'],
    ['127.1.2', 'HostLookup Connecting F3!ConnectionRefused DONE! Unconnected'],
    ['a..b', 'HostLookup F3!HostNotFound DONE! Unconnected'],
  ])('%s, set while the connection is being closed, ends its command and no other', async (host, told) => {
    const server = await RawServer.answering(() => ok('fine'));
    const http = httpTo(server);
    const recorder = watched(http);
    http.get('/');
    await recorder.until(() => recorder.line.includes('Sending'));
    http.abort();
    http.setHost(host, server.port);
    http.get('/nowhere');
    http.get('/dropped');
    await recorder.settled();
    await recorder.settled();
    http.setHost('127.0.0.1', server.port);
    http.get('/again');
    await recorder.settled();

    // Whether the connection has closed before the next command starts is up to the network.
    expect(recorder.line.replace(/Closing (S2 F2(?: S3)?) Unconnected/, 'Closing Unconnected $1')).toBe(
      `S1 Connecting Sending q F1!Aborted DONE! Closing Unconnected S2 F2 S3 ${told} ` +
        'S4 F4 S5 Connecting Sending q Reading H200 p y Connected F5 DONE',
    );
  });
});
