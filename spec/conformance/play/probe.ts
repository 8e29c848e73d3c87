import { ErrorCode, State, type HttpResponseHeader, type QHttp } from '../../../src/index.js';
import type { Probe } from '../recording.js';

/** The ids of the library, which count all commands of the process, by those of the recordings, which begin at 1. */
export type Ids = ReadonlyMap<number, number>;

/** The last response, where there is a valid one. */
export function lastResponseOf(http: QHttp): HttpResponseHeader | undefined {
  const header = http.lastResponse();
  return header.isValid() ? header : undefined;
}

/** What the getters say; `bytesAvailable` is asked for apart. */
export function probeOf(http: QHttp, ids: Ids): Probe {
  const id = http.currentId();
  return {
    state: State[http.state()],
    currentId: id === 0 ? 0 : (ids.get(id) ?? -1),
    hasPendingRequests: http.hasPendingRequests(),
    error: ErrorCode[http.error()],
    errorString: http.errorString(),
    lastStatusCode: lastResponseOf(http)?.statusCode() ?? null,
  };
}

export function finalProbe(http: QHttp, ids: Ids): Probe & { readonly bytesAvailable: number } {
  return { ...probeOf(http, ids), bytesAvailable: http.bytesAvailable() };
}
