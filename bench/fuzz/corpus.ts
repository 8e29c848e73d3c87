/** What the mutated answers begin from. `%T` stands for the token of the request, `%L` for the length of a token. */
import { readdirSync, readFileSync } from 'node:fs';

const ok = 'HTTP/1.1 200 OK\r\nX-Token: %T\r\n';

/** One of each kind that a parser of HTTP/1 has to decide on (RFC 9112, and the kinds of cases that llhttp tests). */
const kinds: readonly string[] = [
  // Bodies by length, chunks and close; none.
  `${ok}Content-Length: %L\r\n\r\n%T`,
  `${ok}Content-Length: 0\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked\r\n\r\n5;name=value;other="quoted ; text"\r\nhello\r\n0\r\nX-Trailer: yes\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked\r\n\r\n00000005\r\nhello\r\n000\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: CHUNKED\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
  `${ok}\r\n%T until it closes`,
  `${ok}Connection: close\r\n\r\n%T`,
  `${ok}Connection: close\r\nContent-Length: %L\r\n\r\n%T`,
  'HTTP/1.1 204 No Content\r\nX-Token: %T\r\n\r\n',
  'HTTP/1.1 205 Reset Content\r\nX-Token: %T\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nX-Token: %T\r\nContent-Length: 10\r\n\r\n',
  'HTTP/1.1 404 Not Found\r\nX-Token: %T\r\nContent-Length: 7\r\n\r\nno page',
  'HTTP/1.1 500 Internal Server Error\r\nX-Token: %T\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.0 200 OK\r\nX-Token: %T\r\nContent-Length: %L\r\n\r\n%T',
  'HTTP/1.0 200 OK\r\nX-Token: %T\r\nConnection: keep-alive\r\nContent-Length: %L\r\n\r\n%T',
  'HTTP/1.0 200 OK\r\nX-Token: %T\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n',
  // Status lines.
  'HTTP/1.1 200\r\nX-Token: %T\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 \r\nX-Token: %T\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 \xe4\xf6\xfc \tok\r\nX-Token: %T\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 999 Nine\r\nX-Token: %T\r\nContent-Length: 2\r\n\r\nxy',
  'HTTP/1.1 99 Short\r\nX-Token: %T\r\nContent-Length: 2\r\n\r\nxy',
  'HTTP/1.1 2000 Long\r\nX-Token: %T\r\nContent-Length: 2\r\n\r\nxy',
  'HTTP/2.0 200 OK\r\nX-Token: %T\r\nContent-Length: 2\r\n\r\nxy',
  'HTTP/0.9 200 OK\r\nX-Token: %T\r\nContent-Length: 2\r\n\r\nxy',
  'HTTP/11.11 200 OK\r\nX-Token: %T\r\nContent-Length: 2\r\n\r\nxy',
  'http/1.1 200 OK\r\nX-Token: %T\r\nContent-Length: 2\r\n\r\nxy',
  'ICY 200 OK\r\nX-Token: %T\r\nContent-Length: 2\r\n\r\nxy',
  'RTSP/1.1 200 OK\r\nX-Token: %T\r\nContent-Length: 2\r\n\r\nxy',
  '\r\n\r\nHTTP/1.1 200 OK\r\nX-Token: %T\r\nContent-Length: 2\r\n\r\nxy',
  // Interim answers, and a change of protocol.
  `HTTP/1.1 100 Continue\r\n\r\n${ok}Content-Length: %L\r\n\r\n%T`,
  `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n${ok}Content-Length: 2\r\n\r\nxy`,
  `HTTP/1.1 103 Early Hints\r\nContent-Length: 3\r\n\r\n${ok}Content-Length: 2\r\n\r\nxy`,
  'HTTP/1.1 101 Switching Protocols\r\nX-Token: %T\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05hello',
  'HTTP/1.1 426 Upgrade Required\r\nX-Token: %T\r\nUpgrade: h2c\r\nConnection: upgrade\r\nContent-Length: 2\r\n\r\nxy',
  // Framing that contradicts itself.
  `${ok}Content-Length: 2\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\nxyz`,
  `${ok}Content-Length: 2, 2\r\n\r\nxy`,
  `${ok}Content-Length: -2\r\n\r\nxy`,
  `${ok}Content-Length: +2\r\n\r\nxy`,
  `${ok}Content-Length: 0x2\r\n\r\nxy`,
  `${ok}Content-Length: 2 \r\n\r\nxy`,
  `${ok}Content-Length:\r\n\r\nxy`,
  `${ok}Content-Length: 9007199254740993\r\n\r\nxy`,
  `${ok}Content-Length: 18446744073709551617\r\n\r\nxy`,
  `${ok}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked, identity\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: xchunked\r\n\r\nxy`,
  // Chunks that are none.
  `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhel`,
  `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked\r\n\r\n1 \r\nx\r\n0\r\n\r\n`,
  `${ok}Transfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n`,
  `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
  // Fields.
  `${ok}X-Folded: one\r\n two\r\n\tthree\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}X-Blank : one\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}X-Empty:\r\n: nameless\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}X-Nul: a\0b\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}X-Return: a\rb\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}no colon\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}X-High: \x80\xff\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}__proto__: x\r\nconstructor: y\r\ntoString: z\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}${'X-Many: 1\r\n'.repeat(300)}Content-Length: 2\r\n\r\nxy`,
  `${ok}X-Long: ${'x'.repeat(20_000)}\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}X-Longer: ${'x'.repeat(70_000)}\r\nContent-Length: 2\r\n\r\nxy`,
  ok.replaceAll('\r\n', '\n') + 'Content-Length: 2\n\nxy',
  `${ok}Keep-Alive: timeout=0, max=0\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}Connection: keep-alive, close\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}Proxy-Connection: close\r\nContent-Length: 2\r\n\r\nxy`,
  `${ok}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxy`,
  // Challenges.
  'HTTP/1.1 401 Unauthorized\r\nX-Token: %T\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 2\r\n\r\nxy',
  'HTTP/1.1 401 Unauthorized\r\nX-Token: %T\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\n\r\n',
  'HTTP/1.1 401 Unauthorized\r\nX-Token: %T\r\nWWW-Authenticate: Digest realm="\\", Basic x=", NTLM abc\r\n\r\n',
  'HTTP/1.1 407 Proxy Authentication Required\r\nX-Token: %T\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n',
  // Too much, too little, something else.
  `${ok}Content-Length: 2\r\n\r\nxyz`,
  `${ok}Content-Length: 2\r\n\r\nxy\r\n`,
  `${ok}Content-Length: 2\r\n\r\nxy${ok}Content-Length: 2\r\n\r\nno`,
  `HTTP/1.1 204 No Content\r\nX-Token: %T\r\n\r\n${ok}Content-Length: 6\r\n\r\npoison`,
  `HTTP/1.1 304 Not Modified\r\nX-Token: %T\r\n\r\n${ok}Content-Length: 6\r\n\r\npoison`,
  `${ok}Content-Length: 100\r\n\r\n%T`,
  'HTTP/1.1 200 OK\r\nX-Token: %T',
  'HTTP',
  '',
  '<html>%T</html>',
  'SSH-2.0-OpenSSH_9.2\r\n',
  '220 mail.example ESMTP\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\0\0\0\0',
];

interface RecordedServer {
  readonly server?: readonly { readonly connection: readonly { readonly write?: string }[] }[];
}

/** What the recorded servers sent on a connection, each with a token in its first head. */
function recorded(): string[] {
  const folder = new URL('../../spec/conformance/scenarios/', import.meta.url);
  const texts = new Set<string>();
  for (const name of readdirSync(folder).sort()) {
    const { server = [] } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as RecordedServer;
    for (const { connection } of server) {
      const sent = connection.map(({ write = '' }) => write).join('');
      if (sent !== '' && sent.length < 30_000) texts.add(sent.replace(/^(HTTP\/1\.[^\n]*\n)/, '$1X-Token: %T\r\n'));
    }
  }
  return [...texts];
}

export const corpus: readonly string[] = [...kinds, ...recorded()];
