import { take } from 'rxjs';
import { HttpRequestHeader, QHttp, type Signal } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { grandTour, tour, wordsOf } from './support/grand-tour.js';
import { outcomeOf, plain } from './support/misbehaving.js';
import { ends, sent } from './support/words.js';

/** All signals but `done`, behind which another burst begins. */
const moments = tour.slice(0, -1).map((word, index) => [index, word] as const);
/** The first of each kind. */
const kinds = moments.filter(([index, word]) => tour.findIndex((other) => kindOf(other) === kindOf(word)) === index);

function kindOf(word: string): string {
  return word.replace(/\d$/, '');
}

/** All signals, where another command has been given inside one of them: it tells these behind all the others. */
function behindAll(...signals: readonly string[]): string {
  return [...tour.slice(0, -1), 'S4', ...signals, 'F4', 'DONE'].join(' ');
}

const opened = ['HostLookup', 'Connecting', 'Sending', 't(DEPTH_ZERO_SELF_SIGNED_CERT)', 'q', 'Reading', 'H200'];
const answered = [...opened, 'p', 'y', 'Connected'];

/** What is called inside of a signal, and all signals that come then. */
const calls: readonly (readonly [string, (http: QHttp) => unknown, string])[] = [
  ['get()', (http) => http.get('/3'), behindAll(...answered)],
  ['head()', (http) => http.head('/3'), behindAll(...opened, 'Connected')],
  ['request()', (http) => http.request(new HttpRequestHeader('PUT', '/3'), 'x'), behindAll(...answered)],
  ['setHost()', (http) => http.setHost('elsewhere.invalid'), behindAll()],
  ['setProxy()', (http) => http.setProxy('elsewhere.invalid', 3128), behindAll()],
  ['setUser()', (http) => http.setUser('other', 'secret'), behindAll()],
  ['setSocket()', (http) => http.setSocket(() => undefined), behindAll()],
  ['close()', (http) => http.close(), behindAll()],
];

interface Reentered {
  readonly story: string;
  /** What had been told when the call returned. */
  readonly atReturn: string;
}

/** What the tour tells, when something is called inside the signal of this index. */
async function calledInside(index: number, call: (http: QHttp) => unknown): Promise<Reentered> {
  const { http, setOut } = await grandTour();
  let count = 0;
  let atReturn = '';
  const { story } = await endsCleanly(
    http,
    (recorder) => {
      http.signals$.subscribe(() => {
        if (count++ !== index) return;
        call(http);
        atReturn = recorder.line;
      });
      http.get('/1');
      http.get('/2');
      http.close();
    },
    () => {
      setOut();
      http.get('/next');
    },
  );
  return { story: wordsOf(story), atReturn };
}

const until = (index: number) => tour.slice(0, index + 1).join(' ');

describe.each(calls)('%s inside a signal waits behind the others', (_name, call, story) => {
  test.each(kinds)('%i: %s', async (index) => {
    expect(await calledInside(index, call)).toEqual({ story, atReturn: until(index) });
  });
});

describe('clearPendingRequests() inside a signal drops the others without a word, and the present one goes on', () => {
  test.each(moments)('%i: %s', async (index) => {
    const end = tour.findIndex((word, i) => i >= index && word.startsWith('F'));

    expect(await calledInside(index, (http) => http.clearPendingRequests())).toEqual({
      story: `${until(end)} DONE`,
      atReturn: until(index),
    });
  });
});

describe('ignoreSslErrors() inside a signal has an effect in sslErrors$ alone, and none on the order', () => {
  test.each(kinds)('%i: %s', async (index) => {
    expect(await calledInside(index, (http) => http.ignoreSslErrors())).toEqual({
      story: tour.join(' '),
      atReturn: until(index),
    });
  });
});

describe('inside done', () => {
  test.each(calls)('%s begins another burst', async (_name, call, story) => {
    const { http } = await grandTour();
    const recorder = new Recorder(http);
    http.done$.pipe(take(1)).subscribe(() => call(http));
    http.get('/1');
    http.get('/2');
    http.close();
    await recorder.settled();
    await recorder.settled();

    expect(recorder.line).toBe(story.replace(' S4', ' DONE S4'));
  });

  test('clearPendingRequests() and abort() have nothing to drop', async () => {
    const { story } = await outcomeOf(
      (connection) => connection.send(ok('hello')),
      (http) => {
        http.done$.subscribe(() => {
          http.clearPendingRequests();
          http.abort();
        });
        http.get('/');
      },
    );

    expect(story).toBe(`${sent} Reading H200:OK p5/5 y Connected F1 DONE`);
  });
});

describe('a command that is given', () => {
  /** A failure, inside of whose signals of a type another command is given; and what was asked for in all. */
  async function failing(type: Signal['type']): Promise<{ story: string; asked: readonly string[] }> {
    const asked: string[] = [];
    const server = await RawServer.listen(async (connection) => {
      while (true) {
        const { path } = await connection.request();
        asked.push(path);
        if (path === '/bad') connection.drain().end();
        else connection.send(ok(path));
      }
    });
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.signals$.subscribe((signal) => {
      if (signal.type === type && http.error() !== QHttp.NoError) http.get('/given');
    });
    http.post('/bad', 'x');
    http.get('/dropped');
    await recorder.settled();
    if (type !== 'requestFinished') await recorder.settled();
    return { story: plain(recorder.story), asked };
  }

  const failed = `${sent} F1!UnexpectedClose DONE!`;
  const given = 'Connecting Sending q Reading H200:OK p6/6 y Connected F2 DONE';

  test('inside a failed requestFinished is dropped with the others', async () => {
    expect(await failing('requestFinished')).toEqual({
      story: `${sent} ${ends('UnexpectedClose')}`,
      asked: ['/bad'],
    });
  });

  test('inside done(true) runs when the connection has closed', async () => {
    const { story, asked } = await failing('done');

    // Whether the socket has closed already is up to the network; a connection is opened only then.
    expect([story.replace('S2 Unconnected', 'Unconnected S2'), asked]).toEqual([
      `${failed} Closing Unconnected S2 ${given}`,
      ['/bad', '/given'],
    ]);
  });

  test('inside requestFinished starts when the call has returned', async () => {
    const order: string[] = [];
    const { story } = await outcomeOf(
      (connection) => connection.send(ok('hello')),
      (http) => {
        http.requestStarted$.subscribe(() => order.push('started'));
        http.requestFinished$.pipe(take(1)).subscribe(() => {
          http.get('/2');
          order.push('returned');
        });
        http.get('/1');
      },
    );

    expect([order.slice(0, 3), story]).toEqual([
      ['started', 'returned', 'started'],
      `${sent} Reading H200:OK p5/5 y Connected F1 S2 Sending q Reading H200:OK p5/5 y Connected F2 DONE`,
    ]);
  });
});
