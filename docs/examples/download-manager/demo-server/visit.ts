import type { IncomingMessage } from 'node:http';

/** How an exchange stands: it goes on, was answered to its end, or one of the two sides has left it. */
export type Outcome = 'open' | 'answered' | 'left by the client' | 'left by the server';

/** A request that the server has seen, as it stands now. */
export interface Visit {
  /** 1 for the first one. */
  readonly number: number;
  readonly method: string;
  /** The path with its query, as it was asked for. */
  readonly target: string;
  /** The path alone. */
  readonly path: string;
  /** `http://host:port`, as the client named it. */
  readonly origin: string;
  /** The name that the client logged in with. */
  readonly user: string | undefined;
  /** Bytes of the request's body that have come. */
  readonly received: number;
  /** Bytes of the answer's body that the connection has taken. */
  readonly sent: number;
  /** 0 until it is answered. */
  readonly status: number;
  readonly outcome: Outcome;
}

/** The same, while the server is at it. */
export interface OpenVisit extends Visit {
  received: number;
  sent: number;
  status: number;
  outcome: Outcome;
}

export function visitOf(number: number, request: IncomingMessage, scheme: 'http' | 'https'): OpenVisit {
  const target = request.url ?? '/';
  return {
    number,
    method: request.method ?? 'GET',
    target,
    path: decodedPath(target),
    origin: `${scheme}://${request.headers.host ?? ''}`,
    user: loginOf(request)?.user,
    received: 0,
    sent: 0,
    status: 0,
    outcome: 'open',
  };
}

/** What a client says by the Basic scheme (RFC 7617), if it does. */
export function loginOf(request: IncomingMessage): { readonly user: string; readonly password: string } | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}

/** Without the query; as it stands where it cannot be decoded. */
function decodedPath(target: string): string {
  const { pathname } = new URL(target, 'http://any');
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
