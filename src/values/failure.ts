import type { ErrorCode } from './error-code.js';

/** Why a command ended, as the rooms below the face tell it; the face adds the id and makes a `QHttpError` of it. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
