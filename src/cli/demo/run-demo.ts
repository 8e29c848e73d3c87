import { lastValueFrom, tap } from 'rxjs';
import { QHttp, State, type Signal } from '../../index.js';
import { ExitCode } from '../exit-code.js';
import { isTerminal, type CliIo } from '../io.js';
import { printable } from '../printable.js';
import { formatDuration } from '../quantities.js';
import { BarsScreen } from './bars-screen.js';
import type { DemoProgress, DemoScreen } from './demo-screen.js';
import { startDemoServer, type DemoPace } from './demo-server.js';
import { demoSteps, type DemoStep } from './demo-step.js';
import { LinesScreen } from './lines-screen.js';
import { SignalStory } from './signal-story.js';
import { storyLines } from './story-lines.js';

/** Rows of text that the bars and what stands around them need. */
const rowsOfBars = 14;

/**
 * Shows the pipeline at work against a server of its own.
 *
 * The failure near the end belongs to it: the exit code tells whether everything went as it was meant to.
 */
export async function runDemo(io: CliIo, pace: DemoPace = { bodyMs: 1400 }): Promise<ExitCode> {
  const server = await startDemoServer(pace);
  try {
    return await new Demo(io, demoSteps(server.host, server.port)).run();
  } finally {
    await server.close();
  }
}

class Demo {
  readonly #io: CliIo;
  readonly #steps: readonly DemoStep[];
  readonly #screen: DemoScreen;
  readonly #http = new QHttp();
  readonly #story = new SignalStory();
  readonly #byId = new Map<number, DemoStep>();
  readonly #failed = new Map<DemoStep, boolean>();
  #current: DemoStep | undefined;
  #startedAt = 0;
  #progress: DemoProgress = { done: 0, total: 0, speed: 0 };
  #ended = false;
  #reason = '';

  constructor(io: CliIo, steps: readonly DemoStep[]) {
    this.#io = io;
    this.#steps = steps;
    const roomy = isTerminal(io.stdout) && (io.stdout.rows ?? 24) >= rowsOfBars;
    this.#screen = roomy ? new BarsScreen(io.stdout) : new LinesScreen(io.stdout);
  }

  async run(): Promise<ExitCode> {
    const { interrupted, now } = this.#io;
    const startedAt = now();
    const abort = (): void => this.#http.abort();
    interrupted.addEventListener('abort', abort);
    this.#print(`One QHttp, ${this.#steps.length} commands, queued at once and carried out in order:\n\n`);
    this.#screen.open(this.#steps);
    try {
      const told = lastValueFrom(this.#http.signals$.pipe(tap((signal) => this.#on(signal))), {
        defaultValue: undefined,
      });
      for (const step of this.#steps) this.#byId.set(step.queue(this.#http), step);
      if (interrupted.aborted) abort();
      await told;
    } finally {
      interrupted.removeEventListener('abort', abort);
      this.#http.destroy();
      this.#screen.close();
    }
    this.#summarise(now() - startedAt);
    if (interrupted.aborted) return ExitCode.Interrupted;
    return this.#wentAsMeant() ? ExitCode.Ok : ExitCode.Network;
  }

  #on(signal: Signal): void {
    this.#story.add(signal);
    switch (signal.type) {
      case 'requestStarted':
        this.#current = this.#byId.get(signal.id);
        this.#startedAt = this.#io.now();
        this.#progress = { done: 0, total: 0, speed: 0 };
        break;
      case 'stateChanged':
        this.#screen.connection(signal.state);
        break;
      case 'dataSendProgress':
        if (this.#current?.uploads === true) this.#moved(signal.done, signal.total);
        break;
      case 'dataReadProgress':
        if (this.#current?.uploads === false) this.#moved(signal.done, signal.total);
        break;
      case 'requestFinished':
        this.#finished(signal.error);
        break;
      case 'done':
        this.#wentIdle();
        break;
      default:
        break;
    }
    // It ends with a failure: the states that close the connection come behind `done`.
    if (this.#ended && this.#http.state() === State.Unconnected) this.#http.destroy();
  }

  #moved(done: number, total: number): void {
    const ms = this.#io.now() - this.#startedAt;
    this.#progress = { done, total, speed: ms > 0 ? (done * 1000) / ms : 0 };
    if (this.#current !== undefined) this.#screen.progress(this.#current, this.#progress);
  }

  #finished(error: boolean): void {
    const step = this.#current;
    if (step === undefined) return;
    this.#current = undefined;
    this.#failed.set(step, error);
    if (error) this.#reason = `${step.label} failed: ${printable(this.#http.errorString())}`;
    // A length that was not known beforehand is known now.
    const total = error ? this.#progress.total : this.#progress.done;
    this.#screen.result(step, { ...this.#progress, total }, error ? 'failed' : this.#answer(step));
  }

  #answer(step: DemoStep): string {
    if (!step.transfers) return 'done';
    const header = this.#http.lastResponse();
    return printable(`${header.statusCode()} ${header.reasonPhrase()}`);
  }

  #wentIdle(): void {
    this.#ended = true;
    for (const step of this.#dropped()) {
      this.#screen.result(step, { done: 0, total: 0, speed: 0 }, 'dropped');
    }
  }

  #dropped(): DemoStep[] {
    return this.#steps.filter((step) => !this.#failed.has(step));
  }

  #wentAsMeant(): boolean {
    return this.#steps.every((step) => {
      const failed = this.#failed.get(step);
      return step.fate === (failed === undefined ? 'dropped' : failed ? 'failed' : 'done');
    });
  }

  #summarise(ms: number): void {
    const done = this.#steps.filter((step) => this.#failed.get(step) === false).length;
    const failed = this.#steps.filter((step) => this.#failed.get(step) === true).length;
    if (this.#reason !== '') this.#print(`\n${this.#reason}\nIt drops what waits behind it.\n`);
    this.#print(`\nThe order of the signals:\n\n`);
    for (const line of storyLines(this.#story.chapters, this.#byId, this.#io.stdout.columns ?? 100))
      this.#print(`${line}\n`);
    this.#print(`\n${done} done, ${failed} failed, ${this.#dropped().length} dropped in ${formatDuration(ms)}.\n`);
    this.#print(`Now with real URLs: qhttp URL...   (npm start -- URL...)\n`);
  }

  #print(text: string): void {
    this.#io.stdout.write(text);
  }
}
