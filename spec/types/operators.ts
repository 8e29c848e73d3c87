import { createReadStream, createWriteStream } from 'node:fs';
import type { Observable } from 'rxjs';
import {
  chunks,
  downloadProgress,
  drainWith,
  failOnStatus,
  finished,
  saveTo,
  saveToFile,
  toBytes,
  toJson,
  toResponse,
  toText,
  uploadProgress,
  type CommandSignal,
  type QHttp,
  type QHttpResponse,
  type Signal,
  type TransferProgress,
} from '../../src/index.js';

/** Checked by the compiler alone: nothing here is run. What a line says it is, it is exactly. */

interface User {
  readonly name: string;
}

// Two generic functions are assignable only if what they return is the same type; `any` is none but itself.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

declare function is<Expected>(): <Actual>(
  actual: Actual,
  ...same: Same<Actual, Expected> extends true ? [] : ['is of another type']
) => void;

export function everyOperatorHasItsType(
  http: QHttp,
  web: WritableStream<Uint8Array>,
  text: WritableStream<string>,
): void {
  const get$ = http.get$('/');

  is<Observable<CommandSignal>>()(get$);
  is<Observable<User>>()(get$.pipe(toJson<User>()));
  is<Observable<unknown>>()(get$.pipe(toJson()));
  is<Observable<string>>()(get$.pipe(toText()));
  is<Observable<Uint8Array>>()(get$.pipe(toBytes()));
  is<Observable<Uint8Array>>()(get$.pipe(chunks()));
  is<Observable<number>>()(get$.pipe(finished()));
  is<Observable<QHttpResponse>>()(get$.pipe(toResponse()));
  is<Observable<TransferProgress>>()(get$.pipe(downloadProgress()));
  is<Observable<TransferProgress>>()(http.post$('/', 'x').pipe(uploadProgress({ intervalMs: 10 })));
  is<Observable<CommandSignal>>()(get$.pipe(failOnStatus((status, header) => status > 299 && header.hasContentType())));
  is<Observable<Signal>>()(get$.pipe(saveTo(createWriteStream('a'))));
  is<Observable<Signal>>()(get$.pipe(saveTo(web, { end: true })));
  is<Observable<Signal>>()(get$.pipe(saveToFile('a', { keepPartial: true, overwrite: false })));
  is<Observable<string>>()(get$.pipe(drainWith((chunk, index) => Promise.resolve(`${index}: ${chunk.byteLength}`))));
  is<Observable<TransferProgress>>()(get$.pipe(failOnStatus(), saveToFile('a'), downloadProgress()));

  // @ts-expect-error The comparison above is no empty one.
  is<Observable<number>>()(get$.pipe(toText()));

  // @ts-expect-error A Readable cannot be written to.
  get$.pipe(saveTo(createReadStream('a')));
  // @ts-expect-error Bytes do not go into a stream of text.
  get$.pipe(saveTo(text));
  // @ts-expect-error A path is no sink: that is saveToFile.
  get$.pipe(saveTo('a'));
  // @ts-expect-error The project has to tell when it has done.
  get$.pipe(drainWith((chunk) => chunk.byteLength));
  // @ts-expect-error Without its data a command has no body to read.
  get$.pipe(saveTo(web), (source: Observable<CommandSignal & { readonly type: 'data' }>) => source);
  // @ts-expect-error An operator takes commands and nothing else.
  http.state$.pipe(toText());
}
