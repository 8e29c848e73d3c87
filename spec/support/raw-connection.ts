import { connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { turn } from './turn.js';

/** A request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly fields: Readonly<Record<string, string>>;
  /** The head with its blank line, Latin-1. */
  readonly head: string;
  /** Out of the transfer coding. */
  readonly body: Buffer;
  /** As many bytes as came on the wire. */
  readonly wireBytes: number;
}

/** One connection of a client, at the server's end: bytes are read when they are asked for, and not before. */
export class RawConnection {
  /** The connection has closed. Unread bytes hide it: see {@link drain}. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);
  #onBytes: (() => void) | undefined;
  #isDraining = false;
  #taken = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => undefined); // a client that resets is what some tests are about
    socket.on('data', (bytes) => {
      if (this.#isDraining) return;
      this.#bytes = Buffer.concat([this.#bytes, bytes]);
      this.#onBytes?.();
    });
    socket.pause();
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    });
  }

  /** How many bytes were sent that the kernel has not taken; a single large piece counts until all of it has gone. */
  get unsent(): number {
    return this.#socket.writableLength;
  }

  /** How many bytes of {@link sendAsTaken} have gone. */
  get taken(): number {
    return this.#taken;
  }

  /** As many bytes as came in all. */
  get received(): number {
    return this.#socket.bytesRead;
  }

  /** Whether a whole head has come that nobody has read. */
  get holdsHead(): boolean {
    return this.#bytes.includes('\r\n\r\n');
  }

  /** Reads the head of a request. */
  async head(): Promise<string> {
    for (;;) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end >= 0) return (await this.take(end + 4)).toString('latin1');
      await this.#more();
    }
  }

  /** Reads so many bytes. */
  async take(size: number): Promise<Buffer> {
    while (this.#bytes.length < size) await this.#more();
    const taken = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(size);
    return taken;
  }

  /** Reads a whole request. */
  async request(): Promise<SeenRequest> {
    const head = await this.head();
    const [line = '', ...lines] = head.trimEnd().split('\r\n');
    const [method = '', path = ''] = line.split(' ');
    const fields = Object.fromEntries(lines.map((text) => fieldFrom(text)));
    const isChunked = fields['transfer-encoding'] === 'chunked';
    const { body, size } = isChunked ? await this.#chunks() : await this.#plain(Number(fields['content-length'] ?? 0));
    return { method, path, fields, head, body, wireBytes: head.length + size };
  }

  send(...parts: (string | Uint8Array)[]): void {
    for (const part of parts) this.#socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
  }

  /** Sends, and waits until the kernel has taken it. */
  sent(part: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part, () => {
        resolve();
      });
    });
  }

  /** Sends the same over and over, until the client closes. */
  async sendForever(part: string): Promise<void> {
    while (!this.#socket.destroyed) {
      await this.sent(part);
      await turn(); // lets the client read, and the end be seen
    }
  }

  /** Sends these bytes, or so many zeros, no faster than they are taken. */
  async sendAsTaken(body: number | Uint8Array): Promise<void> {
    const size = typeof body === 'number' ? body : body.length;
    const zeros = new Uint8Array(pieceBytes);
    while (this.#taken < size) {
      const end = Math.min(size, this.#taken + pieceBytes);
      const piece = typeof body === 'number' ? zeros.subarray(0, end - this.#taken) : body.subarray(this.#taken, end);
      const isRoom = this.#socket.write(piece);
      this.#taken = end;
      if (!isRoom) await new Promise((resolve) => this.#socket.once('drain', resolve));
    }
  }

  /** Says that nothing more comes (FIN). */
  end(...parts: (string | Uint8Array)[]): void {
    this.send(...parts);
    this.#socket.end();
  }

  /** Breaks the connection (RST). */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Reads and forgets everything from now on, so that the end is seen. */
  drain(): this {
    this.#isDraining = true;
    this.#socket.resume();
    return this;
  }

  /** Passes everything on from now on, both ways, to a port of 127.0.0.1; closes when either side does. */
  relayTo(port: number): void {
    const other = connect(port, '127.0.0.1');
    other.write(this.#bytes);
    this.#bytes = Buffer.alloc(0);
    this.#isDraining = true;
    pipeline(this.#socket, other, this.#socket, () => {
      other.destroy();
      this.#socket.destroy();
    });
  }

  /** Reads everything until the client closes; Latin-1. */
  async rest(): Promise<string> {
    this.#socket.resume();
    await this.closed;
    return this.#bytes.toString('latin1');
  }

  async #plain(size: number): Promise<{ body: Buffer; size: number }> {
    return { body: await this.take(size), size };
  }

  async #chunks(): Promise<{ body: Buffer; size: number }> {
    const chunks: Buffer[] = [];
    for (let size = 0; ;) {
      const line = await this.#line();
      const length = Number.parseInt(line, 16);
      const chunk = await this.take(length + 2);
      size += line.length + 2 + chunk.length;
      if (length === 0) return { body: Buffer.concat(chunks), size };
      chunks.push(chunk.subarray(0, length));
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#bytes.indexOf('\r\n');
      if (end >= 0) return (await this.take(end + 2)).toString('latin1', 0, end);
      await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#onBytes = () => {
        this.#onBytes = undefined;
        this.#socket.pause();
        resolve();
      };
      this.#socket.resume();
    });
  }
}

/** In bytes: how much is sent at once. */
const pieceBytes = 64 * 1024;

function fieldFrom(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
