// Progress that is seen: in a `progress` element of a page, and in a signal of Angular. Both are stand-ins here.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { QHttp, downloadProgress, toBytes } from 'rx-qhttp';
import { connect, ignoreElements, lastValueFrom, merge, tap } from 'rxjs';
import { listen } from './support/listen.mjs';

const film = new Uint8Array(2_000_000).fill(1);
const server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Length': film.byteLength }).end(film);
});
const { port, stop } = await listen(server);
const http = new QHttp('127.0.0.1', port);

// Stand-ins: of an HTMLProgressElement the two properties that are set, of @angular/core the `signal()` that is called.
/** @type {{ querySelector: (selector: string) => { value: number, max: number } }} */
const document = { querySelector: () => ({ value: 0, max: 1 }) };
/**
 * @template T
 * @param {T} value
 * @returns {(() => T) & { set: (value: T) => void }}
 */
function signal(value) {
  /** @param {T} next */
  const set = (next) => {
    value = next;
  };
  return Object.assign(() => value, { set });
}

const bar = document.querySelector('progress');

const shown$ = http.get$('/film.bin').pipe(
  downloadProgress(),
  tap(({ done, total }) => {
    bar.max = total || done || 1;
    bar.value = done;
  }),
);
await lastValueFrom(shown$);

assert.deepEqual(bar, { value: film.byteLength, max: film.byteLength });

class FilmComponent {
  percent = signal(0);
  secondsLeft = signal(/** @type {number | undefined} */ (undefined));

  film$ = http.get$('/film.bin').pipe(
    connect((signals$) =>
      merge(
        signals$.pipe(
          downloadProgress(),
          tap(({ ratio = 0, secondsLeft }) => {
            this.percent.set(Math.floor(100 * ratio));
            this.secondsLeft.set(secondsLeft);
          }),
          ignoreElements(),
        ),
        signals$.pipe(toBytes()),
      ),
    ),
  );
}

const component = new FilmComponent();
const bytes = await lastValueFrom(component.film$);
assert.deepEqual(bytes, film);
assert.equal(component.percent(), 100);
assert.equal(component.secondsLeft(), 0);

console.log(`the bar stands at ${bar.value} of ${bar.max}, the signal at ${component.percent()} %`);
http.destroy();
stop();
