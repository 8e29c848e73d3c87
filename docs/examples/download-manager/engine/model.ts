import type { Observable } from 'rxjs';
import type { State } from 'rx-qhttp/browser';

/**
 * What becomes of a transfer. `dropped`: it never ran, as one before it failed. `interrupted`: it ran when the page was
 * loaded anew.
 */
export type TransferStatus =
  'waiting' | 'running' | 'paused' | 'finished' | 'failed' | 'aborted' | 'dropped' | 'interrupted';

/** One row of the list. It never changes: a new one takes its place. */
export interface Transfer {
  readonly id: string;
  readonly direction: 'download' | 'upload';
  /** Without a user and a password. */
  readonly url: string;
  /** Of the file; what the URL says, until the answer says it better. */
  readonly name: string;
  /** The origin of the URL: what stands in one line has one connection. */
  readonly pipeline: string;
  readonly status: TransferStatus;
  /** Bytes. */
  readonly done: number;
  /** Bytes; 0 while nobody knows. */
  readonly total: number;
  /** 0 when nothing has moved for some seconds. */
  readonly bytesPerSecond?: number;
  readonly secondsLeft?: number;
  /** Of the answer, once there is one. */
  readonly httpStatus?: number;
  /** Why it failed, was dropped, aborted or interrupted; for a person. */
  readonly reason?: string;
  /** The id of the transfer whose failure dropped this one. */
  readonly causedBy?: string;
  /** The file that it was to send is not at hand any more: it cannot be tried again. */
  readonly needsFile?: true;
}

/** A pipeline: one `QHttp`, for one origin. */
export interface PipelineView {
  readonly name: string;
  readonly state: State;
  /** The id of the transfer whose command runs. */
  readonly current?: string;
}

/** One signal of a pipeline. */
export interface LoggedSignal {
  readonly pipeline: string;
  /** Milliseconds since the run began. */
  readonly at: number;
  /** As in the table of `rx-qhttp/testing`. Progress that comes thickly is one letter a tenth of a second. */
  readonly letter: string;
  /** The same for a person. */
  readonly text: string;
  /** The id of the transfer whose command runs. */
  readonly transfer?: string;
}

/** Why a server cannot be trusted. */
export interface CertificateError {
  /** Node's code, such as `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  readonly code: string;
  readonly message: string;
  readonly subject?: string;
  readonly issuer?: string;
  readonly validTo?: string;
  /** SHA-256. */
  readonly fingerprint?: string;
}

/** What a pipeline wants to know, and waits for. */
export type Question =
  | {
      readonly id: string;
      readonly kind: 'login';
      readonly pipeline: string;
      readonly host: string;
      readonly port: number;
      readonly realm: string;
      /** Somebody has tried to log in, and was refused. */
      readonly again?: true;
    }
  | {
      readonly id: string;
      readonly kind: 'certificate';
      readonly pipeline: string;
      readonly errors: readonly CertificateError[];
    };

export type Answer =
  | { readonly kind: 'login'; readonly user: string; readonly password: string }
  | { readonly kind: 'certificate'; readonly accept: boolean }
  | { readonly kind: 'closed' };

/** All that there is to show. */
export interface Snapshot {
  /** In the order of the list; in each pipeline those that wait run in this order. */
  readonly transfers: readonly Transfer[];
  readonly pipelines: readonly PipelineView[];
  readonly questions: readonly Question[];
  /** The last of them, oldest first. */
  readonly signals: readonly LoggedSignal[];
}

export type Change =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | {
      readonly type: 'transfers';
      /** Those that are new or different. A new one stands at the end, unless `order` says otherwise. */
      readonly changed: readonly Transfer[];
      readonly removed?: readonly string[];
      /** The ids of all transfers, where their order is another one. */
      readonly order?: readonly string[];
    }
  | { readonly type: 'pipeline'; readonly pipeline: PipelineView }
  | { readonly type: 'pipelineGone'; readonly name: string }
  | { readonly type: 'question'; readonly question: Question }
  | { readonly type: 'questionClosed'; readonly id: string }
  | { readonly type: 'signals'; readonly signals: readonly LoggedSignal[] }
  /** The gateway is not there, or did not take what was called for. It is tried again, and a snapshot follows. */
  | { readonly type: 'lost'; readonly reason: string };

/** What a desk can do. */
export interface Abilities {
  readonly pauseUploads: boolean;
  readonly answerCertificates: boolean;
  readonly chooseFolder: boolean;
}

/**
 * What a page talks to. Everything may be called at any time, inside `changes$` too; what cannot be done, as the transfer is
 * gone or in another status by now, is left undone.
 */
export interface TransferDesk {
  /**
   * To each subscriber first a snapshot, as soon as there is one, then every change. Changes are gathered: thousands of calls at once are one of
   * them. Progress of a transfer is told at most once in 100 ms, and its last value always.
   */
  readonly changes$: Observable<Change>;
  readonly can: Abilities;
  /** @throws TypeError that names the line, counted from 1, for what is no http or https URL; nothing is added then */
  add(urls: readonly string[]): void;
  /** @throws TypeError for what is no http or https URL */
  upload(url: string, file: File): void;
  /** Among those that wait in its pipeline; `null` is behind the last of them. */
  move(id: string, before: string | null): void;
  /** Takes it off the list; one that waits or runs is cancelled, and the others go on. */
  remove(id: string): void;
  /** One that runs; its pipeline waits with it. An upload only where `can.pauseUploads`. */
  pause(id: string): void;
  resume(id: string): void;
  /** One that failed, was aborted, dropped or interrupted waits again, at its place in the list. */
  retry(id: string): void;
  /** Ends the transfer that runs, alone: the next one begins. */
  abortCurrent(pipeline: string): void;
  /** Drops those that wait; the one that runs goes on. */
  clearWaiting(pipeline: string): void;
  answer(question: string, answer: Answer): void;
  /** Only where `can.chooseFolder`; called in a click. Resolves to the name of the folder, and to undefined where none was chosen. */
  chooseFolder?(): Promise<string | undefined>;
  /** Gives a file that has come to the person once more, where the browser keeps it. */
  offer?(id: string): void;
  destroy(): void;
}
