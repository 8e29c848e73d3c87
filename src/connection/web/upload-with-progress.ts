import type { HeaderField } from '../../headers/header-field.js';
import type { WholeBody } from './outgoing-body.js';
import type { WebAnswer } from './web-answer.js';
import type { WebRequest } from './web-request.js';

/** Who is told how an upload gets on, and how it is given up. */
export interface UploadOptions {
  readonly signal: AbortSignal;
  /** Whether cookies go to other origins. */
  readonly withCredentials: boolean;
  /** Bytes of the body that have gone. */
  readonly onProgress: (done: number, total: number) => void;
  /** All of them have. */
  readonly onSent: () => void;
}

/**
 * Sends a body by `XMLHttpRequest`, the one way in a browser to know how much of it has gone. The answer is told as `fetch`
 * does: when its head has come. Its body comes in one go.
 */
export function uploadWithProgress(
  { method, url, fields }: WebRequest,
  body: WholeBody,
  { signal, withCredentials, onProgress, onSent }: UploadOptions,
): Promise<WebAnswer> {
  const xhr = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    let answer: ReadableStreamDefaultController<Uint8Array> | undefined;
    const fail = (error: Error) => {
      answer?.error(error);
      reject(error); // nothing, where the answer has begun
    };
    const onAbort = () => {
      fail(signal.reason as Error); // by abort()
      xhr.abort();
    };
    xhr.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    xhr.upload.onload = () => onSent();
    xhr.onreadystatechange = () => {
      if (xhr.readyState !== XMLHttpRequest.HEADERS_RECEIVED || xhr.status === 0) return;
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          answer = controller;
        },
      });
      resolve({ status: xhr.status, statusText: xhr.statusText, headers: fieldsOf(xhr), body: stream });
    };
    xhr.onload = () => {
      answer?.enqueue(new Uint8Array(xhr.response as ArrayBuffer));
      answer?.close();
    };
    xhr.onerror = () => fail(new TypeError('XMLHttpRequest failed'));
    xhr.onloadend = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort);

    xhr.open(method, url);
    xhr.responseType = 'arraybuffer';
    xhr.withCredentials = withCredentials;
    for (const [name, value] of fields) xhr.setRequestHeader(name, value);
    xhr.send(body);
  });
}

/** The lines of the head: `name: value`, each with CR LF. */
function fieldsOf(xhr: XMLHttpRequest): HeaderField[] {
  const lines = xhr.getAllResponseHeaders().split('\r\n');
  return lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
}
