import { answerHead } from '../../src/connection/answer-head.js';

const head = (method: string, status: number, fields: string[], line?: string) =>
  answerHead(method, status, 'Message', line, fields, {});

describe('the head of an answer', () => {
  it('takes version and reason from the status line, and from the dispatcher where it shows none', () => {
    const { header } = head('GET', 200, [], 'HTTP/1.0 200  Very well ');
    expect([header.majorVersion(), header.minorVersion(), header.reasonPhrase()]).toEqual([1, 0, 'Very well']);
    expect(head('GET', 200, []).header.reasonPhrase()).toBe('Message');
    expect(head('GET', 200, [], 'HTTP/1.1 200').header.reasonPhrase()).toBe('');
  });

  it('keeps order, case and duplicates of the fields, and reads bytes as Latin-1', () => {
    const raw = [Buffer.from('Set-Cookie'), Buffer.from('a\xe9\x80', 'latin1'), 'set-cookie', 'b'];
    expect(answerHead('GET', 200, '', undefined, raw, {}).header.values()).toEqual([
      ['Set-Cookie', 'a\u00e9\u0080'],
      ['set-cookie', 'b'],
    ]);
  });

  it('makes do with a record of fields', () => {
    const { header } = answerHead('GET', 200, '', undefined, undefined, { a: '1', b: ['2', '3'], c: undefined });
    expect(header.values()).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['b', '3'],
      ['c', ''],
    ]);
  });

  it('knows the length, also beyond 4 GiB', () => {
    expect(head('GET', 200, ['Content-Length', '5000000000']).expected).toBe(5_000_000_000);
    expect(head('GET', 200, ['Transfer-Encoding', 'chunked']).expected).toBe(0);
    expect(head('HEAD', 200, ['Content-Length', '100']).expected).toBe(0);
  });

  it.each<[string, number, string[], boolean]>([
    ['GET', 200, ['Content-Length', '1'], false],
    ['GET', 200, ['Transfer-Encoding', 'chunked'], false],
    ['GET', 200, [], true],
    ['HEAD', 200, [], false],
    ['GET', 204, [], false],
    ['GET', 304, ['Content-Length', '5'], false],
    ['GET', 200, ['Content-Length', '1', 'Connection', 'x, Close'], true],
    ['GET', 200, ['Content-Length', '1', 'Connection', 'keep-alive', 'connection', 'close'], true],
    ['GET', 200, ['Content-Length', '1', 'Connection', 'disclosed'], false],
  ])('%s %d %j ends the connection: %s', (method, status, fields, ends) => {
    expect(head(method, status, fields).endsConnection).toBe(ends);
  });
});
