/** Moves one large body, in a process of its own, which so tells its peak of memory. */
import { createReadStream, statSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { Writable } from 'node:stream';
import { Client, type Dispatcher } from 'undici';
import { HttpRequestHeader, QHttp } from '../dist/index.js';
import { peakMemory, serve, timed, type Times } from './measure.ts';

export interface BodyQuestion {
  readonly port: number;
  readonly bytes: number;
  /** To be sent. */
  readonly file: string;
}

export interface BodyTimes extends Times {
  /** MiB, with everything that the program is. */
  readonly peak: number;
}

/** @returns how many bytes of a body have been moved */
type Move = (question: BodyQuestion) => Promise<number>;

function byDispatch(port: number, options: Dispatcher.DispatchOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const client = new Client(`http://127.0.0.1:${String(port)}`);
    let received = 0;
    client.dispatch(options, {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData(_controller, chunk) {
        received += chunk.length;
      },
      onResponseEnd() {
        void client.destroy().then(() => {
          resolve(received);
        });
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    });
  });
}

function byQHttp(port: number, start: (http: QHttp) => () => number): Promise<number> {
  return new Promise((resolve, reject) => {
    const http = new QHttp('127.0.0.1', port);
    const moved = start(http);
    http.done$.subscribe((error) => {
      const text = http.errorString();
      http.destroy();
      if (error) reject(new Error(text));
      else resolve(moved());
    });
  });
}

const moves: Readonly<Record<string, Move>> = {
  'bare dispatch': ({ port, bytes }) => byDispatch(port, { path: `/${String(bytes)}`, method: 'GET' }),
  'rx-qhttp, to a sink': ({ port, bytes }) =>
    byQHttp(port, (http) => {
      let received = 0;
      const sink = new Writable({
        write(chunk: Buffer, _encoding, callback) {
          received += chunk.length;
          callback();
        },
      });
      http.get(`/${String(bytes)}`, sink);
      return () => received;
    }),
  'rx-qhttp, readyRead and readAll': ({ port, bytes }) =>
    byQHttp(port, (http) => {
      let received = 0;
      http.readyRead$.subscribe(() => (received += http.readAll().byteLength));
      http.get(`/${String(bytes)}`);
      return () => received;
    }),
  'rx-qhttp, cold chunks': ({ port, bytes }) =>
    byQHttp(port, (http) => {
      let received = 0;
      http.get$(`/${String(bytes)}`).subscribe((signal) => {
        if (signal.type === 'data') received += signal.chunk.byteLength;
      });
      return () => received;
    }),
  'node:http': ({ port, bytes }) =>
    new Promise((resolve, reject) => {
      httpGet({ port, host: '127.0.0.1', path: `/${String(bytes)}`, agent: false }, (response) => {
        let received = 0;
        response.on('data', (chunk: Buffer) => (received += chunk.length));
        response.on('end', () => {
          resolve(received);
        });
      }).on('error', reject);
    }),
  'upload, bare dispatch': async ({ port, file }) => {
    const { size } = statSync(file);
    const headers = { 'content-length': String(size) };
    await byDispatch(port, { path: '/', method: 'POST', headers, body: createReadStream(file) });
    return size;
  },
  'upload, rx-qhttp': ({ port, file }) => {
    const { size } = statSync(file);
    return byQHttp(port, (http) => {
      let sent = 0;
      http.dataSendProgress$.subscribe(({ done }) => (sent = done));
      const header = new HttpRequestHeader('POST', '/');
      header.setContentLength(size);
      http.request(header, createReadStream(file));
      return () => (sent > size ? size : sent);
    });
  },
};

const move = moves[process.argv[2] ?? ''];

serve(async (question: BodyQuestion): Promise<BodyTimes> => {
  const times = await timed(async () => {
    const moved = await move?.(question);
    if (moved !== question.bytes) throw new Error(`${String(moved)} bytes instead of ${String(question.bytes)}`);
  });
  return { ...times, peak: peakMemory() };
});
