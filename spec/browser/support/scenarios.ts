// Runs in a browser, in a page and in a worker. What a scenario gives back is compared by the spec.
import { filter, firstValueFrom, lastValueFrom, map, scan, Subject, tap, toArray } from 'rxjs';
import {
  ConnectionMode,
  downloadProgress,
  ErrorCode,
  FetchDispatcher,
  HttpRequestHeader,
  QHttp,
  QHttpPool,
  saveAsDownload,
  saveTo,
  saveToFileHandle,
  State,
  toBytes,
  toJson,
  toResponse,
  toText,
  uploadProgress,
  type CommandSignal,
  type Interceptor,
  type QHttpOptions,
  type RequestData,
} from '../../../src/browser/index.js';
import { Recorder } from '../../support/recorder.js';
import type { Echo } from './site.js';

/** Where the two sites are: that of the page, and one of another origin. */
export interface Ports {
  readonly own: number;
  readonly far: number;
}

const host = '127.0.0.1';
const mode = location.protocol === 'https:' ? ConnectionMode.Https : ConnectionMode.Http;
const mebibyte = 1024 * 1024;

/** A `QHttp` to one of the sites, as the page came. */
function to(port: number, options: QHttpOptions = {}): QHttp {
  return new QHttp(host, mode, port, options);
}

/** What the commands of `use` bring about, as the Recorder writes it, and the last error. */
async function recorded(
  port: number,
  use: (http: QHttp) => unknown,
  options: QHttpOptions = {},
): Promise<{ line: string; error: string }> {
  const http = to(port, options);
  const recorder = new Recorder(http);
  use(http);
  await recorder.settled();
  const told = { line: recorder.line, error: ErrorCode[http.error()] + ': ' + http.errorString() };
  http.destroy();
  return told;
}

function echoed(port: number, data: RequestData, http = to(port)): Promise<Echo> {
  return lastValueFrom(http.post$('/echo', data).pipe(toJson<Echo>()));
}

/** Calls back with the first chunk of a body, and once only. */
function onFirstChunk(http: QHttp, callback: () => void): void {
  let isFirst = true;
  http.readyRead$.subscribe(() => {
    if (isFirst) callback();
    isFirst = false;
  });
}

