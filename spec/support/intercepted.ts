import type { Interceptor, QHttp, QHttpOptions } from '../../src/index.js';
import { httpTo, text } from './http-to.js';
import { Recorder } from './recorder.js';

/** A `QHttp` with interceptors, whose host is 127.0.0.1, and what it tells. */
export function intercepted(
  server: { readonly port: number },
  interceptors: readonly Interceptor[],
  options: QHttpOptions = {},
): { http: QHttp; recorder: Recorder } {
  const http = httpTo(server, { ...options, interceptors });
  return { http, recorder: new Recorder(http) };
}

/** The signals, the body and the error text of what `send` asks for, until nothing waits any more. */
export async function outcome(
  { http, recorder }: { readonly http: QHttp; readonly recorder: Recorder },
  send: (http: QHttp) => unknown,
): Promise<{ line: string; body: string; error: string }> {
  const before = recorder.line.length;
  send(http);
  await recorder.settled();
  return { line: recorder.line.slice(before).trim(), body: text(http.readAll()), error: http.errorString() };
}

/** What a fresh connection tells until the head of an answer. */
export const opened = 'Connecting Sending q Reading';

/** What comes behind it for a 200 with a body. */
export const answered = 'H200 p y Connected';
