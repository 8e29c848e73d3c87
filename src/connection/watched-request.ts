import { ownProperties } from '../values/own-properties.js';
import type { Deadlines } from './deadlines.js';
import type { DispatchBody, DispatchController, DispatchOptions } from './dispatch-like.js';

// What tells, while silence counts, that it is not the server's: `timeouts.idle`.

/** The same, with a body of which it is known when a piece is being waited for. */
export function watchedOptions(options: DispatchOptions, deadlines: Deadlines | undefined): DispatchOptions {
  if (!deadlines?.watchesBytes) return options;
  const body = options.body as DispatchBody | null; // as its type says
  const watched = watchedBody(body, deadlines);
  return watched === body ? options : ownProperties({ ...options, body: watched as DispatchOptions['body'] });
}

function watchedBody(body: DispatchBody | null, deadlines: Deadlines): DispatchBody | null {
  return body !== null && Symbol.asyncIterator in body ? awaited(body, deadlines) : body;
}

async function* awaited(body: AsyncIterable<Uint8Array>, deadlines: Deadlines): AsyncGenerator<Uint8Array> {
  try {
    deadlines.excuse('source', true);
    for await (const piece of body) {
      deadlines.excuse('source', false);
      yield piece;
      deadlines.excuse('source', true);
    }
  } finally {
    deadlines.excuse('source', false);
  }
}

/** The same controller, of which it is known when it holds the answer back. */
export class WatchedController implements DispatchController {
  readonly #controller: DispatchController;
  readonly #deadlines: Deadlines;

  constructor(controller: DispatchController, deadlines: Deadlines) {
    this.#controller = controller;
    this.#deadlines = deadlines;
  }

  pause(): void {
    this.#deadlines.excuse('consumer', true);
    this.#controller.pause();
  }

  resume(): void {
    this.#deadlines.excuse('consumer', false);
    this.#controller.resume();
  }

  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  get rawHeaders(): unknown {
    return this.#controller.rawHeaders;
  }
}
