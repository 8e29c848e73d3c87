import fc from 'fast-check';
import { firstValueFrom } from 'rxjs';
import { QHttp } from 'rx-qhttp';
import { DeskView } from '../../../docs/examples/download-manager/engine/desk-view.ts';
import type { Snapshot, Transfer, TransferStatus } from '../../../docs/examples/download-manager/engine/model.ts';
import { TransferEngine } from '../../../docs/examples/download-manager/engine/transfer-engine.ts';
import { MemorySink } from './support/engine-stage.ts';
import { PuppetDispatcher } from './support/puppet-dispatcher.ts';

const origins = ['http://one.example', 'http://two.example'] as const;

type Origin = (typeof origins)[number];

/** What is done to the engine, and to the model of it. Numbers stand for one of those that are there. */
type Step =
  | { readonly do: 'add'; readonly to: readonly Origin[] }
  | { readonly do: 'answer'; readonly origin: Origin; readonly status: number }
  | { readonly do: 'breakOff' | 'abortCurrent' | 'clearWaiting'; readonly origin: Origin }
  | { readonly do: 'remove' | 'pause' | 'resume' | 'retry'; readonly which: number }
  | { readonly do: 'move'; readonly which: number; readonly before: number | null };

interface Row {
  readonly id: string;
  readonly origin: Origin;
  status: TransferStatus;
  causedBy?: string;
}

/** What the engine should do, in a few lines: a list of lines of which the first one runs. */
class Model {
  rows: Row[] = [];
  #lastId = 0;

  step(step: Step): void {
    switch (step.do) {
      case 'add':
        for (const origin of step.to) this.rows.push({ id: `t${++this.#lastId}`, origin, status: 'waiting' });
        break;
      case 'answer':
        if (step.status === 200) this.#end(step.origin, 'finished');
        else this.#fail(step.origin);
        break;
      case 'breakOff':
        this.#fail(step.origin);
        break;
      case 'abortCurrent':
        this.#end(step.origin, 'aborted');
        break;
      case 'clearWaiting':
        for (const row of this.#waiting(step.origin)) row.status = 'dropped';
        break;
      case 'remove':
        this.rows = this.rows.filter((row) => row !== this.row(step.which));
        break;
      case 'pause':
        this.#turn(this.row(step.which), 'running', 'paused');
        break;
      case 'resume':
        this.#turn(this.row(step.which), 'paused', 'running');
        break;
      case 'retry':
        this.#retry(this.row(step.which));
        break;
      case 'move':
        this.#move(this.row(step.which), step.before === null ? null : this.row(step.before));
        break;
    }
  }

  /** Each line that has nothing running begins with the first that waits. */
  settle(): void {
    for (const origin of origins) {
      const [next] = this.#waiting(origin);
      if (!this.running(origin) && next) next.status = 'running';
    }
  }

  row(which: number): Row | undefined {
    return this.rows[which % Math.max(1, this.rows.length)];
  }

  running(origin: Origin): Row | undefined {
    return this.rows.find((row) => row.origin === origin && (row.status === 'running' || row.status === 'paused'));
  }

  #waiting(origin: Origin): Row[] {
    return this.rows.filter((row) => row.origin === origin && row.status === 'waiting');
  }

  #end(origin: Origin, status: TransferStatus): void {
    const row = this.running(origin);
    if (row) row.status = status;
  }

  #fail(origin: Origin): void {
    const failed = this.running(origin);
    if (!failed) return;
    failed.status = 'failed';
    for (const row of this.#waiting(origin)) Object.assign(row, { status: 'dropped', causedBy: failed.id });
  }

  #turn(row: Row | undefined, from: TransferStatus, to: TransferStatus): void {
    if (row?.status === from) row.status = to;
  }

  #retry(row: Row | undefined): void {
    if (!row || !['failed', 'aborted', 'dropped'].includes(row.status)) return;
    row.status = 'waiting';
    delete row.causedBy;
  }

  #move(row: Row | undefined, before: Row | null | undefined): void {
    if (row?.status !== 'waiting' || before === undefined || before === row) return;
    if (before && (before.status !== 'waiting' || before.origin !== row.origin)) return;
    const others = this.rows.filter((other) => other !== row);
    const next = before ?? others.findLast((other) => other.origin === row.origin && other.status === 'waiting');
    if (!next) return;
    others.splice(others.indexOf(next) + (before ? 0 : 1), 0, row);
    this.rows = others;
  }
}

/** The engine over puppets, and whoever has looked from the beginning. */
class Stage {
  readonly puppets = new Map<string, PuppetDispatcher>();
  readonly view = new DeskView();
  readonly engine = new TransferEngine({
    can: { pauseUploads: true, answerCertificates: true, chooseFolder: false },
    makeHttp: ({ origin, hostname }) => {
      const dispatcher = new PuppetDispatcher();
      this.puppets.set(origin, dispatcher);
      return new QHttp(hostname, { dispatcher });
    },
    openSink: (_transfer, name) => [new MemorySink(name)],
  });

