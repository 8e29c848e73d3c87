import { concatMap, Observable, type OperatorFunction } from 'rxjs';
import { ErrorCode } from '../../values/error-code.js';
import { QHttpError } from '../../values/qhttp-error.js';
import { reasonOf } from '../../values/reason-of.js';
import type { CommandSignal, Signal } from '../../values/signal.js';
import { saveTo } from '../save-to.js';

/** A file of a browser, such as a `FileSystemFileHandle`; structural, so that its types need not be known. */
export interface FileHandleLike {
  /** Opens the file for writing: what is written takes its place when the stream is closed. */
  createWritable(): Promise<WritableStream>;
}

/**
 * Writes the body of an answer into a file of the browser: one that the user has picked (`showSaveFilePicker()`), or one of
 * the site's own (`navigator.storage.getDirectory()`).
 *
 * As {@link saveTo}, with the pace of the file. The browser writes beside the file, which is replaced when everything has
 * come, and stays as it is when anything fails or the subscriber leaves. Each subscription writes anew, so that `retry()`
 * may follow.
 *
 * @example
 * ```ts
 * const root = await navigator.storage.getDirectory();
 * const handle = await root.getFileHandle('film.mp4', { create: true });
 * http.get$('/film.mp4').pipe(saveToFileHandle(handle), downloadProgress()).subscribe(show);
 * ```
 *
 * @throws TypeError for what is no handle of a file, at the call
 */
export function saveToFileHandle(handle: FileHandleLike): OperatorFunction<CommandSignal, Signal> {
  if (typeof (handle as Partial<FileHandleLike> | null | undefined)?.createWritable !== 'function') {
    throw new TypeError('The destination must be the handle of a file that can be written to');
  }
  return (source) =>
    opened(handle).pipe(
      concatMap((writable) => source.pipe(saveTo(writable as WritableStream<Uint8Array>, { end: true }))),
    ); // it takes bytes, too
}

/** The file, opened for writing. Where nobody wants it any more when it is, it is let go of as it was. */
function opened(handle: FileHandleLike): Observable<WritableStream> {
  return new Observable((subscriber) => {
    handle.createWritable().then(
      (writable) => {
        if (subscriber.closed) writable.abort().catch(() => undefined); // nothing has been written to it
        subscriber.next(writable);
        subscriber.complete();
      },
      (cause: unknown) => {
        subscriber.error(
          new QHttpError(ErrorCode.UnknownError, 0, `The destination failed: ${reasonOf(cause)}`, { cause }),
        );
      },
    );
  });
}
