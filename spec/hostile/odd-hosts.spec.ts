import { ErrorCode } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

describe('a host that no URL can name', () => {
  test.each(['256.256.256.256', '1.2.3', 'a..b'])(
    '%s, set while the connection is being closed, ends its command and no other',
    async (host) => {
      const server = await RawServer.answering(() => ok('fine'));
      const http = httpTo(server);
      const recorder = new Recorder(http);
      http.get('/');
      await recorder.until(() => recorder.line.includes('Sending'));
      http.abort();
      http.setHost(host, server.port);
      http.get('/nowhere');
      http.get('/dropped');
      await recorder.settled();
      await recorder.settled();
      const failed = http.error();
      http.setHost('127.0.0.1', server.port);
      http.get('/again');
      await recorder.settled();

      expect(failed).not.toBe(ErrorCode.NoError);
      expect(recorder.line).toMatch(
        / F3!\w+ DONE!.* S4 F4 S5 Connecting Sending q Reading H200 p y Connected F5 DONE$/,
      );
    },
  );
});
