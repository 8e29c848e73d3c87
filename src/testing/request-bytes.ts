import type { DispatchBody, DispatchOptions } from '../connection/dispatch-like.js';

/** How many bytes of a request have been sent, in equal steps. */
export class RequestBytes {
  /** Head and body; 0 when the length of the body is unknown. */
  readonly total: number;
  /** What has been sent when everything has; of a body of unknown length nothing is counted. */
  readonly all: number;
  readonly #steps: number;
  #step = 0;

  /** @param steps - before the last one */
  constructor({ method, path, headers, ...options }: DispatchOptions, steps: number) {
    const body = options.body as DispatchBody | null; // which its type leaves out for the sake of undici's types
    const line = method.length + path.length + ' HTTP/1.1\r\n\r\n'.length + 1;
    const head = line + headers.reduce((sum, part) => sum + part.length + ': '.length, 0);
    const length = body instanceof Uint8Array ? body.byteLength : body === null ? 0 : declaredLength(headers);
    this.all = head + (length ?? 0);
    this.total = length === undefined ? 0 : this.all;
    this.#steps = steps + 1;
  }

  next(): number {
    return Math.floor((this.all * ++this.#step) / this.#steps);
  }
}

function declaredLength(headers: readonly string[]): number | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === 'content-length') return Number(headers[i + 1]);
  }
  return undefined;
}
