import { HttpRequestHeader, QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

describe('the path of a request', () => {
  test.each([
    ['', '/'],
    ['/', '/'],
    ['index.html', '/index.html'],
    ['%2Findex.html', '/index.html'],
    ['%2findex.html', '/index.html'],
    ['/a%20b?c=d&e#f', '/a%20b?c=d&e#f'],
    ['?query', '/?query'],
    ['//double', '//double'],
    ['/../up', '/../up'],
    ['/caf\xe9', '/caf\xe9'],
    ['/%E2%82%AC', '/%E2%82%AC'],
    ['http://other.example/a', 'http://other.example/a'],
  ])('%j is sent as %j', async (path, sent) => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server);
    const recorder = new Recorder(http);

    http.get(path);
    await recorder.settled();

    expect(server.lastRequest.path).toBe(sent);
  });

  test('is taken when the command is called, as the header is', async () => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const header = new HttpRequestHeader('GET', '/then');
    header.setValue('X', 'then');
    http.request(header);

    header.setRequest('POST', '/now');
    header.setValue('X', 'now');
    await recorder.settled();

    const { method, path, fields } = server.lastRequest;
    expect([method, path, fields['x']]).toEqual(['GET', '/then', 'then']);
  });
});

describe('the path of a request to a proxy that forwards', () => {
  test.each([
    ['/a/b', '/a/b'],
    ['/a/./b/../c', '/a/c'],
    ['/a/b/..', '/a/'],
    ['/a/b/.', '/a/b/'],
    ['/../../a', '/a'],
    ['/a/../b?c=/../d', '/b?c=/../d'],
  ])('%j is sent with the host, as %j', async (path, sent) => {
    const proxy = await RawServer.answering(() => ok());
    const http = new QHttp();
    atEnd(() => {
      http.destroy();
    });
    const recorder = new Recorder(http);

    http.setProxy('127.0.0.1', proxy.port);
    http.setHost('printer.example');
    http.get(path);
    await recorder.settled();

    expect(proxy.lastRequest.path).toBe(`http://printer.example${sent}`);
  });
});

describe('the head of a request', () => {
  test('of get() is Host and Connection', async () => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server);
    const recorder = new Recorder(http);

    http.get('/');
    await recorder.settled();

    expect(server.lastRequest.head.toLowerCase()).toBe(
      `get / http/1.1\r\nhost: 127.0.0.1:${server.port}\r\nconnection: keep-alive\r\n\r\n`,
    );
  });

  test('of request() has the caller’s fields with their case, order and duplicates, and the caller’s Host', async () => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server);
    const recorder = new Recorder(http);
    const header = new HttpRequestHeader('GET', '/');
    header.addValue('X-b', '2');
    header.addValue('X-A', '1');
    header.addValue('x-b', 'caf\xe9');
    header.addValue('Host', 'other.example');

    http.request(header);
    await recorder.settled();

    const lines = server.lastRequest.head.split('\r\n');
    expect([lines.filter((line) => /^x-/i.test(line)), server.lastRequest.fields['host']]).toEqual([
      ['X-b: 2', 'X-A: 1', 'x-b: caf\xe9'],
      'other.example',
    ]);
  });
});

describe('without a host', () => {
  test.each<[string, (http: QHttp) => unknown]>([
    ['ever set', () => undefined],
    ['after an empty one was set', (http) => http.setHost('')],
  ])('%s a request ends with an error', async (_how, prepare) => {
    const http = new QHttp();
    atEnd(() => http.destroy());
    const recorder = new Recorder(http);
    prepare(http);
    http.get('/');

    await recorder.settled();

    expect([recorder.line.replace('S1 F1 S2 F2!', 'S1 F1!'), http.errorString()]).toEqual([
      'S1 F1!UnknownError DONE!',
      'No server set to connect to',
    ]);
  });

  test('setHost and close succeed', async () => {
    const http = new QHttp();
    atEnd(() => http.destroy());
    const recorder = new Recorder(http);

    http.close();
    http.setHost('localhost');
    await recorder.settled();

    expect(recorder.line).toBe('S1 F1 S2 F2 DONE');
  });
});
