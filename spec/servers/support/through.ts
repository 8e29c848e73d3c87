import { ConnectionMode, QHttp } from '../../../src/index.js';
import { ok } from '../../support/answers.js';
import { atEnd } from '../../support/at-end.js';
import { rootCertificate, signed } from '../../support/certificates/certificates.js';
import { RawServer } from '../../support/raw-server.js';
import { Recorder } from '../../support/recorder.js';
import type { Server } from './matrix.js';
import { startMicrosocks } from './microsocks.js';
import type { Door, Proxies } from './proxies.js';
import { startSquid } from './squid.js';
import { startProxyChain, startSocks5Server } from './stand-ins.js';

export const everyProxy = {
  Squid: startSquid,
  'proxy-chain': startProxyChain,
  microsocks: startMicrosocks,
  'socks5-server': startSocks5Server,
};

export function isSocks(name: Server): boolean {
  return name === 'microsocks' || name === 'socks5-server';
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** A `QHttp` that goes through a proxy; destroyed when the test has ended. */
export function through(proxies: Proxies, door: Door, login?: Login): { http: QHttp; recorder: Recorder } {
  const http = new QHttp({ tls: { ca: rootCertificate } });
  atEnd(() => {
    http.destroy();
  });
  http.setProxy({ type: proxies.type, host: '127.0.0.1', port: proxies.portOf(door), ...login });
  return { http, recorder: new Recorder(http) };
}

/** Answers with the path and the body that were sent. */
export function echo(mode: ConnectionMode, certificate = signed.localhost): Promise<RawServer> {
  const answer = ({ path, body }: { path: string; body: Buffer }) => ok(path + body.toString());
  return mode === ConnectionMode.Http ? RawServer.answering(answer) : RawServer.answeringTls(certificate, answer);
}