function thrown(call: () => unknown): string {
  try {
    call();
    return 'nothing';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

async function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<string> {
  return (await (await folder.getFileHandle(name)).getFile()).text();
}

export const scenarios = {
  /** Of HTTP, as the site has seen it. */
  version: ({ own }: Ports) => lastValueFrom(to(own).get$('/version').pipe(toText())),

  async get({ own }: Ports) {
    const http = to(own);
    const states: string[] = [];
    http.state$.subscribe((state) => states.push(State[state]));
    const recorder = new Recorder(http);
    http.get('/hello');
    await recorder.settled();
    const body = new TextDecoder().decode(http.readAll());
    return { states, line: recorder.line, body, type: http.lastResponse().contentType() };
  },

  answers: ({ own }: Ports) =>
    recorded(own, (http) => {
      for (const path of ['/empty', '/missing', '/chunks']) http.get(path);
      http.head('/hello');
      http.close();
    }),

  async bodies({ own }: Ports) {
    const stream = new Blob(['one two']).stream().getReader();
    const pieces: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => stream.read() as Promise<IteratorResult<Uint8Array>> }), // same shape
    };
    const form = new FormData();
    form.append('name', 'value');
    form.append('file', new File(['content'], 'file.txt', { type: 'text/plain' }));
    return {
      text: await echoed(own, 'text'),
      query: await echoed(own, new URLSearchParams({ a: 'b c' })),
      blob: await echoed(own, new Blob(['blob'], { type: 'image/png' })),
      form: await echoed(own, form),
      stream: await echoed(own, new Blob(['stream']).stream()),
      iterable: await echoed(own, pieces),
    };
  },

  /** By XMLHttpRequest; the server does not listen until something of it has been told. */
  async upload({ own }: Ports) {
    const http = to(own);
    const other = to(own);
    const sent: { done: number; total: number }[] = [];
    http.dataSendProgress$.subscribe((progress) => {
      if (sent.length === 0) other.get('/signal');
      sent.push(progress);
    });
    const recorder = new Recorder(http);
    const data = new Blob(Array.from({ length: 64 }, () => new Uint8Array(mebibyte)));
    const { length } = await lastValueFrom(http.post$('/held', data).pipe(toJson<Echo>()));
    const isMonotonic = sent.every(({ done }, i) => done >= (sent[i - 1]?.done ?? 0));
    const [first, last] = [sent[0], sent.at(-1)];
    const ratio$ = http.post$('/echo', new Uint8Array(mebibyte)).pipe(
      uploadProgress(),
      map(({ ratio }) => ratio),
    );
    return {
      line: recorder.line,
      length,
      isMonotonic,
      isInSteps: first !== undefined && first.done < first.total,
      isWhole: last !== undefined && last.done === last.total && last.total > length,
      ratio: await lastValueFrom(ratio$),
    };
  },

  async download({ own }: Ports) {
    const http = to(own);
    const values = await lastValueFrom(
      http.get$(`/large?bytes=${256 * mebibyte}`).pipe(downloadProgress({ intervalMs: 0 }), toArray()),
    );
    const last = values.at(-1);
    const isMonotonic = values.every(({ done }, i) => done >= (values[i - 1]?.done ?? 0));
    return { isMonotonic, steps: values.length, done: last?.done, total: last?.total, ratio: last?.ratio };
  },

  /** How much of 1 GiB has come. */
  async torrent({ own }: Ports) {
    const progress$ = to(own)
      .get$(`/large?bytes=${1024 * mebibyte}`)
      .pipe(downloadProgress());
    return (await lastValueFrom(progress$)).done / mebibyte;
  },

  /** The sum of a body whose pieces are all kept until its end. */
  async kept({ own }: Ports) {
    const body = await lastValueFrom(to(own).get$('/numbers').pipe(toBytes()));
    const digest = await crypto.subtle.digest('SHA-256', body as Uint8Array<ArrayBuffer>); // no shared memory
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  },

  abort: ({ own }: Ports) =>
    recorded(own, (http) => {
      http.get(`/large?bytes=${1024 * mebibyte}`);
      http.get('/hello');
      onFirstChunk(http, () => http.abort());
    }),

  abortUpload: ({ own }: Ports) =>
    recorded(own, (http) => {
      const piece = new Uint8Array(mebibyte);
      http.post('/echo', new Blob(Array.from({ length: 128 }, () => piece)));
      http.dataSendProgress$.subscribe(() => http.abort());
    }),

  /** What the server has been able to write while the first chunk of a body was held, and whether more comes then. */
  async pause({ own }: Ports) {
    const total = 1024 * mebibyte;
    const http = to(own);
    const other = to(own);
    const chunks$ = new Subject<Extract<CommandSignal, { type: 'data' }>>();
    const body = http.get$(`/large?bytes=${total}`).subscribe((signal) => {
      if (signal.type === 'data') chunks$.next(signal);
    });
    const release = await firstValueFrom(chunks$.pipe(map((data) => data.hold())));
    let atRest = 0;
    for (let same = 0; same < 10;) {
      const written = Number(await lastValueFrom(other.get$('/written').pipe(toText())));
      same = written === atRest ? same + 1 : 0;
      atRest = written;
    }
    release();
    const sizes$ = chunks$.pipe(scan((sum, { chunk }) => sum + chunk.length, 0));
    await firstValueFrom(sizes$.pipe(filter((received) => received > atRest)));
    body.unsubscribe();
    return { atRest, total };
  },

  drops: ({ own }: Ports) =>
    recorded(own, (http) => {
      for (const path of ['/hello', '/reset', '/hello', '/hello']) http.get(path);
    }),

  cut: ({ own }: Ports) =>
    recorded(own, (http) => {
      http.get('/cut?later');
      onFirstChunk(http, () => to(own).get('/signal'));
    }),

  async again({ own }: Ports) {
    const http = to(own);
    const recorder = new Recorder(http);
    http.get('/reset');
    await recorder.settled();
    http.get('/hello');
    await recorder.settled();
    return recorder.line;
  },

  async otherOrigin({ far }: Ports) {
    const allowed = await lastValueFrom(to(far).get$('/open/hello').pipe(toText()));
    const upload = await lastValueFrom(to(far).post$('/open/echo', new Uint8Array(mebibyte)).pipe(toJson<Echo>()));
    const refused = await recorded(far, (http) => http.get('/hello'));
    return { allowed, uploaded: upload.length, refused };
  },

  /** What stands between a request and the browser sees both sides, and may ask once more. */
  async interceptor({ own }: Ports) {
    const seen: string[] = [];
    const log: Interceptor = (dispatch) => (options, handler) => {
      seen.push(`${options.method} ${options.path}`);
      return dispatch({ ...options, path: '/hello' }, handler);
    };
    const told = await recorded(own, (http) => http.get('/elsewhere'), { interceptors: [log] });
    return { line: told.line, seen };
  },

  async redirect({ own }: Ports) {
    const http = to(own);
    const { header, body } = await lastValueFrom(http.get$('/redirect').pipe(toResponse()));
    const strict = to(own, { dispatcher: new FetchDispatcher({ redirect: 'error' }) });
    const recorder = new Recorder(strict);
    strict.get('/redirect');
    await recorder.settled();
    return { status: header.statusCode(), length: body.length, strict: recorder.line };
  },

  async decoded({ own }: Ports) {
    const http = to(own);
    const { header, body } = await lastValueFrom(http.get$('/gzip').pipe(toResponse()));
    return { length: body.length, hasLength: header.hasContentLength(), coding: header.value('content-encoding') };
  },

  /** Without cookies and the like: else the browser asks the user by itself, on its own origin. */
  async password({ own, far }: Ports) {
    const dispatcher = new FetchDispatcher({ credentials: 'omit' });
    const unknown = await recorded(own, (http) => http.get('/secret'), { dispatcher });
    const logIn = (path: string) => (http: QHttp) => {
      http.setUser('ada', 'lovelace');
      http.get(path);
    };
    const known = await recorded(own, logIn('/secret'), { dispatcher });
    const elsewhere = await recorded(far, logIn('/open/secret'));
    const answer = (http: QHttp) => {
      http.authenticationRequired$.subscribe(({ authenticator }) => {
        authenticator.setUser('ada');
        authenticator.setPassword('lovelace');
      });
      http.get('/secret');
    };
    const asked = await recorded(own, answer, { dispatcher });
    return { unknown: unknown.line, known: known.line, elsewhere: elsewhere.line, asked: asked.line };
  },

  /** That nobody answers; and that somebody thinks about, and answers. */
  async challenges({ own }: Ports) {
    const dispatcher = new FetchDispatcher({ credentials: 'omit' });
    const http = to(own, { dispatcher, challenges: 'deliver' });
    const recorder = new Recorder(http);
    http.get('/secret');
    http.get('/hello');
    await recorder.settled();
    const dialog = new Subject<void>();
    http.authenticationRequired$.subscribe(({ authenticator }) => {
      const answer = () => {
        authenticator.setUser('ada');
        authenticator.setPassword('lovelace');
      };
      http.waitFor(dialog.pipe(tap({ complete: answer })));
    });
    http.get('/secret');
    await recorder.until(() => recorder.line.endsWith('a(engine)'));
    dialog.complete();
    await recorder.settled();
    const { header, body } = await lastValueFrom(
      to(own, { dispatcher, challenges: 'deliver' }).get$('/secret').pipe(toResponse()),
    );
    const delivered = `${header.statusCode()} ${new TextDecoder().decode(body)}`;
    return { line: recorder.line, answered: new TextDecoder().decode(http.readAll()), delivered };
  },

  refusals({ own }: Ports) {
    const http = to(own);
    const withField = (name: string, value = 'x') => {
      const header = new HttpRequestHeader('GET', '/');
      header.setValue(name, value);
      return () => http.request(header);
    };
    return {
      setProxy: thrown(() => http.setProxy('proxy', 8080)),
      setSocket: thrown(() => http.setSocket(() => undefined)),
      tls: thrown(() => to(own, { tls: {} })),
      pipelining: thrown(() => to(own, { pipelining: 2 })),
      connect: thrown(() => to(own, { timeouts: { connect: 100 } })),
      headerBytes: thrown(() => new QHttpPool({ limits: { headerBytes: 100 } })),
      host: thrown(withField('Host')),
      cookie: thrown(() => http.get$('/', { headers: { Cookie: 'a=b' } })),
      connection: thrown(withField('Connection', 'close')),
      trace: thrown(() => http.request(new HttpRequestHeader('TRACE', '/'))),
      data: thrown(() => http.request(new HttpRequestHeader('GET', '/'), 'data')),
      absolute: thrown(() => http.get('http://other/')),
      keepAlive: thrown(withField('Connection', 'Keep-Alive')),
    };
  },

  async pool({ own, far }: Ports) {
    const pool = new QHttpPool({ connectionsPerOrigin: 2 });
    const [here, there] = [own, far].map((port) => `${mode}://${host}:${port}`);
    const urls = [`${here}/hello`, `${there}/open/hello`, `${here}/redirect`];
    const texts = await Promise.all([...urls, ...urls].map((url) => lastValueFrom(pool.get$(url).pipe(toText()))));
    pool.destroy();
    return texts;
  },

  async files({ own }: Ports) {
    const http = to(own);
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('hello.txt', { create: true });
    await lastValueFrom(http.get$('/hello').pipe(saveToFileHandle(handle)));
    const saved = await fileIn(folder, 'hello.txt');
    const cut$ = http.get$('/cut?later').pipe(
      tap(({ type }) => {
        if (type === 'data') to(own).get('/signal');
      }),
    );
    const failure = await lastValueFrom(cut$.pipe(saveToFileHandle(handle))).catch(String);
    const pieces: Uint8Array[] = [];
    const sink = new WritableStream<Uint8Array>({
      write(chunk) {
        pieces.push(chunk);
      },
    });
    await lastValueFrom(http.get$('/hello').pipe(saveTo(sink)));
    return {
      saved,
      failure,
      after: await fileIn(folder, 'hello.txt'),
      stream: await new Blob(pieces as BlobPart[]).text(),
    };
  },

  /** In a page; a worker has no downloads. */
  async downloadLink({ own }: Ports) {
    if (typeof document === 'undefined') return thrown(() => saveAsDownload('hello.txt'));
    await lastValueFrom(to(own).get$('/hello').pipe(saveAsDownload('hello.txt')));
    return 'clicked';
  },
};

export type ScenarioName = keyof typeof scenarios;
