import { randomBytes } from 'node:crypto';
import { ok } from '../answers.js';
import type { RawConnection, SeenRequest } from '../raw-connection.js';
import { RawServer } from '../raw-server.js';
import { av, avList } from './av-pairs.js';
import { challengeMessage, flag, messageType, negotiateFlags, readAuthenticate } from './messages.js';
import { faultsOf, type Account, type Challenged } from './verify.js';

/** What a request brings along: nothing, or the message of a handshake that stands in it. */
export type Leg = 'plain' | 'negotiate' | 'authenticate' | 'nonsense';

export interface NtlmServerOptions {
  /** A proxy asks by 407. Absolute URIs it answers itself, and by CONNECT it leads to a port of 127.0.0.1. */
  readonly role?: 'server' | 'proxy';
  /** Whether it tells the time: then a client must send this very time, and no response of LM. */
  readonly tellsTime?: boolean;
  /** The path that everybody may see; by a server only. */
  readonly open?: string;
  /** What it offers beside NTLM: values of a field each. */
  readonly offers?: readonly string[];
  /** Closes the connection in the place of an answer, or with it. */
  readonly closesAt?: (leg: Leg, connection: number) => 'unanswered' | 'answered' | undefined;
}

/** Whom it knows. */
export const accounts: readonly Account[] = [
  { domain: 'CORP', user: 'jane', password: 'correct horse', principal: 'jane@corp.example' },
  { domain: 'CORP', user: 'Jürgen', password: 'größer als ß', principal: 'jürgen@corp.example' },
  { domain: 'CORP', user: 'мария', password: 'пароль 🔑', principal: 'мария@corp.example' },
];

const words = {
  server: { status: '401 Unauthorized', challenge: 'WWW-Authenticate', answer: 'authorization' },
  proxy: {
    status: '407 Proxy Authentication Required',
    challenge: 'Proxy-Authenticate',
    answer: 'proxy-authorization',
  },
} as const;

/**
 * A server, or a proxy, that lets nobody in without NTLM version 2. What it authenticates is the connection. It checks
 * the messages by its own computation, and answers requests by their target and the size of their body.
 */
export class NtlmServer {
  /** One line for each request, such as `0 POST / negotiate 0 bytes: 401`; the first number is the connection's. */
  readonly log: string[] = [];
  readonly requests: SeenRequest[] = [];
  /** What was wrong with the third messages that were refused. */
  readonly faults: string[] = [];
  readonly #options: NtlmServerOptions;
  #raw: RawServer | undefined;

  private constructor(options: NtlmServerOptions) {
    this.#options = options;
  }

  static async listen(options: NtlmServerOptions = {}): Promise<NtlmServer> {
    const server = new NtlmServer(options);
    server.#raw = await RawServer.listen((connection, index) => server.#serve(connection, index));
    return server;
  }

  get port(): number {
    return this.#raw?.port ?? 0;
  }

  get connections(): readonly RawConnection[] {
    return this.#raw?.connections ?? [];
  }

  async #serve(connection: RawConnection, index: number): Promise<void> {
    const state = new ConnectionState(this.#options);
    while (true) {
      const request = await connection.request();
      this.requests.push(request);
      const { leg, who, answer, status, faults } = state.take(request);
      this.faults.push(...faults);
      const closes = this.#options.closesAt?.(leg, index);
      const outcome = closes === 'unanswered' ? 'closed' : status;
      this.log.push(`${index} ${request.method} ${request.path} ${leg}${who} ${request.body.length} bytes: ${outcome}`);
      if (closes === 'answered') connection.send(answer.replace('\r\n', '\r\nConnection: close\r\n'));
      else if (!closes) connection.send(answer);
      if (closes) {
        connection.end();
        return;
      }
      if (request.method === 'CONNECT' && status === 200) {
        connection.relayTo(Number(request.path.split(':').at(-1)));
        return;
      }
    }
  }
}

interface Taken {
  readonly leg: Leg;
  readonly who: string;
  readonly status: number;
  readonly answer: string;
  readonly faults: readonly string[];
}

