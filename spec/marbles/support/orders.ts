// Runs with marbles, on Node and in a browser: the order of the signals is the same.
import { concat, filter, retry, take, timer } from 'rxjs';
import { failOnStatus, type QHttp, type QHttpOptions } from '../../../src/index.js';
import type { MarbleRoutes } from '../../../src/testing/index.js';

/** What is called, and what is told of it. */
export interface Order {
  readonly commands: (http: QHttp, server: OrderServer) => unknown;
  readonly letters: string;
  readonly options?: Pick<QHttpOptions, 'challenges' | 'limits' | 'timeouts'>;
  /** What `/secret` answers, one after the other, as marbles know of no password. */
  readonly secret?: readonly (401 | 200)[];
}

/** The server that a run goes to. */
export interface OrderServer {
  readonly host: string;
  readonly port: number;
  /** Tells it to break off what waits for that; marbles know by themselves. */
  breakOff(): void;
}

const get = 's3q4hpy5f';
const failed = 'FD60';
/** A request that goes on with a password. */
const asked = 's3q4a';

function logIn(http: QHttp, password: string): void {
  http.authenticationRequired$.subscribe(({ authenticator }) => {
    authenticator.setUser('ada');
    authenticator.setPassword(password);
  });
}

/** By their names. States that not every dispatcher knows are left out, and progress that is told again. */
export const orders: Readonly<Record<string, Order>> = {
  'a request': { commands: (http) => http.get('/hello'), letters: `${get}d` },
  'requests one by one over a connection that is kept, whatever their status': {
    commands(http) {
      http.get('/hello');
      http.head('/hello');
      http.get('/missing');
      http.get('/empty');
    },
    letters: `${get}s3q4h5f${get}s3q4h5fd`,
  },
  'data that is sent': { commands: (http) => http.post('/echo', 'text'), letters: `${get}d` },
  'an upload, told as it goes': {
    commands: (http) => http.post('/echo', new Uint8Array(1024 * 1024)),
    letters: `${get}d`,
  },
  'a failure, which drops what waits': {
    commands(http) {
      http.get('/hello');
      http.post('/reset', 'text');
      http.get('/hello');
    },
    letters: `${get}s3q${failed}`,
  },
  'a body that ends too early': {
    commands(http, server) {
      http.readyRead$.pipe(take(1)).subscribe(() => {
        server.breakOff();
      });
      http.get('/cut?later');
      http.get('/hello');
    },
    letters: `s3q4hpy${failed}`,
  },
  'a body that is larger than the limit': {
    options: { limits: { bodyBytes: 4 } },
    commands(http) {
      http.get('/hello');
      http.get('/hello');
    },
    letters: `s3q4h${failed}`,
  },
  'a server that says nothing for too long': {
    options: { timeouts: { headers: 50 } },
    commands(http) {
      http.get('/silent');
      http.get('/hello');
    },
    letters: `s3q${failed}`,
  },
  'a command that is added inside of done': {
    commands(http) {
      http.done$.pipe(take(1)).subscribe(() => http.get('/hello'));
      http.get('/hello');
    },
    letters: `${get}d${get}d`,
  },
  'a command that is added inside of the done of a failure': {
    commands(http) {
      http.done$.pipe(take(1)).subscribe(() => http.get('/hello'));
      http.post('/reset', 'text');
    },
    letters: `s3q${failed}${get}d`,
  },
  'abort() before anything has started': {
    commands(http) {
      http.get('/hello');
      http.abort();
    },
    letters: 'D',
  },
  'abort() inside of the head': {
    commands(http) {
      http.responseHeaderReceived$.subscribe(() => http.abort());
      http.get('/hello');
      http.get('/hello');
    },
    letters: `s3q4h${failed}`,
  },
  'abort() inside of a body': {
    commands(http) {
      http.readyRead$.subscribe(() => http.abort());
      http.get('/hello');
      http.get('/hello');
    },
    letters: `s3q4hpy${failed}`,
  },
  'abort() at the start of the second request': {
    commands(http) {
      const first = http.get('/hello');
      http.get('/hello');
      http.requestStarted$.pipe(filter((id) => id !== first)).subscribe(() => http.abort());
    },
    letters: `${get}s${failed}`,
  },
  'abort() inside of a finished request': {
    commands(http) {
      http.requestFinished$.subscribe(() => http.abort());
      http.get('/hello');
      http.get('/hello');
    },
    letters: `${get}D60`,
  },
  'clearPendingRequests() inside of readyRead': {
    commands(http) {
      http.readyRead$.subscribe(() => http.clearPendingRequests());
      http.get('/hello');
      http.get('/hello');
    },
    letters: `${get}d`,
  },
  'destroy() inside of the head': {
    commands(http) {
      http.responseHeaderReceived$.subscribe(() => http.destroy());
      http.get('/hello');
      http.get('/hello');
    },
    letters: 's3q4h',
  },
  'cold commands in a row': {
    commands: (http) => concat(http.get$('/hello'), http.head$('/hello')).subscribe(),
    letters: 's3q4hp5fs3q4h5fd',
  },
  'a cold command that is given up inside of its head, alone': {
    commands(http) {
      http
        .get$('/hello')
        .pipe(
          filter(({ type }) => type === 'responseHeaderReceived'),
          take(1),
        )
        .subscribe();
      http.get('/hello');
    },
    letters: `s3q4hF60${get}d`,
  },
  'a cold command that is given up while it waits': {
    commands(http) {
      http.get('/hello');
      const waiting = http.get$('/missing').subscribe();
      http.get('/hello');
      http.requestStarted$.pipe(take(1)).subscribe(() => waiting.unsubscribe());
    },
    letters: `${get}${get}d`,
  },
  'a status that an operator does not take': {
    commands(http) {
      http
        .get$('/missing')
        .pipe(failOnStatus())
        .subscribe({ error: () => http.get('/hello') });
    },
    letters: `s3q4hF60${get}d`,
  },
  'a cold command that is tried again': {
    commands(http) {
      http
        .post$('/reset', 'text')
        .pipe(retry(1))
        .subscribe({ error: () => undefined });
    },
    letters: `s3q${failed}s3q${failed}`,
  },
  'the end of a connection, and another one': {
    commands(http) {
      http.get('/hello');
      http.close();
      http.get('/hello');
      http.close();
      http.close();
    },
    letters: `${get}s60f${get}s60fsfd`,
  },
  'the same host once more': {
    commands(http, { host, port }) {
      http.get('/hello');
      http.setHost(host, port);
      http.get('/hello');
    },
    letters: `${get}sf${get}d`,
  },
  'a password that is known': {
    secret: [401, 200, 200],
    commands(http) {
      http.setUser('ada', 'lovelace');
      http.get('/secret');
      http.get('/secret');
    },
    letters: `sfs3q43q4hpy5f${get}d`,
  },
  'a password that is asked for': {
    secret: [401, 200],
    commands(http) {
      logIn(http, 'lovelace');
      http.get('/secret');
    },
    letters: `${asked}3q4hpy5fd`,
  },
  'a question that takes time': {
    secret: [401, 200],
    commands(http) {
      http.authenticationRequired$.subscribe(() => {
        http.waitFor(timer(1));
      });
      logIn(http, 'lovelace');
      http.get('/secret');
    },
    letters: `${asked}3q4hpy5fd`,
  },
  'a password that nobody knows, which drops what waits': {
    secret: [401],
    commands(http) {
      http.get('/secret');
      http.get('/hello');
    },
    letters: `${asked}${failed}`,
  },
  'a challenge that is delivered': {
    secret: [401, 401],
    options: { challenges: 'deliver' },
    commands(http) {
      logIn(http, 'wrong');
      http.get('/secret');
      http.get('/hello');
    },
    letters: `${asked}3q4ahpy5f${get}d`,
  },
};

/** The server of a run, in marbles. */
export function orderRoutes({ secret = [] }: Order): MarbleRoutes {
  const fields = { 'WWW-Authenticate': 'Basic realm="engine"' };
  return { ...routes, 'GET /secret': secret.map((status) => ({ marbles: '-s-h-d-|', status, fields })) };
}

const routes: MarbleRoutes = {
  'GET /hello': { marbles: '-s-h-d-|', chunks: ['hello'] },
  'HEAD /hello': '-s-h-|',
  'GET /missing': { marbles: '-s-h-d-|', status: 404 },
  'GET /empty': { marbles: '-s-h-|', status: 204 },
  'POST /echo': '-u-u-s-h-d-|',
  'POST /reset': '-s-#',
  'GET /cut?later': '-s-h-d-#',
  'GET /silent': '-s',
};
