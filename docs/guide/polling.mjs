// Ask a server until a job is done, and watch a value as long as somebody wants to see it.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { QHttp, failOnStatus, toJson } from 'rx-qhttp';
import {
  distinctUntilChanged,
  firstValueFrom,
  lastValueFrom,
  repeat,
  take,
  takeWhile,
  tap,
  timeout,
  toArray,
} from 'rxjs';
import { listen } from './support/listen.mjs';

let asked = 0;
let connections = 0;
const server = createServer((request, response) => {
  asked++;
  const job = { state: asked < 4 ? 'running' : 'done', percent: Math.min(100, 25 * asked) };
  const answer = request.url === '/jobs/7' ? job : { celsius: asked < 3 ? 20 : 21 };
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
}).on('connection', () => connections++);
const { port, stop } = await listen(server);
const http = new QHttp('127.0.0.1', port);
const pauseMs = 20;
/** @type {number[]} */
const shown = [];

/** @typedef {{ state: 'running' | 'done', percent: number }} Job */
/** @type {import('rxjs').OperatorFunction<import('rx-qhttp').CommandSignal, Job>} */
const toJob = toJson(); // in TypeScript: toJson<Job>()

const job$ = http.get$('/jobs/7').pipe(
  failOnStatus(),
  toJob,
  repeat({ delay: pauseMs }),
  takeWhile(({ state }) => state !== 'done', true),
  tap(({ percent }) => shown.push(percent)),
);
const job = await lastValueFrom(job$.pipe(timeout({ each: 10_000 })));

assert.equal(job.state, 'done');
assert.deepEqual(shown, [25, 50, 75, 100]);
assert.equal(asked, 4);

asked = 0;
/** @type {import('rxjs').OperatorFunction<import('rx-qhttp').CommandSignal, { celsius: number }>} */
const toTemperature = toJson(); // in TypeScript: toJson<Temperature>()

const changes$ = http.get$('/temperature').pipe(
  failOnStatus(),
  toTemperature,
  repeat({ delay: pauseMs }),
  distinctUntilChanged((before, now) => before.celsius === now.celsius),
);

const changes = await firstValueFrom(changes$.pipe(take(2), toArray()));
assert.deepEqual(changes, [{ celsius: 20 }, { celsius: 21 }]);
assert.equal(asked, 3);
assert.equal(connections, 1);

console.log(`the job went ${shown.join(', ')} %; the temperature changed once in ${asked} answers; one connection`);
http.destroy();
stop();
