import cliProgress from 'cli-progress';
import { State } from '../../index.js';
import { barLine, type BarLine } from '../bar-line.js';
import type { TextStream } from '../io.js';
import type { DemoProgress, DemoScreen } from './demo-screen.js';
import type { DemoStep } from './demo-step.js';

/** For terminals: the connection in the first line, below it a live bar for each download. They stay when it is over. */
export class BarsScreen implements DemoScreen {
  readonly #bars: cliProgress.MultiBar;
  readonly #byStep = new Map<DemoStep, cliProgress.SingleBar>();
  #connection: cliProgress.SingleBar | undefined;

  constructor(stream: TextStream) {
    this.#bars = new cliProgress.MultiBar({
      stream,
      hideCursor: true,
      linewrap: true,
      gracefulExit: false,
      fps: 20,
      format: stepLine,
    });
  }

  open(steps: readonly DemoStep[]): void {
    const line = { state: State[State.Unconnected] };
    this.#connection = this.#bars.create(0, 0, line, {
      format: (_options, _params, payload: typeof line) => `connection: ${payload.state}`,
    });
    for (const step of steps) {
      if (!step.transfers) continue;
      const waiting: BarLine = { label: step.label, remark: step.about, done: 0, total: 0, speed: 0 };
      this.#byStep.set(step, this.#bars.create(0, 0, waiting));
    }
  }

  connection(state: State): void {
    this.#connection?.update({ state: State[state] });
  }

  progress(step: DemoStep, progress: DemoProgress): void {
    this.#byStep.get(step)?.update({ ...progress });
  }

  result(step: DemoStep, progress: DemoProgress, text: string): void {
    this.#byStep.get(step)?.update({ ...progress, remark: text });
  }

  close(): void {
    this.#bars.stop();
  }
}

function stepLine(_options: cliProgress.Options, params: cliProgress.Params, payload: BarLine): string {
  return barLine(payload, params.maxWidth - 1);
}
