import type { State } from 'rx-qhttp/browser';

/** A pipeline as it is shown. */
export interface PipelineModel {
  readonly name: string;
  readonly state: State;
  /** The id of the transfer that runs. */
  readonly current?: string;
  /** How often each state was entered: the strip lights up also those that were left within one frame. */
  readonly visits: readonly number[];
}
