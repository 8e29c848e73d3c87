import { concat, defer, EMPTY, Observable, tap, type OperatorFunction } from 'rxjs';
import { ErrorCode } from '../../values/error-code.js';
import { QHttpError } from '../../values/qhttp-error.js';
import { reasonOf } from '../../values/reason-of.js';
import type { CommandSignal, Signal } from '../../values/signal.js';
import { saveTo } from '../save-to.js';
import { CommandTrack } from '../command-track.js';
import { PartFile } from './part-file.js';

/** Options of {@link saveToFile}. */
export interface SaveToFileOptions {
  /** Whether `PATH.part` stays when the whole file does not come about; it is removed by default. */
  readonly keepPartial?: boolean;
  /** Whether to replace a file that is there, which is so by default; else that is an error. */
  readonly overwrite?: boolean;
}

/**
 * Writes the body of an answer into a file, which has its name only when it is whole.
 *
 * It is called `PATH.part` while it grows and renamed at the end, at one stroke: whatever goes wrong, a file that was
 * there before is still the old one.
 *
 * ```
 * --started--header--data--progress--data--requestFinished|
 *            saveToFile('film.mp4')
 * --started--header--------progress--------requestFinished-----|     film.mp4.part becomes film.mp4
 * ```
 *
 * The file is made when this is subscribed to; where that cannot be, the request is not sent. Otherwise as `saveTo`: all
 * signals but the data pass, the disk sets the pace, and what fails is a `QHttpError` and cancels the command. A source
 * without an answer saves nothing. An error status is saved like any other: put `failOnStatus()` before this.
 *
 * **Each subscription begins with an empty `PATH.part`**, so `retry` belongs after this; two of them at one time must
 * have paths of their own.
 *
 * @example
 * http.get$('/film.mp4').pipe(failOnStatus(), saveToFile('film.mp4'), downloadProgress()).subscribe(show);
 *
 * @param path - a relative one is resolved at the call
 */
export function saveToFile(
  path: string,
  { keepPartial = false, overwrite = true }: SaveToFileOptions = {},
): OperatorFunction<CommandSignal, Signal> {
  const whole = process.getBuiltinModule('node:path').resolve(path);
  return (source) =>
    new Observable((subscriber) => {
      const track = new CommandTrack();
      let hasAnswer = false;
      const see = (signal: CommandSignal) => {
        track.see(signal);
        hasAnswer ||= signal.type === 'responseHeaderReceived' || signal.type === 'data';
      };
      const failure = (cause: unknown) =>
        new QHttpError(ErrorCode.UnknownError, track.id, `${whole} cannot be saved: ${reasonOf(cause)}`, { cause });

      const file = made(() => new PartFile(whole, overwrite), failure);
      const giveUp = () => file.giveUp(keepPartial);
      subscriber.add(giveUp);
      const commit$ = new Observable<never>((naming) => {
        file.commit((error) => {
          if (error === undefined) naming.complete();
          else naming.error(failure(error));
        });
      });
      const named$ = defer(() => (hasAnswer ? commit$ : EMPTY));
      concat(source.pipe(tap(see), saveTo(file.stream)), named$)
        .pipe(tap({ error: giveUp, complete: giveUp })) // before it is told: whoever hears it may try again
        .subscribe(subscriber);
    });
}

function made<T>(make: () => T, failure: (cause: unknown) => QHttpError): T {
  try {
    return make();
  } catch (cause) {
    throw failure(cause);
  }
}
