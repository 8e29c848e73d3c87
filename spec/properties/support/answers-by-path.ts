import type { RawConnection } from '../../support/raw-connection.js';
import { turn } from '../../support/turn.js';

interface Asked {
  readonly method: string;
  readonly path: string;
}

type Answer = (connection: RawConnection, request: Asked) => unknown;

/** What a server may do with a request. Every well-formed answer names the path that it answers, twice. */
const answers = {
  whole: (connection, request) => connection.send(whole(request)),
  notFound: (connection, request) => connection.send(whole(request, '404 Not Found')),
  noContent: (connection, { path }) => connection.send(`HTTP/1.1 204 No Content\r\nX-Path: ${path}\r\n\r\n`),
  interim: (connection, request) =>
    connection.send('HTTP/1.1 103 Early Hints\r\nX-Path: none\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n', whole(request)),
  hints: (connection, request) => connection.send('HTTP/1.1 103 Early Hints\r\nX-Path: none\r\n\r\n', whole(request)),
  inPieces: async (connection, request) => {
    for (const piece of whole(request).match(/.{1,9}/gs) ?? []) {
      connection.send(piece);
      await turn();
    }
  },
  chunked: async (connection, request) => {
    connection.send(head(request, 'Transfer-Encoding: chunked'));
    if (request.method === 'HEAD') return;
    for (const letter of request.path) {
      connection.send(`1\r\n${letter}\r\n`);
      await turn();
    }
    connection.send('0\r\nTrailer: yes\r\n\r\n');
  },
  untilClose: (connection, request) => lastly(connection, head(request, 'X-Length: none'), bodyOf(request)),
  closing: (connection, request) => lastly(connection, whole(request, '200 OK', 'Connection: close')),
  closingUntold: async (connection, request) => {
    connection.send(whole(request));
    await turn();
    connection.end();
  },
  tooMuch: (connection, request) => connection.send(whole(request), whole({ method: 'GET', path: '/poison' })),
  early: (connection, request) => connection.send(whole(request, '413 Content Too Large')),
  tooShort: (connection, request) => connection.end(head(request, 'Content-Length: 5000'), bodyOf(request)),
  cutChunk: (connection, request) => connection.end(head(request, 'Transfer-Encoding: chunked'), '5\r\nabc'),
  badChunk: (connection, request) => connection.send(head(request, 'Transfer-Encoding: chunked'), 'xyz\r\n'),
  cutHead: (connection) => connection.end('HTTP/1.1 200 OK\r\nContent-'),
  garbage: (connection) => connection.send('SSH-2.0-OpenSSH_9.2\r\n'),
  nothing: (connection) => connection.end(),
  reset: (connection) => connection.reset(),
  resetBody: async (connection, request) => {
    connection.send(head(request, 'Content-Length: 5000'));
    await turn();
    connection.reset();
  },
  unauthorized: (connection, request) =>
    connection.send(whole(request, '401 Unauthorized', 'WWW-Authenticate: Basic realm="r"')),
  silent: (connection) => connection.drain().closed, // nor does it answer what comes behind
} satisfies Readonly<Record<string, Answer>>;

export type Manner = keyof typeof answers;

export const manners = Object.keys(answers) as readonly Manner[];

/** Answers each request as its path says. */
export async function answerByPath(connection: RawConnection): Promise<never> {
  while (true) {
    const head = await connection.head();
    const [method = '', path = ''] = head.split(' ', 2);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    const manner = mannerOf(path);
    if (manner !== 'early') await connection.take(length);
    if (manner) await answers[manner](connection, { method, path });
    if (manner === 'early') await connection.take(length);
  }
}

export function mannerOf(path: string): Manner | undefined {
  return manners.find((manner) => path.startsWith(`/${manner}/`));
}

/** Reads what still comes, as a server should that closes (RFC 9112, 9.6): else the end of its answer might be lost. */
function lastly(connection: RawConnection, ...parts: string[]): Promise<void> {
  connection.drain().end(...parts);
  return connection.closed;
}

function whole(request: Asked, status = '200 OK', field = 'X-Answer: whole'): string {
  const length = `Content-Length: ${request.path.length}\r\n`;
  return `HTTP/1.1 ${status}\r\nX-Path: ${request.path}\r\n${length}${field}\r\n\r\n${bodyOf(request)}`;
}

function head({ path }: Asked, field: string): string {
  return `HTTP/1.1 200 OK\r\nX-Path: ${path}\r\n${field}\r\n\r\n`;
}

function bodyOf({ method, path }: Asked): string {
  return method === 'HEAD' ? '' : path;
}
