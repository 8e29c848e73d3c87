import { State } from '../../index.js';
import type { TextStream } from '../io.js';
import { formatBytes } from '../quantities.js';
import type { DemoProgress, DemoScreen } from './demo-screen.js';
import type { DemoStep } from './demo-step.js';

/** For pipes and files: a line for each state of the connection and for each result. */
export class LinesScreen implements DemoScreen {
  readonly #stream: TextStream;

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  open(): void {
    // Each line is told when it happens.
  }

  connection(state: State): void {
    this.#stream.write(`  connection  ${State[state]}\n`);
  }

  progress(): void {
    // Too much for lines.
  }

  result(step: DemoStep, { done, speed }: DemoProgress, text: string): void {
    const bytes = done === 0 ? '' : `, ${formatBytes(done)}${speed > 0 ? `, ${formatBytes(speed)}/s` : ''}`;
    this.#stream.write(`${step.label} (${step.about}): ${text}${bytes}\n`);
  }

  close(): void {
    // Nothing was drawn.
  }
}
