import { config, take, type Observable, type Observer } from 'rxjs';
import type { QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { grandTour, tour, wordsOf } from './support/grand-tour.js';
import { outcomeOf } from './support/misbehaving.js';
import { ends, sent } from './support/words.js';

/** What RxJS reports of subscribers that throw, which it does in a timer. */
function reports(): () => Promise<unknown[]> {
  const reported: unknown[] = [];
  config.onUnhandledError = (error) => reported.push(error);
  atEnd(() => {
    config.onUnhandledError = null;
  });
  return async () => {
    await new Promise((resolve) => setTimeout(resolve));
    return reported;
  };
}

const fault = new Error('in a subscriber');
function throwFault(): never {
  throw fault;
}

/** The Observables of a client, and how often each tells something in the tour; `state$` tells the present one, too. */
const selections: readonly (readonly [string, number, (http: QHttp) => Observable<unknown>])[] = [
  ['signals$', tour.length, (http) => http.signals$],
  ['requestStarted$', 3, (http) => http.requestStarted$],
  ['requestFinished$', 3, (http) => http.requestFinished$],
  ['done$', 1, (http) => http.done$],
  ['state$', 13, (http) => http.state$],
  ['responseHeaderReceived$', 2, (http) => http.responseHeaderReceived$],
  ['readyRead$', 2, (http) => http.readyRead$],
  ['dataSendProgress$', 3, (http) => http.dataSendProgress$],
  ['dataReadProgress$', 2, (http) => http.dataReadProgress$],
  ['authenticationRequired$', 1, (http) => http.authenticationRequired$],
  ['proxyAuthenticationRequired$', 1, (http) => http.proxyAuthenticationRequired$],
  ['sslErrors$', 1, (http) => http.sslErrors$],
];

describe.each(selections)('a subscriber that throws in %s', (_name, times, select) => {
  test('is reported each time, and disturbs nothing', async () => {
    const { http, answered } = await grandTour();
    const reported = reports();
    let isOver = false;
    const { story } = await endsCleanly(http, () => {
      select(http).subscribe(() => {
        if (!isOver) throw fault;
      });
      http.done$.subscribe(() => (isOver = true));
      http.get('/1');
      http.get('/2');
      http.close();
    });

    expect([wordsOf(story), answered, await reported()]).toEqual([
      tour.join(' '),
      ['/1', '/2', '/next'],
      Array.from({ length: times }, () => fault),
    ]);
  });
});

describe('a subscriber that throws around a failure', () => {
  test.each<[string, (http: QHttp) => Observable<unknown>]>([
    ['requestFinished$', (http) => http.requestFinished$],
    ['done$', (http) => http.done$],
    ['state$', (http) => http.state$],
    ['signals$', (http) => http.signals$],
  ])('in %s is reported, and the failure is told as ever', async (_name, select) => {
    const reported = reports();
    const { story, error } = await outcomeOf(
      (connection) => connection.send('garbage\r\n\r\n'),
      (http) => {
        select(http).subscribe(throwFault);
        http.post('/', 'x');
        http.get('/dropped');
      },
    );

    expect([story, error, new Set(await reported())]).toEqual([
      `${sent} Reading ${ends('InvalidResponseHeader')}`,
      'InvalidResponseHeader: Invalid HTTP response header',
      new Set([fault]),
    ]);
  });

  test('behind an abort of its own is reported, and the abort is told as ever', async () => {
    const reported = reports();
    const { story, error } = await outcomeOf(
      (connection) => connection.send(ok('hello')),
      (http) => {
        http.readyRead$.pipe(take(1)).subscribe(() => {
          http.abort();
          throw fault;
        });
        http.get('/');
        http.get('/dropped');
      },
    );

    expect([story, error, await reported()]).toEqual([
      `${sent} Reading H200:OK p5/5 y F1!Aborted DONE! Closing Unconnected`,
      'Aborted: Request aborted',
      [fault],
    ]);
  });
});

describe('a subscriber of a cold command that throws', () => {
  const whole = `${sent} Reading H200:OK p5/5 Connected F1 S2 Sending q Reading H200:OK p5/5 y Connected F2 DONE`;
  /** As many values as such a command tells: nine signals, and a piece of data. */
  const nexts = 10;

  test.each<[string, Partial<Observer<unknown>>, number]>([
    ['at each value', { next: throwFault }, nexts],
    ['at its completion', { complete: throwFault }, 1],
  ])('%s is reported, and the next command runs', async (_when, observer, times) => {
    const reported = reports();
    const { story } = await outcomeOf(
      (connection) => connection.send(ok('hello')),
      (http) => {
        http.get$('/').subscribe(observer);
        http.get('/2');
      },
    );

    expect([story, await reported()]).toEqual([whole, Array.from({ length: times }, () => fault)]);
  });

  test.each<[string, Partial<Observer<unknown>>, Error | string]>([
    ['at its error', { error: throwFault }, fault.message],
    ['nowhere, and does not listen to its error', {}, 'Invalid HTTP response header'],
  ])('%s is reported, and the failure is told as ever', async (_when, observer, reason) => {
    const reported = reports();
    const { story } = await outcomeOf(
      (connection) => connection.send('garbage\r\n\r\n'),
      (http) => {
        http.get$('/').subscribe(observer);
        http.get('/dropped');
      },
    );

    expect([story, await reported()]).toEqual([
      `${sent} Reading ${ends('InvalidResponseHeader')}`,
      [expect.objectContaining({ message: reason })],
    ]);
  });
});
