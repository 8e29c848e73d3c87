import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket, type TLSSocketOptions } from 'node:tls';
import type { Activity } from './activity.js';
import { chunkedEnd } from './chunked-end.js';
import type { Clock } from './clock.js';
import { dataOf } from './data.js';
import type { Data, ReceivedConnection, ReceivedRequest, ServerStep } from '../recording.js';

/** A request as the server read it, with what is needed to check `dataSendProgress`. */
export interface SeenRequest extends ReceivedRequest {
  /** Bytes of the head and of the body that it announces. */
  readonly size: number;
  /** Counts the requests over all connections of a replay. */
  readonly order: number;
}

export interface SeenConnection extends ReceivedConnection {
  readonly requests: readonly SeenRequest[];
}

type Writeable<T> = { -readonly [key in keyof T]: T[key] };

export interface ConnectionContext {
  readonly activity: Activity;
  readonly clock: Clock;
  /** Given where TLS is spoken from the first byte. */
  readonly tls: TLSSocketOptions | undefined;
  /** For the step `startTls`. */
  readonly credentials: TLSSocketOptions;
  readonly nextOrder: () => number;
}

/** One accepted connection that carries out its steps, one after the other. */
export class ScriptedConnection {
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #requests: Writeable<SeenRequest>[] = [];
  #stream: Duplex;
  #unread = Buffer.alloc(0);
  #clientClosed = false;
  /** There is nothing to do, or the script waits for the client. */
  #idle = true;
  /** This side has ended the connection. */
  #closing = false;
  /** The client has ended its side, or the connection is gone. */
  #over = false;
  #wake = (): void => undefined;

  constructor(socket: Socket, context: ConnectionContext) {
    this.#socket = socket;
    this.#context = context;
    this.#stream = socket;
    socket.setNoDelay(true);
    // A reset is noticed by 'close'.
    socket.on('error', () => undefined);
    socket.on('close', this.#end);
    this.#listen(socket);
    if (context.tls !== undefined) this.#startTls(context.tls);
  }

  /** Whether nothing more will come from this connection unless the client does something. */
  get settled(): boolean {
    return this.#idle && (!this.#closing || this.#over);
  }

  /** Whether the client has ended its side, or the connection is gone. */
  get over(): boolean {
    return this.#over;
  }

  received(): SeenConnection {
    return {
      requests: this.#requests,
      ...(this.#unread.length > 0 && { unread: dataOf(this.#unread) }),
      ...(this.#clientClosed && { clientClosed: true }),
    };
  }

  /** Carries out the steps; gives those that are skipped because the client is gone. */
  async play(steps: readonly ServerStep[]): Promise<readonly ServerStep[]> {
    this.#idle = false;
    for (const [index, step] of steps.entries()) {
      this.#context.activity.note();
      if (!(await this.#carryOut(step))) return steps.slice(index);
    }
    return [];
  }

  /** At the end of its script a connection stays open until the client closes it. */
  async rest(): Promise<void> {
    await this.#until(() => this.#over);
    this.#idle = true;
    this.#stream.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Answers false where the rest of the script is to be skipped. */
  async #carryOut(step: ServerStep): Promise<boolean> {
    if ('readRequest' in step) return (await this.#readHead()) && (await this.#readBody());
    if ('readHead' in step) return this.#readHead();
    if ('readBody' in step) return this.#readBody();
    if ('readBytes' in step) return this.#take(step.readBytes);
    if ('waitClose' in step) {
      await this.#until(() => this.#over);
      this.#clientClosed = true;
    } else if ('pauseMs' in step) await this.#context.clock.wait(step.pauseMs);
    else if ('write' in step) this.#write(Buffer.from(step.write, 'latin1'));
    else if ('writeRepeat' in step) this.#write(Buffer.alloc(step.writeRepeat.count, step.writeRepeat.byte, 'latin1'));
    else if ('startTls' in step) this.#startTls(this.#context.credentials);
    else if ('stopReading' in step) this.#stream.pause();
    else if ('resumeReading' in step) this.#stream.resume();
    else if ('close' in step) {
      this.#closing = true;
      this.#stream.end();
    } else if ('reset' in step) {
      this.#closing = true;
      this.#socket.resetAndDestroy();
    }
    return true;
  }

  #write(bytes: Buffer): void {
    if (this.#stream.writable) this.#stream.write(bytes);
  }

  #listen(stream: Duplex): void {
    stream.on('data', (chunk: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#notice();
    });
    stream.on('end', this.#end);
  }

  #startTls(credentials: TLSSocketOptions): void {
    this.#socket.removeAllListeners('data').removeAllListeners('end');
    const secure = new TLSSocket(this.#socket, { ...credentials, isServer: true });
    secure.on('error', () => undefined);
    this.#stream = secure;
    this.#listen(secure);
  }

  readonly #end = (): void => {
    this.#over = true;
    this.#notice();
  };

  #notice(): void {
    this.#context.activity.note();
    this.#wake();
  }

  /** Waits until something is so; false where the client is gone before. */
  async #until(holds: () => boolean): Promise<boolean> {
    while (!holds()) {
      if (this.#over) return false;
      this.#idle = true;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#idle = false;
    }
    return true;
  }

  async #readHead(): Promise<boolean> {
    const length = (): number => this.#unread.indexOf('\r\n\r\n') + 4;
    if (!(await this.#until(() => length() > 3))) return false;
    const head = this.#cut(length()).toString('latin1');
    this.#requests.push({ head, size: head.length + contentLength(head), order: this.#context.nextOrder() });
    return true;
  }

  async #readBody(): Promise<boolean> {
    const request = this.#requests.at(-1);
    if (request === undefined) throw new Error('readBody without a head');
    const chunked = /^transfer-encoding:.*chunked/im.test(request.head);
    const length = (): number => (chunked ? chunkedEnd(this.#unread) : contentLength(request.head));
    const whole = await this.#until(() => length() >= 0 && this.#unread.length >= length());
    if (!whole) request.bodyIncomplete = true;
    else if (length() > 0) request.body = this.#data(length());
    return whole;
  }

  async #take(count: number): Promise<boolean> {
    const whole = await this.#until(() => this.#unread.length >= count);
    if (whole) this.#cut(count);
    return whole;
  }

  #cut(count: number): Buffer {
    const bytes = this.#unread.subarray(0, count);
    this.#unread = this.#unread.subarray(count);
    return bytes;
  }

  #data(count: number): Data {
    return dataOf(this.#cut(count));
  }
}

function contentLength(head: string): number {
  return Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
}
