import { defer, tap, type OperatorFunction } from 'rxjs';
import type { CommandSignal, Signal } from '../../values/signal.js';
import { saveTo } from '../save-to.js';

/** How long the browser has to take up a download, in milliseconds; some do so long after the click. */
const takeUpMs = 60_000;

/**
 * Gives the body of an answer to the user as a download of the browser, under this name; the browser decides where it goes.
 *
 * The body is gathered first, in a Blob, as a page has no other way to a download of its own: for what is larger than the
 * memory, use {@link saveToFileHandle}. An answer that is not whole is no download.
 *
 * @example
 * ```ts
 * http.get$('/report.pdf').pipe(failOnStatus(), saveAsDownload('report.pdf')).subscribe();
 * ```
 *
 * @throws TypeError where there is no page, at the call: a worker has no downloads
 */
export function saveAsDownload(name: string): OperatorFunction<CommandSignal, Signal> {
  if (typeof document === 'undefined') throw new TypeError('A download takes a page: a worker has none');
  return (source) =>
    defer(() => {
      const pieces: BlobPart[] = [];
      let type = '';
      const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
        write(chunk) {
          pieces.push(chunk);
        },
      });
      return source.pipe(
        tap((signal) => {
          if (signal.type === 'responseHeaderReceived') type = signal.header.contentType();
        }),
        saveTo(sink as WritableStream<Uint8Array>), // a body is never shared memory
        tap({ complete: () => download(new Blob(pieces, { type }), name) }),
      );
    });
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, takeUpMs);
}
