// A search box: while somebody types, the request for what stood there before is cancelled.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { QHttp, failOnStatus, toJson } from 'rx-qhttp';
import { Subject, catchError, debounceTime, distinctUntilChanged, firstValueFrom, map, of, switchMap, tap } from 'rxjs';
import { listen } from './support/listen.mjs';

/** @type {string[]} */
const asked = [];
/** @type {string[]} */
const cancelled = [];
const server = createServer((request, response) => {
  const word = decodeURIComponent(/\?q=(.*)/.exec(request.url ?? '')?.[1] ?? '');
  asked.push(word);
  server.emit('asked', word);
  if (word === 'ham')
    response.on('close', () => cancelled.push(word)); // thinks for ever
  else if (word === 'hamst') response.writeHead(503).end();
  else response.end(JSON.stringify([word, `${word}s`]));
});
const { port, stop } = await listen(server);
const http = new QHttp('127.0.0.1', port);
/** @type {Subject<string>} */
const typed$ = new Subject(); // fromEvent(input, 'input').pipe(map(() => input.value))
const pauseMs = 20; // 200 for people

const found$ = typed$.pipe(
  map((text) => text.trim()),
  debounceTime(pauseMs),
  distinctUntilChanged(),
  switchMap((text) =>
    text === ''
      ? of([])
      : http.get$(`/search?q=${encodeURIComponent(text)}`).pipe(
          failOnStatus(),
          toJson(),
          catchError(() => of([])), // in here: outside it would end the search box with the first failure
        ),
  ),
);

/** @type {unknown[]} */
const shown = [];
const shown$ = new Subject();
found$.pipe(tap((words) => shown.push(words))).subscribe(shown$);

for (const text of ['h', 'ha', 'ham']) typed$.next(text);
await once(server, 'asked');
for (const text of ['hams', 'hamst', 'hamster', 'hamst']) {
  const answer = firstValueFrom(shown$);
  typed$.next(text);
  await answer;
}

console.log(`asked for ${asked.join(', ')}; cancelled: ${cancelled.join(', ')}`);
assert.deepEqual(asked, ['ham', 'hams', 'hamst', 'hamster', 'hamst']);
assert.deepEqual(cancelled, ['ham']);
assert.deepEqual(shown, [['hams', 'hamss'], [], ['hamster', 'hamsters'], []]);
http.destroy();
stop();
