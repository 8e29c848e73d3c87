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
  /** No whole answer, or no place for it. `kept` is the partial file, where one is there. */
  | { readonly kind: 'failed'; readonly message: string; readonly kept: string | undefined }
  /** Never sent, because another one of its origin had failed. */
  | { readonly kind: 'dropped' }
  /** Ctrl-C came first. */
  | { readonly kind: 'interrupted'; readonly kept: string | undefined };
