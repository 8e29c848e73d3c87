// Ways to end a request that nobody wants any more: unsubscribe, an AbortSignal, an event, a time that is up.
/* global AbortController */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { ErrorCode, QHttp, QHttpError, toText } from 'rx-qhttp';
import { Subject, TimeoutError, firstValueFrom, lastValueFrom, takeUntil, timeout } from 'rxjs';
import { listen } from './support/listen.mjs';

/** @type {string[]} */
const asked = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  if (request.url === '/quick') response.end('quick');
  else server.emit('asked'); // and there is never an answer
});
const { port, stop } = await listen(server);
const http = new QHttp('127.0.0.1', port);
const arrives = () => once(server, 'asked');
const limitMs = 200;

// 1. Unsubscribe. What waits behind goes on, and so does the QHttp.
const subscription = http.get$('/unsubscribe').subscribe();
const behind = firstValueFrom(http.get$('/quick').pipe(toText()));
await arrives();

subscription.unsubscribe();
assert.equal(await behind, 'quick');

// 2. An AbortSignal, for code that has one. It is an error: somebody waits for the answer.
const controller = new AbortController();
const answer = firstValueFrom(http.get$('/signal', { signal: controller.signal }).pipe(toText()));
await arrives();

controller.abort(new Error('the window was closed'));
const error = await answer.catch((reason) => reason);
assert(error instanceof QHttpError);
assert.equal(error.code, ErrorCode.Aborted);
assert.equal(error.cause, controller.signal.reason);

// 3. An event. It completes without an answer, which is no error.
const closed$ = new Subject();
const text$ = http.get$('/event').pipe(toText(), takeUntil(closed$));
const text = lastValueFrom(text$, { defaultValue: 'nothing' });
await arrives();

closed$.next('closed');
assert.equal(await text, 'nothing');

// 4. A time that is up: behind `toText()` for the whole answer, on the signals for the pauses between them.
const whole$ = http.get$('/whole').pipe(toText(), timeout(limitMs));
assert(await isTooLate(whole$));
const pauses$ = http.get$('/pauses').pipe(timeout(limitMs), toText());
assert(await isTooLate(pauses$));

// 5. All at once, as in Qt: what runs and what waits ends with an error.
const all$ = [http.get$('/running'), http.get$('/waiting')];
const all = all$.map((one$) => lastValueFrom(one$).catch((reason) => reason));
await arrives();

http.abort();
const errors = await Promise.all(all);
assert.deepEqual(
  errors.map(({ code }) => code),
  [ErrorCode.Aborted, ErrorCode.Aborted],
);

// Nothing is left behind: the next one is answered.
assert.equal(await firstValueFrom(http.get$('/quick').pipe(toText())), 'quick');

console.log(`asked for ${asked.join(', ')}`);
assert(!asked.includes('/waiting'));
http.destroy();
stop();

/** @param {import('rxjs').Observable<string>} text$ */
async function isTooLate(text$) {
  const error = await lastValueFrom(text$).catch((reason) => reason);
  return error instanceof TimeoutError;
}
