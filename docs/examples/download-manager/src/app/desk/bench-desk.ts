import { Observable, Subject } from 'rxjs';
import type { Change, Snapshot, Transfer, TransferDesk } from '../../../engine/model.ts';

/**
 * Transfers that run for ever and fetch nothing, one a pipeline, each told ten times a second: to measure what drawing
 * them costs. The page has it with `#bench=200`; nothing else asks for its code.
 */
export class BenchDesk implements TransferDesk {
  readonly can = { pauseUploads: false, answerCertificates: false, chooseFolder: false };
  readonly changes$: Observable<Change>;
  readonly #changes$ = new Subject<Change>();
  readonly #began = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;
  #transfers: readonly Transfer[];
  #turn = 0;

  constructor(count: number) {
    this.#transfers = Array.from({ length: count }, (_, at) => transferAt(at));
    this.changes$ = new Observable((subscriber) => {
      subscriber.next({ type: 'snapshot', snapshot: this.#snapshot() });
      return this.#changes$.subscribe(subscriber);
    });
    this.#timer = setInterval(() => this.#step(), tickMs);
  }

  destroy(): void {
    clearInterval(this.#timer);
    this.#changes$.complete();
  }

  add(): void {}
  upload(): void {}
  move(): void {}
  remove(): void {}
  pause(): void {}
  resume(): void {}
  retry(): void {}
  abortCurrent(): void {}
  clearWaiting(): void {}
  answer(): void {}

  /** A tenth of them at each tick, so that each frame has its share, as with transfers that know nothing of each other. */
  #step(): void {
    const turn = this.#turn++ % turns;
    const changed: Transfer[] = [];
    this.#transfers = this.#transfers.map((transfer, at) => {
      if (at % turns !== turn) return transfer;
      const next = advanced(transfer, at);
      changed.push(next);
      return next;
    });
    const at = performance.now() - this.#began;
    this.#changes$.next({ type: 'transfers', changed });
    this.#changes$.next({
      type: 'signals',
      signals: changed.map(({ pipeline, id, done, total }) => ({
        pipeline,
        at,
        letter: 'p',
        text: `${done} of ${total} bytes`,
        transfer: id,
      })),
    });
  }

  #snapshot(): Snapshot {
    const pipelines = this.#transfers.map(({ pipeline, id }) => ({ name: pipeline, state: 4, current: id }));
    return { transfers: this.#transfers, pipelines, questions: [], signals: [] };
  }
}

const tickMs = 10;
const turns = 10;

function transferAt(at: number): Transfer {
  const pipeline = `http://bench-${at + 1}.test`;
  const total = (at % 5 === 4 ? 0 : 200 + at) * 1_000_000;
  const name = `file-${at + 1}.bin`;
  const url = `${pipeline}/${name}`;
  return { id: `${at}`, direction: 'download', url, name, pipeline, status: 'running', done: 0, total };
}

function advanced(transfer: Transfer, at: number): Transfer {
  const bytesPerSecond = (1 + (at % 7)) * 1_234_567;
  const done = transfer.done + bytesPerSecond / 10;
  if (transfer.total === 0) return { ...transfer, done, bytesPerSecond };
  const rest = transfer.total - done;
  return rest > 0
    ? { ...transfer, done, bytesPerSecond, secondsLeft: rest / bytesPerSecond }
    : { ...transfer, done: 0 };
}
