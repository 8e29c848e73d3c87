import { concat, concatMap, defer, EMPTY, finalize, from, ignoreElements, shareReplay, tap } from 'rxjs';
import type { Observable, ObservableInput, OperatorFunction } from 'rxjs';
import { drainWith, type CommandSignal, type HttpResponseHeader } from 'rx-qhttp/browser';
import type { Sink } from './sink.ts';

/**
 * Writes the body of an answer into a sink that is made when its head has come, at the pace of the sink. Completes when the
 * sink has everything.
 *
 * @param open - undefined for an answer whose body nobody wants
 */
export function saveIn(
  open: (header: HttpResponseHeader) => ObservableInput<Sink> | undefined,
): OperatorFunction<CommandSignal, never> {
  return (source) =>
    defer(() => {
      const opening = new Opening();
      return concat(
        source.pipe(
          tap((signal) => {
            if (signal.type === 'responseHeaderReceived') opening.begin(open(signal.header));
          }),
          drainWith((chunk) => opening.use((sink) => sink.write(chunk))),
          ignoreElements(),
        ),
        opening.use((sink) => sink.close()).pipe(ignoreElements(), tap({ complete: () => opening.isWhole() })),
      ).pipe(finalize(() => opening.end()));
    });
}

/** One sink, which may take its time to be made. */
class Opening {
  #sink$: Observable<Sink> = EMPTY;
  #sink: Sink | undefined;
  #isOver = false;

  begin(input: ObservableInput<Sink> | undefined): void {
    if (!input) return;
    // Not given up halfway: one that is made when nobody wants it any more has to be cleared away.
    this.#sink$ = from(input).pipe(
      tap((sink) => {
        this.#sink = sink;
        if (this.#isOver) sink.giveUp();
      }),
      shareReplay({ bufferSize: 1, refCount: false }),
    );
  }

  use(work: (sink: Sink) => ObservableInput<unknown>): Observable<unknown> {
    return defer(() => this.#sink$).pipe(concatMap(work));
  }

  isWhole(): void {
    this.#sink = undefined;
  }

  end(): void {
    this.#isOver = true;
    this.#sink?.giveUp();
  }
}
