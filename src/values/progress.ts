/** How far something has come, in bytes. `total` is 0 when it is not known. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}
