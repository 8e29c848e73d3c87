// What marbles are for: a program that retries and polls is tested for an hour of its life in a few milliseconds.
import assert from 'node:assert/strict';
import { QHttp } from 'rx-qhttp';
import { marbleDispatcher, marbleSvg, recordSignals, signalLetters } from 'rx-qhttp/testing';
import { filter, map, repeat, retry } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

/**
 * The program: asks a printer for its status every half an hour, and again after ten seconds where that fails.
 *
 * @param {QHttp} http
 */
function statuses(http) {
  return http.get$('/status').pipe(
    retry({ delay: 10_000 }),
    repeat({ delay: 30 * 60_000 }),
    filter((signal) => signal.type === 'responseHeaderReceived'),
    map(({ header }) => header.statusCode()),
  );
}

let compared = 0;
const newScheduler = () =>
  new TestScheduler((actual, expected) => {
    compared++;
    assert.deepEqual(actual, expected);
  });

const scheduler = newScheduler();
scheduler.run(({ expectObservable }) => {
  const dispatcher = marbleDispatcher(scheduler, {
    'GET /status': [
      'l 19ms #', // not found
      'l 19ms c 9ms s 99ms h---|', // found, and busy with its answer
      { marbles: 's---h---|', status: 503 },
    ],
  });
  const http = new QHttp('printer', 80, { dispatcher, scheduler });

  // 20 ms until it fails, 10 s until it is tried again, 130 ms until there is an answer; then half an hour, and 4 ms.
  const expected = '10150ms a 1800007ms b';
  expectObservable(statuses(http), '^ 31m !').toBe(expected, { a: 200, b: 503 });
});

const numbered = newScheduler();
numbered.run(({ expectObservable }) => {
  const dispatcher = marbleDispatcher(numbered, { 'GET /a': 'l---c---s---h---|', 'POST /b': 's----#' });
  const http = new QHttp('printer', 80, { dispatcher, scheduler: numbered });
  http.get('/a');
  http.post('/b', 'data');

  const commands$ = http.signals$.pipe(
    filter(({ type }) => type === 'requestStarted' || type === 'requestFinished'),
    signalLetters({ ids: true }),
  );
  expectObservable(commands$).toBe('a---------------(bc)-d', { a: 's1', b: 'f1', c: 's2', d: 'F2' });
});

const drawn = newScheduler();
/** @type {import('rx-qhttp/testing').RecordedSignal[]} */
const run = [];
drawn.run(() => {
  const dispatcher = marbleDispatcher(drawn, { 'GET /a': 'l---c---s---h---d---|' });
  const http = new QHttp('printer', 80, { dispatcher, scheduler: drawn });

  http.signals$.pipe(recordSignals(() => drawn.now())).subscribe((recorded) => run.push(recorded));
  const id = http.get('/a');
  drawn.flush();
  const svg = marbleSvg(run, { title: 'A run', nameOf: (one) => (one === id ? 'GET /a' : undefined) });

  assert.match(svg, /^<svg [^]*GET \/a<\/text>/);
});

assert.equal(compared, 2);
console.log('half an hour has been tested, and a run drawn');
