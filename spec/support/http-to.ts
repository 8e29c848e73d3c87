import { QHttp, type QHttpOptions } from '../../src/index.js';
import { atEnd } from './at-end.js';

/** A `QHttp` whose host is 127.0.0.1; destroyed when the test has ended. */
export function httpTo(server: { readonly port: number }, options: QHttpOptions = {}): QHttp {
  const http = new QHttp('127.0.0.1', server.port, options);
  atEnd(() => {
    http.destroy();
  });
  return http;
}

/** Bytes as Latin-1 text. */
export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
