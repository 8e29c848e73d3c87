import { Observable, Subject, type Observer, type Subscriber, type Subscription } from 'rxjs';

/**
 * A Subject that gives all its subscribers one order, also when values are nested.
 *
 * A subscriber that sets off another value while it is being told one would make a plain Subject tell the later
 * subscribers the second value first. Here the values stand in a list and every subscriber has a cursor into it:
 * a nested value first brings every other subscriber up to date.
 */
export class OrderedSubject<T> extends Subject<T> {
  #values: T[] = [];
  #cursors: Cursor<T>[] = [];
  #depth = 0;
  #isComplete = false;
  readonly #told$ = new Observable<T>((subscriber) => this.#add(subscriber));

  override next(value: T): void {
    if (this.#isComplete) return;
    this.#values.push(value);
    this.#depth++;
    // The list of cursors is replaced, never changed, so one who subscribes meanwhile begins with the next value.
    for (const cursor of this.#cursors) this.#bringUpToDate(cursor);
    if (--this.#depth === 0) this.#forget();
  }

  override complete(): void {
    if (this.#isComplete) return;
    this.#isComplete = true;
    super.complete();
    for (const cursor of this.#cursors) {
      this.#bringUpToDate(cursor);
      cursor.subscriber.complete();
    }
  }

  override get observed(): boolean {
    return this.#cursors.length > 0;
  }

  override subscribe(
    observer?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    if (typeof observer === 'object' && observer !== null) return this.#told$.subscribe(observer);
    return this.#told$.subscribe({
      ...(observer && { next: observer }),
      ...(error && { error }),
      ...(complete && { complete }),
    });
  }

  #bringUpToDate(cursor: Cursor<T>): void {
    while (cursor.position < this.#values.length && !cursor.subscriber.closed) {
      const value = this.#values[cursor.position++] as T; // the loop's condition says that it is there
      cursor.subscriber.next(value);
    }
  }

  #forget(): void {
    this.#values.length = 0;
    for (const cursor of this.#cursors) cursor.position = 0;
  }

  #add(subscriber: Subscriber<T>): () => void {
    if (this.#isComplete) subscriber.complete();
    const cursor: Cursor<T> = { subscriber, position: this.#values.length };
    this.#cursors = [...this.#cursors, cursor];
    return () => {
      this.#cursors = this.#cursors.filter((other) => other !== cursor);
    };
  }
}

interface Cursor<T> {
  readonly subscriber: Subscriber<T>;
  position: number;
}
