// What has Symbol.dispose, which the platform of a browser does not bring along in every version of TypeScript.
/// <reference lib="esnext.disposable" preserve="true" />
export type { Destination } from '../body/sink-from.js';
export type { WritableLike } from '../body/node-sink.js';
export type { ReadableLike, RequestData } from '../body/source-from.js';
export type {
  ConnectionListener,
  DispatchBody,
  DispatchController,
  DispatchHandler,
  DispatchLike,
  DispatchOptions,
  Login,
} from '../connection/dispatch-like.js';
export type {
  InterceptedDispatch,
  InterceptedHeaders,
  InterceptedOptions,
  Interceptor,
} from '../connection/interceptor.js';
export { FetchDispatcher } from '../connection/web/fetch-dispatcher.js';
export type { FetchDispatcherOptions } from '../connection/web/fetch-options.js';
export type { DuplexLike, SocketConnector, SocketConnectorOptions, SocketSource } from '../connection/socket-source.js';
export type { HeaderField } from '../headers/header-field.js';
export { HttpHeader } from '../headers/http-header.js';
export { HttpRequestHeader } from '../headers/http-request-header.js';
export { HttpResponseHeader } from '../headers/http-response-header.js';
export type { ColdOptions, EarlyOptions } from '../cold-options.js';
export { chunks } from '../operators/chunks.js';
export { downloadProgress } from '../operators/download-progress.js';
export { drainWith } from '../operators/drain-with.js';
export { failOnStatus } from '../operators/fail-on-status.js';
export { finished } from '../operators/finished.js';
export { JsonError } from '../operators/json-error.js';
export type { TransferProgress } from '../operators/progress-meter.js';
export { saveTo, type SaveToOptions } from '../operators/save-to.js';
export { StatusError } from '../operators/status-error.js';
export { toBytes } from '../operators/to-bytes.js';
export { toJson } from '../operators/to-json.js';
export { toResponse, type QHttpResponse } from '../operators/to-response.js';
export { toText } from '../operators/to-text.js';
export type { ProgressOptions } from '../operators/transfer-progress.js';
export { saveAsDownload } from '../operators/web/save-as-download.js';
export { saveToFileHandle, type FileHandleLike } from '../operators/web/save-to-file-handle.js';
export { uploadProgress } from '../operators/upload-progress.js';
export type { QHttpPoolOptions } from '../pool/pool-options.js';
export type { PoolSignal } from '../pool/pool-signal.js';
export { QHttpPool } from '../pool/qhttp-pool.js';
export type { QHttpOptions } from '../qhttp-options.js';
export { QHttp } from '../qhttp.js';
export { ConnectionMode } from '../values/connection-mode.js';
export { ErrorCode } from '../values/error-code.js';
export type { Limits } from '../values/limits.js';
export type { Progress } from '../values/progress.js';
export { QHttpError } from '../values/qhttp-error.js';
export type { CommandSignal, DataSignal, RequestStartedSignal, Signal } from '../values/signal.js';
export { State } from '../values/state.js';
export type { Timeouts } from '../values/timeouts.js';
export type { CertificateSummary, SslError } from '../values/ssl-error.js';
export type { Pem, TlsOptions } from '../values/tls-options.js';
export { Authenticator } from '../values/authenticator.js';
export type { NetworkProxy } from '../values/network-proxy.js';
