import type { State } from '../index.js';

/** What a pipeline is doing right now. */
export interface Row {
  readonly origin: string;
  readonly state: State;
  /** Which of its downloads runs, from 1, and how many there are. */
  readonly index: number;
  readonly count: number;
  /** The file, for people. */
  readonly name: string;
  /** Bytes of the body so far; those of an earlier run count. */
  readonly done: number;
  /** Bytes of the whole body; 0 when unknown. */
  readonly total: number;
  /** Bytes a second since the request began. */
  readonly speed: number;
  /** Whether the bytes are those of an upload. */
  readonly sending: boolean;
}

/** Where people look on. */
export interface View {
  /** A pipeline has got further. */
  show(row: Row): void;
  /** A pipeline has ended. */
  remove(origin: string): void;
  /** Something for people to read. */
  line(text: string): void;
  /** Something that went wrong: told to those, too, who wanted to hear nothing else. */
  failure(text: string): void;
  /** Leaves the screen tidy. */
  close(): void;
}
