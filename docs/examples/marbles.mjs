// A test without a server and without waiting: the answer is a marble diagram, and so is what is expected.
import assert from 'node:assert/strict';
import { QHttp } from 'rx-qhttp';
import { marbleDispatcher, signalLetters } from 'rx-qhttp/testing';
import { TestScheduler } from 'rxjs/testing';

let hasBeenCompared = false;
const scheduler = new TestScheduler((actual, expected) => {
  hasBeenCompared = true;
  assert.deepEqual(actual, expected);
});

scheduler.run(({ expectObservable }) => {
  const dispatcher = marbleDispatcher(scheduler, { 'GET /a': 'l---c---s---h---d---|' });
  const http = new QHttp('printer', 80, { dispatcher, scheduler });
  http.get('/a');
  expectObservable(http.signals$.pipe(signalLetters())).toBe('(s1)(23)q---(4h)(py)(5fd)');
});

assert(hasBeenCompared);
console.log('the signals came as drawn');
