import { QHttp, type QHttpOptions } from '../../src/index.js';
import { atEnd } from './at-end.js';
import { Recorder } from './recorder.js';

/** A `QHttp` whose host is 127.0.0.1; destroyed when the test has ended. */
export function httpTo(server: { readonly port: number }, options: QHttpOptions = {}): QHttp {
  const http = new QHttp('127.0.0.1', server.port, options);
  atEnd(() => {
    http.destroy();
  });
  return http;
}

export type GivenDispatcher = NonNullable<QHttpOptions['dispatcher']>;

/** One whose host is mock.example, over a dispatcher; destroyed when the test has ended. */
export function httpOver(dispatcher: GivenDispatcher): { http: QHttp; recorder: Recorder } {
  const http = new QHttp('mock.example', 80, { dispatcher });
  atEnd(() => {
    http.destroy();
  });
  return { http, recorder: new Recorder(http) };
}

/** Bytes as Latin-1 text. */
export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
