import { firstValueFrom, merge } from 'rxjs';
import { ConnectionMode, QHttp } from '../../../src/index.js';
import { ok } from '../../support/answers.js';
import { atEnd } from '../../support/at-end.js';
import { selfSigned } from '../../support/certificates/certificates.js';
import { RawServer } from '../../support/raw-server.js';

/**
 * A client whose first request tells every signal that there is: its host has signed its certificate itself, wants a
 * password, and stands behind a proxy that wants one, too, and whose name has to be looked up. All questions are answered
 * by subscribers.
 */
export interface GrandTour {
  readonly http: QHttp;
  /** The paths of the requests that the host has answered well. */
  readonly answered: readonly string[];
  /** Sets proxy and host, as has been done already. */
  readonly setOut: () => void;
}

export async function grandTour(): Promise<GrandTour> {
  const answered: string[] = [];
  const host = await RawServer.answeringTls(selfSigned, ({ method, path, fields }) => {
    if (fields['authorization'] === undefined) return refusal('401 Unauthorized', 'WWW-Authenticate');
    answered.push(path);
    return method === 'HEAD' ? ok(path).slice(0, -path.length) : ok(path);
  });
  const proxy = await RawServer.listen(async (connection) => {
    while (!('proxy-authorization' in (await connection.request()).fields)) {
      connection.send(refusal('407 Proxy Authentication Required', 'Proxy-Authenticate'));
    }
    connection.send('HTTP/1.1 200 Connected\r\n\r\n');
    connection.relayTo(host.port);
  });
  const http = new QHttp();
  atEnd(() => http.destroy());
  const setOut = () => {
    http.setProxy('localhost', proxy.port);
    http.setHost('127.0.0.1', ConnectionMode.Https, host.port);
  };
  http.sslErrors$.subscribe(() => http.ignoreSslErrors());
  merge(http.authenticationRequired$, http.proxyAuthenticationRequired$).subscribe(({ authenticator }) => {
    authenticator.setUser('user');
    authenticator.setPassword('secret');
  });
  setOut();
  await firstValueFrom(http.done$);
  return { http, answered, setOut };
}

/** What it tells of two requests and a `close()`, signal by signal, as {@link wordsOf} has it. */
export const tour: readonly string[] = (
  'S1 HostLookup Connecting b(r) Sending t(DEPTH_ZERO_SELF_SIGNED_CERT) q Reading a(r) Sending q Reading H200 p y ' +
  'Connected F1 S2 Sending q Reading H200 p y Connected F2 S3 Closing Unconnected F3 DONE'
).split(' ');

/** A story without what signals tell beside their word, as most of it depends on the numbers of ports. */
export function wordsOf(story: string): string {
  return story
    .replaceAll(/\bq(\d+)\/\1\b/g, 'q')
    .replaceAll(/\bp\d+\/\d+|(?<=\bH\d+):\S+|(?<=\b[ab]\(r\))@\S+/g, (all) => (all.startsWith('p') ? 'p' : ''));
}

function refusal(status: string, field: string): string {
  return `HTTP/1.1 ${status}\r\n${field}: Basic realm="r"\r\nContent-Length: 0\r\n\r\n`;
}
