import { filter, firstValueFrom, type Subscription } from 'rxjs';
import { QHttp, type QHttpOptions } from 'rx-qhttp';
import { DeskView } from '../../../../docs/examples/download-manager/engine/desk-view.ts';
import type { Change, Snapshot, Transfer } from '../../../../docs/examples/download-manager/engine/model.ts';
import type { Sink } from '../../../../docs/examples/download-manager/engine/sink.ts';
import {
  TransferEngine,
  type EngineOptions,
} from '../../../../docs/examples/download-manager/engine/transfer-engine.ts';
import { atEnd } from '../../../support/at-end.ts';

/** A file in memory. */
export class MemorySink implements Sink {
  state: 'open' | 'whole' | 'given up' = 'open';
  readonly name: string;
  readonly #pieces: Uint8Array[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString();
  }

  get size(): number {
    return this.#pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  write(chunk: Uint8Array): Promise<void> {
    this.#pieces.push(chunk);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.state = 'whole';
    return Promise.resolve();
  }

  giveUp(): void {
    this.state = 'given up';
  }
}

/** An engine over sockets of Node, whose files are in memory, and somebody who looks at it. */
export class EngineStage {
  readonly engine: TransferEngine;
  readonly changes: Change[] = [];
  readonly sinks: MemorySink[] = [];
  readonly #view = new DeskView();
  readonly #looking: Subscription;

  constructor(options: Partial<EngineOptions> = {}, httpOptions: QHttpOptions = {}) {
    this.engine = new TransferEngine({
      can: { pauseUploads: true, answerCertificates: true, chooseFolder: false },
      makeHttp: ({ hostname, protocol, port }) =>
        new QHttp(hostname, protocol === 'https:' ? 'https' : 'http', Number(port), httpOptions),
      openSink: (_transfer, name) => {
        const sink = new MemorySink(name);
        this.sinks.push(sink);
        return Promise.resolve(sink);
      },
      ...options,
    });
    this.#looking = this.engine.changes$.subscribe((change) => {
      this.changes.push(change);
      this.#view.apply(change);
    });
    atEnd(() => {
      this.#looking.unsubscribe();
      this.engine.destroy();
    });
  }

  /** What somebody who has looked from the beginning sees. */
  get seen(): Snapshot {
    return this.#view.snapshot;
  }

  get ids(): string[] {
    return this.seen.transfers.map(({ id }) => id);
  }

  named(name: string): Transfer {
    const transfer = this.seen.transfers.find((each) => each.name === name);
    if (!transfer) throw new Error(`There is no transfer ${name}`);
    return transfer;
  }

  /** `a: finished`, one a transfer. */
  get states(): string[] {
    return this.seen.transfers.map(({ name, status }) => `${name}: ${status}`);
  }

  /** Resolves when what is seen is as it is wanted. */
  async until(isReached: (seen: Snapshot) => boolean): Promise<Snapshot> {
    if (isReached(this.seen)) return this.seen;
    await firstValueFrom(this.engine.changes$.pipe(filter(() => isReached(this.seen))));
    return this.seen;
  }

  /** Resolves when every transfer has come to its end. */
  untilOver(): Promise<Snapshot> {
    return this.until(({ transfers }) => transfers.length > 0 && transfers.every(isOver));
  }

  untilStatus(name: string, status: Transfer['status']): Promise<Snapshot> {
    return this.until(({ transfers }) => transfers.some((each) => each.name === name && each.status === status));
  }
}

function isOver({ status }: Transfer): boolean {
  return !['waiting', 'running', 'paused'].includes(status);
}