  constructor() {
    this.engine.changes$.subscribe((change) => this.view.apply(change));
  }

  /** What who joins now is told; it brings everybody up to date. */
  async seen(): Promise<Snapshot> {
    const change = await firstValueFrom(this.engine.changes$);
    if (change.type !== 'snapshot') throw new Error(`The first change is ${change.type}`);
    return change.snapshot;
  }

  /** Answers until nothing is asked any more. */
  async answerAll(): Promise<void> {
    for (let quiet = 0; quiet < 20; quiet++) {
      const asked = origins.filter((each) => this.isAsked(each));
      if (asked.length > 0) quiet = 0;
      for (const each of asked) this.puppets.get(each)?.answer(200, 'text');
      for (const { id, status } of this.view.snapshot.transfers) if (status === 'paused') this.engine.resume(id);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  isAsked(origin: Origin): boolean {
    return this.puppets.get(origin)?.isAsked ?? false;
  }

  step(step: Step, model: Model): void {
    switch (step.do) {
      case 'add':
        this.engine.add(step.to.map((origin) => `${origin}/file`));
        break;
      case 'answer':
        this.puppets.get(step.origin)?.answer(step.status, 'text');
        break;
      case 'breakOff':
        this.puppets.get(step.origin)?.fail();
        break;
      case 'abortCurrent':
      case 'clearWaiting':
        this.engine[step.do](step.origin);
        break;
      case 'move':
        this.engine.move(idOf(model, step.which), step.before === null ? null : idOf(model, step.before));
        break;
      default:
        this.engine[step.do](idOf(model, step.which));
    }
  }
}

function idOf(model: Model, which: number): string {
  return model.row(which)?.id ?? 'none';
}

/** Resolves when the lines are asked for what they should be asked for; a failed one takes its time to begin anew. */
async function settled(stage: Stage, model: Model): Promise<void> {
  for (let turns = 0; turns < 500; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (origins.every((each) => stage.isAsked(each) === (model.running(each) !== undefined))) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const origin = fc.constantFrom(...origins);
const which = fc.nat(30);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('add' as const), to: fc.array(origin, { maxLength: 5 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      origin,
      status: fc.constantFrom(200, 200, 200, 404),
    }),
  },
  fc.record({ do: fc.constantFrom('breakOff' as const, 'abortCurrent' as const, 'clearWaiting' as const), origin }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('remove' as const, 'pause' as const, 'resume' as const, 'retry' as const),
      which,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('move' as const), which, before: fc.option(which) }),
  },
);
/** What does not end anything: several of these at once are one rearrangement. */
const calls = step.filter((one) => ['add', 'retry', 'move'].includes(one.do));
/** What is done at once, before anything else has its turn. */
const burst = fc.oneof(
  step.map((one) => [one]),
  fc.array(calls, { maxLength: 4 }),
);

describe('TransferEngine, by any order of calls and answers', () => {
  it('runs the first of each line, drops what waits behind a failure, and keeps the order of the list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(burst, { maxLength: 40 }), async (bursts) => {
        const stage = new Stage();
        const model = new Model();
        for (const steps of bursts) {
          for (const each of steps) {
            stage.step(each, model);
            model.step(each);
          }
          model.settle();
          await settled(stage, model);
          const seen = await stage.seen();
          expect(seen).toEqual(stage.view.snapshot);
          expect(seen.transfers.map(rowOf)).toEqual(model.rows);
          const running = origins.map((each) => model.running(each)?.id);
          expect(origins.map((each) => seen.pipelines.find(({ name }) => name === each)?.current)).toEqual(running);
        }
        stage.engine.destroy();
      }),
      { numRuns: 100, interruptAfterTimeLimit: 15_000 },
    );
  }, 30_000);

  it('never runs two of a line, and brings everything to an end, whatever is called at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 15 }), async (bursts) => {
        const stage = new Stage();
        const model = new Model(); // knows the ids alone
        for (const steps of bursts) {
          for (const each of steps) {
            stage.step(each, model);
            if (each.do === 'add') model.step(each);
          }
          await new Promise((resolve) => setImmediate(resolve));
          const seen = await stage.seen();
          expect(seen).toEqual(stage.view.snapshot);
          for (const { name, current } of seen.pipelines) {
            const running = seen.transfers.filter(({ pipeline, status }) => pipeline === name && isRunning(status));
            expect(running.map(({ id }) => id)).toEqual(current === undefined ? [] : [current]);
          }
        }
        await stage.answerAll();
        const { transfers } = await stage.seen();
        expect(transfers.filter(({ status }) => status === 'waiting' || isRunning(status))).toEqual([]);
        stage.engine.destroy();
      }),
      { numRuns: 100, interruptAfterTimeLimit: 15_000 },
    );
  }, 30_000);
});

function isRunning(status: TransferStatus): boolean {
  return status === 'running' || status === 'paused';
}

function rowOf({ id, pipeline, status, causedBy }: Transfer) {
  return { id, origin: pipeline, status, ...(causedBy !== undefined && { causedBy }) };
}
