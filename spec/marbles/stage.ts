import { catchError, throwError, type Observable, type ObservableNotification } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { ErrorCode, QHttp, QHttpError, type CommandSignal, type QHttpOptions, type Signal } from '../../src/index.js';
import { Failure } from '../../src/values/failure.js';
import { marbleDispatcher, signalLetters, type MarbleRoutes, type SignalLetter } from '../../src/testing/index.js';

/**
 * The pictures of this folder have a line of marbles for each answer, and one for the signals, in the letters of
 * `signalLetterTable`. Answers are drawn with four frames a letter, so that two signals in one frame, `(py)`, end
 * where the next letter begins.
 */
export interface Stage extends RunHelpers {
  readonly http: QHttp;
  /** Calls at a frame of virtual time. */
  at(frame: number, calls: () => void): void;
  /** Calls from inside the first telling of a letter. */
  inside(letter: SignalLetter, calls: () => void): void;
  expectSignals(marbles: string): void;
}

export function onVirtualTime(
  routes: MarbleRoutes,
  test: (stage: Stage) => void,
  options: Pick<QHttpOptions, 'timeouts'> = {},
): void {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(drawn(actual)).toEqual(drawn(expected));
  });
  scheduler.run((helpers) => {
    const dispatcher = marbleDispatcher(scheduler, routes);
    const http = new QHttp('printer', 80, { dispatcher, scheduler, ...options });
    test({
      ...helpers,
      http,
      at: (frame, calls) => scheduler.schedule(calls, frame),
      inside: (letter, calls) => {
        const reactions = new Map([[letter, calls]]);
        lettersOf(http.signals$).subscribe((told) => {
          const reaction = reactions.get(told);
          reactions.delete(told);
          reaction?.();
        });
      },
      expectSignals: (marbles) => {
        helpers.expectObservable(lettersOf(http.signals$)).toBe(marbles);
      },
    });
  });
}

/** Frame by frame, which is what a person wants to see of a difference; all else as it is. */
function drawn(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages;
  const frames = new Map<number, unknown[]>();
  for (const message of messages as readonly (TestMessage | SubscriptionLog)[]) {
    if (!('notification' in message)) return messages;
    const { kind } = message.notification;
    const value = kind === 'N' ? message.notification.value : kind === 'C' ? '|' : message.notification;
    frames.set(message.frame, [...(frames.get(message.frame) ?? []), value]);
  }
  return [...frames].map(([frame, values]) => [frame, ...values]);
}

interface TestMessage {
  readonly frame: number;
  readonly notification: ObservableNotification<unknown>;
}

interface SubscriptionLog {
  readonly subscribedFrame: number;
}

export function lettersOf(signals$: Observable<CommandSignal | Signal>): Observable<SignalLetter> {
  return signals$.pipe(signalLetters());
}

/** Errors as texts: the code and the message, then what it comes from. */
export function textOfErrors<T>(source$: Observable<T>): Observable<T> {
  return source$.pipe(
    catchError((error: unknown) => {
      if (!(error instanceof QHttpError)) throw error;
      const cause = error.cause instanceof QHttpError || !(error.cause instanceof Failure) ? error.cause : undefined;
      const from = cause instanceof Error ? ` < ${cause.message}` : '';
      return throwError(() => new Error(`${ErrorCode[error.code]}: ${error.message}${from}`));
    }),
  );
}
