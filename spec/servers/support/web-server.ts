import { utimesSync } from 'node:fs';
import { rootCertificate, selfSigned, signed } from '../../support/certificates/certificates.js';
import type { Place } from './place.js';
import { passwordFiles } from './passwords.js';
import { ServerProcess } from './server-process.js';

/** What a port over TLS shows, and what it asks for. */
export const tlsWays = {
  tls12: { certificate: signed.localhost, protocol: 'TLSv1.2' },
  tls13: { certificate: signed.localhost, protocol: 'TLSv1.3' },
  forClients: { certificate: signed.localhost, protocol: 'TLSv1.3', asksClient: true },
  otherHost: { certificate: signed.otherHost, protocol: 'TLSv1.3' },
  expired: { certificate: signed.expired, protocol: 'TLSv1.3' },
  notYetValid: { certificate: signed.notYetValid, protocol: 'TLSv1.3' },
  selfSigned: { certificate: selfSigned, protocol: 'TLSv1.3' },
  withIntermediate: { certificate: signed.withIntermediate, protocol: 'TLSv1.3' },
  withoutIntermediate: { certificate: signed.withoutIntermediate, protocol: 'TLSv1.3' },
} as const;

/** Each way to reach a server has a port of its own. */
export type Way = 'plain' | keyof typeof tlsWays;

const ways = ['plain', ...Object.keys(tlsWays)] as Way[]; // the keys of a constant

/** A port over TLS, as a configuration wants it. */
export interface TlsPort {
  readonly way: string;
  readonly port: number;
  readonly protocol: string;
  readonly asksClient: boolean;
}

/** How a server is told what to do. */
export interface Dialect {
  readonly program: string;
  readonly args: (place: Place) => readonly string[];
  readonly configure: (place: Place, plain: number, tls: readonly TlsPort[]) => string;
}

/** One request, as the server has logged it. */
export interface Logged {
  /** The port of the client, which tells connections apart. */
  readonly connection: string;
  /** Method, target and status. */
  readonly request: string;
  /** Of TLS; `-` without. */
  readonly protocol: string;
  /** Who has authenticated; `-` for nobody. */
  readonly user: string;
}

/**
 * A web server, with the same places in each:
 *
 * - everything in the folder `www`; its text is packed as it is sent, where the client takes that
 * - `/basic/` and `/digest/`, with a password
 * - `/slow/`, at 256 KiB a second
 * - `/put/`, where PUT stores files
 */
export class WebServer {
  readonly #process: ServerProcess;

  private constructor(process: ServerProcess) {
    this.#process = process;
  }

  static async start({ program, args, configure }: Dialect): Promise<WebServer> {
    return new WebServer(
      await ServerProcess.start(ways.length, (place, [plain = 0, ...ports]) => {
        for (const folder of ['www', 'www/basic', 'www/digest', 'www/slow', 'www/put', 'run']) place.makeFolder(folder);
        place.write('passwords', passwordFiles.sha);
        place.write('passwords.digest', passwordFiles.digest);
        place.write('root.pem', rootCertificate);
        const tls = Object.entries(tlsWays).map(([way, settings], index) => {
          place.write(`${way}.pem`, settings.certificate.cert);
          place.write(`${way}.key`, settings.certificate.key);
          return { way, asksClient: false, ...settings, port: ports[index] ?? 0 };
        });
        place.write('server.conf', configure(place, plain, tls));
        return { program, args: args(place) };
      }),
    );
  }

  portOf(way: Way): number {
    return this.#process.ports[ways.indexOf(way)] ?? 0;
  }

  /** Puts a file into the folder that it serves, as if it were an hour old: Apache trusts the tag of no younger one. */
  serve(path: string, content: string | Uint8Array): void {
    const { place } = this.#process;
    place.write(`www${path}`, content);
    const anHourAgo = new Date(Date.now() - 60 * 60 * 1000);
    utimesSync(place.path(`www${path}`), anHourAgo, anHourAgo);
  }

  /** What it has stored. */
  stored(path: string): Buffer {
    return this.#process.place.read(`www${path}`);
  }

  /** The requests for what begins with this path, as soon as there are so many: servers log what they have answered. */
  async logged(path: string, count: number): Promise<readonly Logged[]> {
    const isMeant = (line: string) => (line.split(' ')[2] ?? '').startsWith(path);
    const lines = await this.#process.place.lines('access.log', count, isMeant);
    return lines.map((line) => {
      const [connection = '', method = '', target = '', status = '', protocol = '', user = ''] = line.split(' ');
      return { connection, request: `${method} ${target} ${status}`, protocol, user };
    });
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
