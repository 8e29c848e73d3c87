import { QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { environment } from '../support/environment.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const answer = 'Connecting Sending q Reading H200 p y Connected';
function throughEnvironment(): { http: QHttp; recorder: Recorder } {
  const http = new QHttp();
  atEnd(() => {
    http.destroy();
  });
  http.setProxy({ type: 'environment', host: '', port: 0 });
  return { http, recorder: new Recorder(http) };
}

describe('a proxy of type environment', () => {
  it('is the one that the environment names for each host, as it is when the host is set', async () => {
    const proxy = await RawServer.answering(({ path, fields }) => ok(`${path} ${fields['proxy-authorization'] ?? ''}`));
    const server = await RawServer.answering(({ path }) => ok(path));
    environment({ http_proxy: `http://127.0.0.1:${proxy.port}`, no_proxy: '127.0.0.1' });
    const { http, recorder } = throughEnvironment();
    http.setHost('device.example', 8080);
    http.get('/1');
    http.setHost('127.0.0.1', server.port);
    http.get('/2');

    await recorder.settled();

    expect(recorder.line).toBe(`S1 F1 S2 F2 S3 ${answer} F3 S4 F4 S5 ${answer} F5 DONE`);
    expect([proxy.requests.map(({ path }) => path), server.requests.map(({ path }) => path)]).toEqual([
      ['http://device.example:8080/1'],
      ['/2'],
    ]);
  });

  it('counts from the next host on', async () => {
    const proxy = await RawServer.answering(({ path }) => ok(path));
    environment({});
    const { http, recorder } = throughEnvironment();
    http.setHost('127.0.0.1', proxy.port);
    http.get('/1');
    await recorder.settled();

    process.env['http_proxy'] = `127.0.0.1:${proxy.port}`;
    http.get('/2');
    http.setHost('127.0.0.1', proxy.port);
    http.get('/3');
    await recorder.settled();

    expect(proxy.requests.map(({ path }) => path)).toEqual(['/1', '/2', `http://127.0.0.1:${proxy.port}/3`]);
  });

  it('fails setHost where the environment names none that can be one, without a word of its password', async () => {
    environment({ http_proxy: 'ftp://user:secret@proxy.example' });
    const { http, recorder } = throughEnvironment();
    http.setHost('device.example');
    http.get('/1');

    await recorder.settled();

    expect(recorder.line).toBe('S1 F1 S2 F2!UnknownError DONE!');
    expect(http.errorString()).toContain('http_proxy');
    expect(http.errorString()).not.toContain('secret');
  });

  it('that names none leaves no host: what was meant for the new one does not go to the one before', async () => {
    const server = await RawServer.answering(({ path }) => ok(path));
    environment({});
    const { http, recorder } = throughEnvironment();
    http.setHost('127.0.0.1', server.port);
    http.get('/1');
    await recorder.settled();

    process.env['http_proxy'] = 'ftp://proxy.example';
    http.setHost('device.example');
    await recorder.settled();
    http.get('/2');
    await recorder.settled();

    expect([http.errorString(), server.requests.map(({ path }) => path)]).toEqual([
      'No server set to connect to',
      ['/1'],
    ]);
  });
});
