/** A place in a {@link WaitingLine}: what waits there, and its neighbours. */
export interface Place<E> {
  readonly item: E;
  previous: Place<E> | undefined;
  next: Place<E> | undefined;
  /** False once it was taken or left. */
  waits: boolean;
}

/** First in, first out; joining, taking and leaving cost the same however many wait. */
export class WaitingLine<E> {
  #first: Place<E> | undefined;
  #last: Place<E> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  join(item: E): Place<E> {
    const place: Place<E> = { item, previous: this.#last, next: undefined, waits: true };
    if (this.#last) this.#last.next = place;
    else this.#first = place;
    this.#last = place;
    this.#size++;
    return place;
  }

  /** The items that stand first, at most so many; they stay. */
  first(count: number): E[] {
    const items: E[] = [];
    for (let place = this.#first; place && items.length < count; place = place.next) items.push(place.item);
    return items;
  }

  take(): E | undefined {
    const place = this.#first;
    if (place) this.leave(place);
    return place?.item;
  }

  leave(place: Place<E>): void {
    if (!place.waits) return;
    place.waits = false;
    if (place.previous) place.previous.next = place.next;
    else this.#first = place.next;
    if (place.next) place.next.previous = place.previous;
    else this.#last = place.previous;
    place.previous = place.next = undefined;
    this.#size--;
  }

  /** Empties the line; what stood in it is told in its order. */
  clear(left: (item: E) => void): void {
    let place = this.#first;
    this.#first = this.#last = undefined;
    this.#size = 0;
    for (; place; place = place.next) {
      place.waits = false;
      left(place.item);
    }
  }
}
