import { concat, EMPTY, of, Subject, throwError, type Observable } from 'rxjs';
import type { Command } from '../../../src/queue/command.js';
import { CommandQueue } from '../../../src/queue/command-queue.js';
import type { Place } from '../../../src/queue/waiting-line.js';
import type { CommandKind, Playable, Told } from './queue-program.js';

/** The queue itself, to be played as its model is. */
export class RealQueue implements Playable {
  readonly #queue: CommandQueue<Told>;
  readonly #places: Place<Command<Told>>[] = [];
  readonly #open = new Map<number, Subject<Told>>();
  #starts: (() => void)[] = [];
  #recovery: Subject<Told> | undefined;

  constructor(recovers: boolean, tell: (told: Told) => void, drop: (id: number) => void) {
    this.#queue = new CommandQueue<Told>(
      {
        started: ({ id }) => `started ${id}`,
        finished: ({ id }) => `finished ${id}`,
        failed: ({ id }) => `failed ${id}`,
        dropped: ({ id }) => {
          drop(id);
        },
        drained: (failed) => (failed ? 'drained by a failure' : 'drained'),
        recover: () => (recovers ? (this.#recovery = new Subject()) : EMPTY),
      },
      (start) => this.#starts.push(start),
    );
    this.#queue.output$.subscribe(tell);
  }

  get current(): number | undefined {
    return this.#queue.current?.id;
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  enqueue(kind: CommandKind): void {
    const id = this.#places.length + 1;
    this.#places.push(this.#queue.enqueue({ id, work: this.#work(id, kind) }));
  }

  turn(): void {
    for (const start of this.#starts.splice(0)) start();
  }

  value(): void {
    this.#running?.next('value');
  }

  finish(): void {
    this.#running?.complete();
  }

  fail(): void {
    this.#running?.error(new Error('no'));
  }

  recovered(): void {
    if (this.#recovery?.observed) this.#recovery.complete();
  }

  abort(): void {
    this.#queue.abort('aborted');
  }

  clear(): void {
    this.#queue.clear();
  }

  cancel(nth: number): void {
    const place = this.#places[nth];
    if (place) this.#queue.cancel(place, () => 'cancelled');
  }

  get #running(): Subject<Told> | undefined {
    const work = this.#open.get(this.#queue.current?.id ?? 0);
    return work?.observed ? work : undefined;
  }

  #work(id: number, kind: CommandKind): Observable<Told> {
    const values = kind.startsWith('value') ? of<Told>('value') : EMPTY;
    return concat(values, this.#ending(id, kind));
  }

  #ending(id: number, kind: CommandKind): Observable<Told> {
    if (kind.endsWith('finish')) return EMPTY;
    if (kind.endsWith('fail')) return throwError(() => new Error('no'));
    const work = new Subject<Told>();
    this.#open.set(id, work);
    return work;
  }
}
