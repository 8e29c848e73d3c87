// What a user writes for a page; compiled against the packed package by check-types.mjs, with the types of a browser alone.
import { FetchDispatcher, QHttp, QHttpPool, saveAsDownload, saveTo, saveToFileHandle, toText } from 'rx-qhttp/browser';
import type { FetchDispatcherOptions, HttpResponseHeader, State } from 'rx-qhttp/browser';

const options: FetchDispatcherOptions = { credentials: 'include', uploadProgressFrom: Infinity };
const http = new QHttp(location.hostname, Number(location.port), { dispatcher: new FetchDispatcher(options) });
http.state$.subscribe((state: State) => console.log(state));
http.responseHeaderReceived$.subscribe((header: HttpResponseHeader) => console.log(header.statusCode()));
http.post('/', new FormData());
http.post('/', new File(['text'], 'name'));
http.get('/', new WritableStream<Uint8Array>());
// @ts-expect-error There is no such choice.
new FetchDispatcher({ redirect: 'manual' });

const root = await navigator.storage.getDirectory();
const handle = await root.getFileHandle('film.mp4', { create: true });
const pool = new QHttpPool();
pool.get$(location.href).pipe(saveToFileHandle(handle)).subscribe();
pool.get$(location.href).pipe(saveAsDownload('page.html')).subscribe();
pool
  .get$(location.href)
  .pipe(saveTo(await handle.createWritable()))
  .subscribe();
pool
  .get$(new URL('/', location.href))
  .pipe(toText())
  .subscribe((text: string) => console.log(text));
