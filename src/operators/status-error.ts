import type { HttpResponseHeader } from '../headers/http-response-header.js';
import { ErrorCode } from '../values/error-code.js';
import { QHttpError } from '../values/qhttp-error.js';

/** An answer whose status was taken for a failure. Its `code` is `UnknownError`: to HTTP it is an answer like any other. */
export class StatusError extends QHttpError {
  /**
   * @param id - the command's id
   * @param url - where the answer came from, without a query; undefined when that is not known
   * @param header - the whole header of the answer
   */
  constructor(
    id: number,
    readonly url: string | undefined,
    readonly header: HttpResponseHeader,
  ) {
    const status = `${header.statusCode()} ${header.reasonPhrase()}`.trimEnd();
    super(ErrorCode.UnknownError, id, `${url ?? 'The server'} answered ${status}`);
  }
}
