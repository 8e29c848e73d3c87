import { once } from 'node:events';
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { Gateway } from '../../../../docs/examples/download-manager/gateway/gateway.ts';

export interface Asking {
  readonly method?: string;
  /** As it is sent: nothing is made of it. */
  readonly path: string;
  /** Instead of those that the page of the gateway would send; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** As a browser does: what is refused is sent to its end over a connection that stays. */
const agent = new Agent({ keepAlive: true });
afterEach(() => agent.destroy());

/** Asks a gateway as whoever wants to might. */
export async function ask(gateway: Gateway, { method = 'GET', path, headers, body }: Asking): Promise<Answered> {
  const response = await begin(gateway, {
    method,
    path,
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
  });
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece as string;
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

/** The answer with its body still to come. */
export async function begin(
  gateway: Gateway,
  { method = 'GET', path, headers, body }: Asking,
): Promise<IncomingMessage> {
  const all: Readonly<Record<string, string | undefined>> = {
    Host: `127.0.0.1:${gateway.port}`,
    Authorization: `Bearer ${gateway.token}`,
    ...(method === 'POST' && { 'Content-Type': 'application/json', Origin: gateway.origin }),
    'Sec-Fetch-Site': 'same-origin',
    ...headers,
  };
  const sent: OutgoingHttpHeaders = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const asking = request({ host: '127.0.0.1', port: gateway.port, method, path, headers: sent, agent });
  asking.end(body);
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  return response;
}

/** One command, as JSON unless it is a text. */
export function command(gateway: Gateway, body: unknown, headers: Asking['headers'] = {}): Promise<Answered> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ask(gateway, { method: 'POST', path: '/api/commands', headers, body: text });
}
