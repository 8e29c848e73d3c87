/** Where the body of one answer is put. Its methods are called one after the other, never side by side. */
export interface BodyPlace {
  /** Before the first byte: makes ready to write from byte `at` on. What is there before it stays. */
  open(at: number): Promise<void>;
  /** Puts these bytes behind the ones that came before. */
  write(chunk: Uint8Array): Promise<void>;
  /** Ends writing; what came is kept. */
  close(): Promise<void>;
}
