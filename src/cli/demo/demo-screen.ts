import type { State } from '../../index.js';
import type { DemoStep } from './demo-step.js';

/** How far a step has come. */
export interface DemoProgress {
  readonly done: number;
  /** 0 when unknown. */
  readonly total: number;
  /** Bytes a second. */
  readonly speed: number;
}

/** Where the demonstration can be watched. */
export interface DemoScreen {
  /** Shows all steps, before the first one starts. */
  open(steps: readonly DemoStep[]): void;
  connection(state: State): void;
  progress(step: DemoStep, progress: DemoProgress): void;
  /** A step has ended, in these words. */
  result(step: DemoStep, progress: DemoProgress, text: string): void;
  close(): void;
}
