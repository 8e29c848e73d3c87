/** A tab of a browser. */
export interface Tab {
  /** Loads a page, with its script. */
  open(url: string): Promise<void>;
  /** Calls a function that the script has made global; what it takes and gives is what JSON can say. */
  call(name: string, ...args: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
}
