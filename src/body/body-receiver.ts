/** Who is told how a receiver gets on. */
export interface ReceiverListener {
  /** There is room again, after `receive` said that there was none. */
  onSpace(): void;
  /** Nothing more can be received. */
  onFailure(error: unknown): void;
}

/** Where the body of an answer goes. */
export interface BodyReceiver {
  /** Whether what came can be read with `read()`: then `readyRead` is told. */
  readonly isReadable: boolean;
  /** Whether the bytes themselves are what is told of them: then they come where `readyRead` would. */
  readonly isTelling: boolean;
  open(listener: ReceiverListener): void;
  /** @returns false when no more should come until `onSpace` */
  receive(chunk: Uint8Array): boolean;
  /** Calls back when all that was received has been taken; at once where nothing is left to be taken. */
  flush(done: () => void): void;
  /** Lets go of what it writes to, and leaves it open. */
  close(): void;
}
