import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real nginx in a temporary folder, on a free port of 127.0.0.1; it serves the folder `www`. */
export class Nginx {
  readonly www: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(
    folder: string,
    readonly port: number,
    process: ChildProcess,
  ) {
    this.#folder = folder;
    this.www = join(folder, 'www');
    this.#process = process;
  }

  static isInstalled(): boolean {
    return spawnSync('nginx', ['-v']).status === 0;
  }

  static async start(): Promise<Nginx> {
    const folder = mkdtempSync(join(tmpdir(), 'rx-qhttp-nginx-'));
    mkdirSync(join(folder, 'www'));
    const port = await freePort();
    writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port));
    const args = ['-p', folder, '-c', 'nginx.conf', '-e', join(folder, 'error.log')];
    const nginx = new Nginx(folder, port, spawn('nginx', args, { stdio: 'ignore' }));
    await nginx.#accepts();
    return nginx;
  }

  /** One line a request: number of the connection, method, target, status. */
  log(): string[] {
    return readFileSync(join(this.#folder, 'access.log'), 'utf8').trim().split('\n');
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGQUIT');
    await exited;
    rmSync(this.#folder, { recursive: true });
  }

  /** Tries until it accepts, or has given up. */
  async #accepts(): Promise<void> {
    while (this.#process.exitCode === null) {
      const socket = connect(this.port, '127.0.0.1');
      try {
        await once(socket, 'connect');
        return;
      } catch {
        await new Promise(setImmediate); // it does not listen yet
      } finally {
        socket.destroy();
      }
    }
    throw new Error(`nginx did not start: ${readFileSync(join(this.#folder, 'error.log'), 'utf8')}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  server.close();
  await once(server, 'close');
  return port;
}

function configuration(folder: string, port: number): string {
  return `
    daemon off; master_process off; pid nginx.pid; error_log error.log; worker_processes 1;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    events { worker_connections 64; }
    http {
      log_format short '$connection $request_method $request_uri $status';
      access_log access.log short;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      server { listen 127.0.0.1:${String(port)}; root www; location /busy { return 503 "busy"; } }
    }`;
}
