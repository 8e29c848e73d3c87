// The search box of the guide, tested: what somebody types, what the server says and what is shown are marbles.
import assert from 'node:assert/strict';
import { QHttp, toJson } from 'rx-qhttp';
import { marbleDispatcher } from 'rx-qhttp/testing';
import { debounceTime, filter, map, switchMap } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';

/**
 * @param {QHttp} http
 * @param {import('rxjs').Observable<string>} typed$
 */
const search = (http, typed$) =>
  typed$.pipe(
    debounceTime(200),
    switchMap((text) => http.get$(`/search?q=${text}`).pipe(toJson())),
  );

let compared = 0;
const scheduler = new TestScheduler((actual, expected) => {
  compared++;
  assert.deepEqual(actual, expected);
});

scheduler.run(({ hot, expectObservable }) => {
  const dispatcher = marbleDispatcher(scheduler, {
    'GET /search?q=ham': 's 999ms h-d-|', // too slow for somebody who types on
    'GET /search?q=hamster': { marbles: 's--h--d--|', chunks: ['["hamsters"]'] },
  });
  const http = new QHttp('zoo', 80, { dispatcher, scheduler });

  const typed$ = hot('a 300ms b', { a: 'ham', b: 'hamster' });
  expectObservable(search(http, typed$)).toBe('510ms f', { f: ['hamsters'] });

  const failures$ = http.requestFinished$.pipe(
    filter(({ error }) => error),
    map(() => 'cancelled'),
  );
  expectObservable(failures$).toBe('501ms c', { c: 'cancelled' });
});

assert.equal(compared, 2);
console.log('the first search is cancelled, the second is shown');