/** How far the handshake of one connection has come. */
class ConnectionState {
  readonly #options: NtlmServerOptions;
  #challenged: Challenged | undefined;
  #isAuthenticated = false;

  constructor(options: NtlmServerOptions) {
    this.#options = options;
  }

  take(request: SeenRequest): Taken {
    const { answer } = words[this.#options.role ?? 'server'];
    const [, token] = /^NTLM ([\w+/]+=*)$/.exec(request.fields[answer] ?? '') ?? [];
    const message = token === undefined ? undefined : Buffer.from(token, 'base64');
    const type = message && messageType(message);
    const challenged = this.#challenged;
    this.#challenged = undefined; // it can be answered once
    if (request.path === this.#options.open) return this.#welcome(type === 1 ? 'negotiate' : 'plain', '', request);
    if (message && type === 1) return this.#challenge(message);
    if (message && type === 3) return this.#judge(message, challenged, request);
    const leg = answer in request.fields ? 'nonsense' : 'plain';
    if (this.#isAuthenticated && leg === 'plain') return this.#welcome(leg, '', request);
    return this.#refuse(leg, '', 'NTLM');
  }

  #challenge(negotiate: Buffer): Taken {
    this.#isAuthenticated = false;
    const wanted = negotiateFlags(negotiate);
    if ((wanted & flag.unicode) === 0 || (wanted & flag.ntlm) === 0) {
      return this.#refuse('negotiate', '', 'NTLM', ['the client does not want what is needed']);
    }
    const known = flag.unicode | flag.requestTarget | flag.ntlm | flag.extendedSessionSecurity;
    const flags = (wanted & known) | flag.targetIsDomain | flag.targetInfo;
    const serverChallenge = randomBytes(8);
    const targetInfo = this.#targetInfo();
    const challenge = challengeMessage(flags, 'CORP', serverChallenge, targetInfo);
    this.#challenged = { negotiate, challenge, serverChallenge, targetInfo };
    return this.#refuse('negotiate', '', `NTLM ${challenge.toString('base64')}`);
  }

  #judge(message: Buffer, challenged: Challenged | undefined, request: SeenRequest): Taken {
    const { domain = '', user = '' } = readAuthenticate(message) ?? {};
    const who = `(${domain}\\${user})`;
    const faults = challenged ? faultsOf(message, challenged, accounts) : ['this connection has not been challenged'];
    this.#isAuthenticated = faults.length === 0;
    if (this.#isAuthenticated) return this.#welcome('authenticate', who, request);
    return this.#refuse('authenticate', who, 'NTLM', faults);
  }

  #targetInfo(): Buffer {
    const text = (id: number, value: string) => ({ id, value: Buffer.from(value, 'utf16le') });
    const time = Buffer.alloc(8);
    time.writeBigUInt64LE(BigInt(Date.now() + 11_644_473_600_000) * 10_000n + 1234n);
    return avList([
      text(av.nbDomainName, 'CORP'),
      text(av.nbComputerName, 'FILES'),
      text(av.dnsDomainName, 'corp.example'),
      text(av.dnsComputerName, 'files.corp.example'),
      ...(this.#options.tellsTime ? [{ id: av.timestamp, value: time }] : []),
    ]);
  }

  #welcome(leg: Leg, who: string, { method, path, body }: SeenRequest): Taken {
    if (method === 'CONNECT') {
      return { leg, who, status: 200, answer: 'HTTP/1.1 200 Connection established\r\n\r\n', faults: [] };
    }
    return { leg, who, status: 200, answer: ok(`${path} ${body.length}`), faults: [] };
  }

  #refuse(leg: Leg, who: string, challenge: string, faults: readonly string[] = []): Taken {
    const word = words[this.#options.role ?? 'server'];
    const challenges = [...(this.#options.offers ?? []), challenge].map((value) => `${word.challenge}: ${value}\r\n`);
    const answer = `HTTP/1.1 ${word.status}\r\n${challenges.join('')}Content-Length: 2\r\n\r\nno`;
    return { leg, who, status: Number.parseInt(word.status), answer, faults };
  }
}
