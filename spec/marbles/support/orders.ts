// Runs with marbles, on Node and in a browser: the order of the signals is the same.
import { concat, filter, firstValueFrom, take } from 'rxjs';
import { State, type QHttp } from '../../../src/index.js';
import { signalLetters, type MarbleRoutes } from '../../../src/testing/index.js';

/** What is called, and what is told of it. */
interface Order {
  readonly commands: (http: QHttp) => unknown;
  readonly letters: string;
}

const get = 's3q4hpy5f';

/** By what they show. States that not every dispatcher knows are left out, and progress that is told again. */
export const orders: Readonly<Record<string, Order>> = {
  'a request': { commands: (http) => http.get('/hello'), letters: `${get}d` },
  'requests one by one, whatever their status': {
    commands(http) {
      http.get('/hello');
      http.head('/hello');
      http.get('/missing');
    },
    letters: `${get}s3q4h5f${get}d`,
  },
  'data that is sent': { commands: (http) => http.post('/echo', 'text'), letters: `${get}d` },
  'a failure, which drops what waits': {
    commands(http) {
      http.get('/hello');
      http.post('/reset', 'text');
      http.get('/hello');
    },
    letters: `${get}s3qFD60`,
  },
  'a command that is added inside of done': {
    commands(http) {
      http.done$.pipe(take(1)).subscribe(() => http.get('/hello'));
      http.get('/hello');
    },
    letters: `${get}d${get}d`,
  },
  'abort() inside of the head': {
    commands(http) {
      http.responseHeaderReceived$.subscribe(() => http.abort());
      http.get('/hello');
      http.get('/hello');
    },
    letters: 's3q4hFD60',
  },
  'abort() at the start of the second request': {
    commands(http) {
      const first = http.get('/hello');
      http.get('/hello');
      http.requestStarted$.pipe(filter((id) => id !== first)).subscribe(() => http.abort());
    },
    letters: `${get}sFD60`,
  },
  'clearPendingRequests() inside of readyRead': {
    commands(http) {
      http.readyRead$.subscribe(() => http.clearPendingRequests());
      http.get('/hello');
      http.get('/hello');
    },
    letters: `${get}d`,
  },
  'cold commands in a row': {
    commands: (http) => concat(http.get$('/hello'), http.head$('/hello')).subscribe(),
    letters: 's3q4hp5fs3q4h5fd',
  },
  'the end of a connection': {
    commands(http) {
      http.get('/hello');
      http.close();
    },
    letters: `${get}s60fd`,
  },
};

/** The server of the orders, in marbles. */
export const orderRoutes: MarbleRoutes = {
  'GET /hello': '-s-h-d-|',
  'HEAD /hello': '-s-h-|',
  'GET /missing': { marbles: '-s-h-d-|', status: 404 },
  'POST /echo': '-u-s-h-d-|',
  'POST /reset': '-s-#',
};

/** Writes down what a `QHttp` tells, from now on. */
export function lettersOf(http: QHttp): () => string {
  let letters = '';
  http.signals$.pipe(signalLetters()).subscribe((letter) => (letters += letter));
  return () =>
    letters
      .replace(/[12]/g, '')
      .replace(/q+/g, 'q')
      .replace(/(p+y)+/g, 'py')
      .replace(/p+/g, 'p');
}

/** Waits until nothing is to be done any more, and what is being closed has closed. */
export async function settled(http: QHttp): Promise<void> {
  await firstValueFrom(http.done$);
  await Promise.resolve(); // for what is added inside of it
  if (http.hasPendingRequests() || http.currentId() !== 0) await settled(http);
  else if (http.state() === State.Closing) {
    await firstValueFrom(http.state$.pipe(filter((state) => state === State.Unconnected)));
  }
}
