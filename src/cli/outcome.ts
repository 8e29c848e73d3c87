/** What is left of a download that did not become whole. */
export interface KeptPart {
  readonly name: string;
  readonly bytes: number;
  /** Whether `--continue` can go on with it; without a validator it starts over. */
  readonly resumable: boolean;
}

/** How one download ended. */
export type Outcome =
  | { readonly kind: 'waiting' }
  /** The body is where it belongs; the first `resumedAt` bytes of it were there before. */
  | { readonly kind: 'saved'; readonly resumedAt: number }
  /** An earlier run had fetched it. */
  | { readonly kind: 'present' }
  /** A HEAD was answered. */
  | { readonly kind: 'answered' }
  /** The status is no success. */
  | { readonly kind: 'status'; readonly status: number; readonly detail: string }
  /** No whole answer, or no place for it. */
  | { readonly kind: 'failed'; readonly message: string; readonly kept: KeptPart | undefined }
  /** Never sent, because another one of its origin had failed. */
  | { readonly kind: 'dropped' }
  /** Ctrl-C came first. */
  | { readonly kind: 'interrupted'; readonly kept: KeptPart | undefined };
