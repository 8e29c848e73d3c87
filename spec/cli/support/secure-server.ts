import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '../../support/certificates/certificate.js';

/** Answers `hello` to every request over TLS, each over a connection of its own. */
export class SecureServer {
  /** Host, method and path of each request. */
  readonly log: string[] = [];
  readonly #server: Server;

  private constructor({ cert, key }: Certificate) {
    this.#server = createServer({ cert, key }, (request, response) => {
      this.log.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response.writeHead(200, { 'Content-Length': 6, Connection: 'close' }).end('hello\n');
    });
  }

  static async start(certificate: Certificate): Promise<SecureServer> {
    const server = new SecureServer(certificate);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path: string): string {
    return `https://127.0.0.1:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
