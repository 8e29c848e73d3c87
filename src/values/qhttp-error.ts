import type { ErrorCode } from './error-code.js';

/** A command that failed, was dropped, or was called for too late. */
export class QHttpError extends Error {
  override readonly name = 'QHttpError';

  /**
   * @param code - why
   * @param id - the command's id; 0 where no command is meant
   * @param message - for a person who reads a log; never holds credentials
   */
  constructor(
    readonly code: ErrorCode,
    readonly id: number,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
