// What a user writes; compiled against the packed package by check-types.mjs.
import { ConnectionMode, ErrorCode, followRedirects, HttpRequestHeader, QHttp, State } from 'rx-qhttp';
import type { HttpResponseHeader, Interceptor, Progress } from 'rx-qhttp';
import { marbleDispatcher, marbleSvg, recordSignals, signalLetters } from 'rx-qhttp/testing';
import type { MarbleRoutes, RecordedSignal, SignalLetter } from 'rx-qhttp/testing';
import type { Subscription } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { interceptors } from 'undici';

const http: QHttp = new QHttp('example.org', ConnectionMode.Https, 443);
const subscriptions: readonly Subscription[] = [
  http.requestStarted$.subscribe((id: number) => console.log(id)),
  http.requestFinished$.subscribe(({ id, error }: { id: number; error: boolean }) => console.log(id, error)),
  http.done$.subscribe((error: boolean) => console.log(error ? http.errorString() : 'fine')),
  http.state$.subscribe((state: State) => console.log(State[state], state === State.Connected)),
  http.responseHeaderReceived$.subscribe((header: HttpResponseHeader) => console.log(header.statusCode())),
  http.readyRead$.subscribe(() => console.log(http.readAll().byteLength, http.read(10).length)),
  http.dataSendProgress$.subscribe(({ done, total }: Progress) => console.log(done / total)),
  http.dataReadProgress$.subscribe(({ done, total }: Progress) => console.log(done / total)),
  http.signals$.subscribe((signal) => {
    if (signal.type === 'requestFinished') console.log(signal.id, signal.error);
    if (signal.type === 'responseHeaderReceived') console.log(signal.header.reasonPhrase());
    // @ts-expect-error There is no such signal.
    if (signal.type === 'redirected') console.log(signal);
  }),
];

const header = new HttpRequestHeader('PUT', '/up');
header.setValue('Host', 'example.org');
const ids: readonly number[] = [
  http.setHost('example.org'),
  http.setHost('example.org', 8080),
  http.setHost('example.org', ConnectionMode.Http, 8080),
  http.get('/'),
  http.get('/', process.stdout),
  http.head('/'),
  http.post('/', 'text'),
  http.post('/', new Uint8Array(3)),
  http.request(header, new URLSearchParams({ a: 'b' })),
  http.close(),
];
// @ts-expect-error A path is text.
http.get(1);

if (http.error() === ErrorCode.HostNotFound || http.currentId() === ids[0]) http.abort();
if (http.hasPendingRequests()) http.clearPendingRequests();
const last: HttpResponseHeader = http.lastResponse();
console.log(last.value('content-type'), http.state(), http.bytesAvailable());
for (const subscription of subscriptions) subscription.unsubscribe();
http.destroy();

const own: Interceptor = (dispatch) => (request, handler) => dispatch({ ...request, path: '/' }, handler);
const { cache, decompress, dns, redirect, responseError, retry } = interceptors;
const undicis: readonly Interceptor[] = [cache(), decompress(), dns(), redirect(), responseError(), retry()];
new QHttp({ interceptors: [...undicis, own, followRedirects({ maxRedirections: 3 })] }).destroy();

const routes: MarbleRoutes = {
  'GET /': 'l---c---s---h---d---|',
  'POST /': ['c---s---#', { marbles: 's---h---|', status: 404, fields: { 'X-A': ['1', '2'] }, framing: 'chunked' }],
  // @ts-expect-error There is no such framing.
  'PUT /': { marbles: 's-h-|', framing: 'pigeon' },
};
const scheduler = new TestScheduler((actual, expected) => console.log(actual, expected));
scheduler.run(({ expectObservable }) => {
  const tested = new QHttp({ dispatcher: marbleDispatcher(scheduler, routes), scheduler });
  const run: RecordedSignal[] = [];
  tested.signals$.pipe(recordSignals(() => scheduler.now())).subscribe((recorded) => run.push(recorded));
  tested.signals$.pipe(signalLetters()).subscribe((letter: SignalLetter) => console.log(letter));
  expectObservable(tested.signals$.pipe(signalLetters({ ids: true }))).toBe('');
  const svg: string = marbleSvg(run, { title: 'a run', nameOf: (id) => `command ${id}` });
  console.log(svg);
});
