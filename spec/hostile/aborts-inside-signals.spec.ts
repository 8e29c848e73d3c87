import { merge, skip, type Observable } from 'rxjs';
import { QHttp } from '../../src/index.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { outcomeOf } from './support/misbehaving.js';
import { grandTour, tour, wordsOf } from './support/grand-tour.js';
import { ends, sent } from './support/words.js';

const closes = (id: number) => `F${id}!Aborted DONE! Closing Unconnected`;

/** What follows when `abort()` is called inside each of the signals of the tour, in their order. */
const endings: readonly string[] = [
  'F1!Aborted DONE!', // nothing has been opened
  ...Array<string>(15).fill(closes(1)),
  'DONE! Closing Unconnected', // this one has succeeded: the rest is dropped
  ...Array<string>(8).fill(closes(2)),
  'DONE! Closing Unconnected',
  closes(3),
  'F3!Aborted DONE! Unconnected', // `Closing` has been told
  'F3!Aborted DONE!',
  'DONE!', // recorded so, though nothing is dropped
  '',
];

const moments = tour.map((word, index) => [index, word, endings[index]] as const);

/** The same signals, each from the Subject of its own. */
function ownSubjects(http: QHttp): Observable<unknown> {
  return merge(
    http.requestStarted$,
    http.requestFinished$,
    http.done$,
    http.state$.pipe(skip(1)), // the present one
    http.responseHeaderReceived$,
    http.readyRead$,
    http.dataSendProgress$,
    http.dataReadProgress$,
    http.authenticationRequired$,
    http.proxyAuthenticationRequired$,
    http.sslErrors$,
  );
}

describe.each<[string, number, (http: QHttp) => Observable<unknown>]>([
  ['once inside signals$', 1, (http) => http.signals$],
  ['twice inside signals$', 2, (http) => http.signals$],
  ['twice inside the Subject of a signal', 2, ownSubjects],
])('abort(), called %s, ends its command and drops the others', (_where, times, select) => {
  test.each(moments)('%i: %s', async (index, _word, ending) => {
    const { http, answered } = await grandTour();
    let count = 0;
    const { story } = await endsCleanly(http, () => {
      select(http).subscribe(() => {
        if (count++ !== index) return;
        for (let i = 0; i < times; i++) http.abort();
      });
      http.get('/1');
      http.get('/2');
      http.close();
    });

    const told = [...tour.slice(0, index + 1), ending].join(' ').trim();
    expect([wordsOf(story), answered.at(-1)]).toEqual([told, '/next']);
  });
});

describe('abort() inside a signal of a failure has nothing more to end', () => {
  const unanswered = 'UnexpectedClose: HOST:PORT closed the connection before it answered';

  test.each([
    ['requestFinished', 'Aborted: Request aborted'], // recorded: what waits is dropped by the abort
    ['done', unanswered],
    ['stateChanged', unanswered],
  ])('%s', async (type, message) => {
    const { story, error } = await outcomeOf(
      (connection) => connection.drain().end(),
      (http) => {
        http.signals$.subscribe((signal) => {
          if (signal.type === type && http.error() === QHttp.UnexpectedClose) http.abort();
        });
        http.post('/', 'x');
        http.get('/dropped');
      },
    );

    expect([story, error]).toEqual([`${sent} ${ends('UnexpectedClose')}`, message]);
  });
});
