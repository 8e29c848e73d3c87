/** What is sent. */
export interface UploadSource {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** A media type; empty where it is not known. */
  readonly type: string;
  /** All of it at once, or a way to read it piece by piece, from its beginning; then it can be paused. */
  readonly data: Blob | ReadPieces;
  /** Whether nobody has it any more, so that it cannot be sent again. */
  isGone?(): boolean;
}

/** @param over - aborted when nobody wants any of it any more, whether all has been read or not */
export type ReadPieces = (over: AbortSignal) => AsyncIterable<Uint8Array>;
