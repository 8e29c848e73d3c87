import { defer, tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { CommandSignal } from '../values/signal.js';
import { CommandTrack } from './command-track.js';
import { StatusError } from './status-error.js';

/**
 * Makes an error of an answer whose status says that it is one.
 *
 * ```
 * --started--------404--data--requestFinished|
 *            failOnStatus()
 * --started--------#
 * ```
 *
 * The `StatusError` comes in place of `responseHeaderReceived` and has that header. The command is cancelled by it, as
 * by any unsubscribing, and its connection closed: the body is not read to its end.
 *
 * @example
 * http.get$('/users/1').pipe(failOnStatus(), toJson<User>());
 * http.get$('/users/1').pipe(failOnStatus((status) => status !== 200 && status !== 404), toResponse());
 *
 * @param predicate - whether a status is a failure; 400 and above are by default
 */
export function failOnStatus(
  predicate: (status: number, header: HttpResponseHeader) => boolean = isErrorStatus,
): MonoTypeOperatorFunction<CommandSignal> {
  return (source) =>
    defer(() => {
      const track = new CommandTrack();
      return source.pipe(
        tap((signal) => {
          track.see(signal);
          if (signal.type !== 'responseHeaderReceived') return;
          const { header } = signal;
          if (predicate(header.statusCode(), header)) throw new StatusError(track.id, track.url, header);
        }),
      );
    });
}

function isErrorStatus(status: number): boolean {
  return status >= 400;
}
