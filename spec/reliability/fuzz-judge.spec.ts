import { explain, type Compared } from '../../bench/fuzz/differences.js';
import { faultOfChunks, faultOfHead } from '../../bench/fuzz/faults.js';

const ok = 'HTTP/1.1 200 OK\r\n';

describe('the judge between QHttp and curl', () => {
  it.each([
    [`${ok}Content-Length: 2\r\n\r\nxy`, undefined],
    [`HTTP/1.1 103 Early Hints\r\n\r\n${ok}X-A:\t \xe4 \r\n\r\n`, undefined],
    [`${ok}\nContent-Length: 2\r\n\r\n`, 'a line that ends by something else than CRLF (RFC 9112, 2.2)'],
    ['HTTP/1.1 2000 OK\r\n\r\n', 'a status line that is none (RFC 9112, 4)'],
    [`${ok}A: b\r\n c\r\n\r\n`, 'a folded line (RFC 9112, 5.2)'],
    [`${ok}A : b\r\n\r\n`, 'a field name that is none (RFC 9112, 5.1)'],
    [`${ok}A: \x7f\r\n\r\n`, 'control characters in a field (RFC 9110, 5.5)'],
    [`${ok}Content-Length: 2\r\nContent-Length: 2\r\n\r\nxy`, 'Content-Length twice (RFC 9112, 6.3)'],
    [`${ok}Content-Length: -2\r\n\r\nxy`, 'a Content-Length that is no number (RFC 9112, 6.3)'],
    [
      `${ok}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n`,
      'Content-Length and Transfer-Encoding (RFC 9112, 6.1)',
    ],
    ['HTTP/1.1 101 Switching Protocols\r\n\r\n', 'a change of protocol that nobody asked for (RFC 9110, 7.8)'],
    ['HTTP/1.1 200 OK\r\nA: b', 'closed inside the head'],
    ['220 mail', 'no HTTP at all'],
  ])('reads the head of %j', (sent, fault) => {
    expect(faultOfHead(sent)).toBe(fault);
  });

  it.each([
    ['5;a="b"\r\nhello\r\n0\r\nA: b\r\n\r\n', undefined],
    ['5\r\nhello\n0\r\n\r\n', 'a chunk that is not as long as it says (RFC 9112, 7.1)'],
    ['5;a\xe8\r\nhello\r\n0\r\n\r\n', 'an extension of a chunk that is none (RFC 9112, 7.1.1)'],
    ['x\r\n', 'a size of a chunk that is none, or does not end by CRLF (RFC 9112, 7.1)'],
    ['0\r\nContent-Length: 5\r\n\r\n', 'a length among the trailers (RFC 9110, 6.5.1)'],
    ['0\r\nno trailer\r\n\r\n', 'trailers that are none (RFC 9112, 7.1.2)'],
  ])('reads the chunks %j', (body, fault) => {
    expect(faultOfChunks(`${ok}Transfer-Encoding: gzip, chunked\r\n\r\n${body}`)).toBe(fault);
  });

  it('explains no difference that cannot be seen in the bytes', () => {
    const compared: Compared = {
      method: 'GET',
      sent: `${ok}Content-Length: 2\r\n\r\nxy`,
      ending: 'end',
      ours: { error: 'InvalidResponseHeader', text: '', status: 0, body: Buffer.from('') },
      curl: { exit: 0, status: 200, body: Buffer.from('xy') },
    };
    expect(explain(compared)).toBeUndefined();
    expect(explain({ ...compared, sent: `${ok}A : b\r\nContent-Length: 2\r\n\r\nxy` })).toMatch('a field name');
    expect(explain({ ...compared, ours: { ...compared.ours, error: 'NoError', status: 200 } })).toBeUndefined();
    const taken: Compared = {
      ...compared,
      ours: { ...compared.ours, error: 'NoError', status: 200 },
      curl: { ...compared.curl, exit: 8 },
    };
    expect(explain({ ...taken, sent: `${ok}A : b\r\n\r\n` })).toBeUndefined();
    expect(explain({ ...taken, sent: `HTTP/1.1 103 Early\r\nA : b\r\n\r\n${ok}\r\n` })).toMatch('an interim answer');
    expect(explain({ ...compared, curl: { ...compared.curl, exit: 8 } })).toBe('both fail');
  });
});
