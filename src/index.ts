export type { Destination } from './body/sink-from.js';
export type { WritableLike } from './body/node-sink.js';
export type { ReadableLike, RequestData } from './body/source-from.js';
export type {
  ConnectionListener,
  DispatchBody,
  DispatchController,
  DispatchHandler,
  DispatchLike,
  DispatchOptions,
} from './connection/dispatch-like.js';
export type { HeaderField } from './headers/header-field.js';
export { HttpHeader } from './headers/http-header.js';
export { HttpRequestHeader } from './headers/http-request-header.js';
export { HttpResponseHeader } from './headers/http-response-header.js';
export type { ColdOptions } from './cold-options.js';
export type { QHttpOptions } from './qhttp-options.js';
export { QHttp } from './qhttp.js';
export { ConnectionMode } from './values/connection-mode.js';
export { ErrorCode } from './values/error-code.js';
export type { Limits } from './values/limits.js';
export type { Progress } from './values/progress.js';
export { QHttpError } from './values/qhttp-error.js';
export type { CommandSignal, DataSignal, Signal } from './values/signal.js';
export { State } from './values/state.js';
