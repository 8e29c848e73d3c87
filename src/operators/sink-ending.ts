import type { Destination } from '../body/sink-from.js';

/** A Node stream that can be ended, too; structural, so that no Node type is needed. */
interface EndableLike {
  end(done: (error?: Error | null) => void): unknown;
  destroy(): unknown;
}

/** How a destination is ended that has been handed over: as a whole, or given up. */
export interface SinkEnding {
  /** @param letGo - ends what a receiver has of it: a web stream cannot be closed before */
  end(letGo: () => void, done: (error?: unknown) => void): void;
  giveUp(): void;
}

/** @throws TypeError for what cannot be ended */
export function sinkEnding(sink: Destination): SinkEnding {
  if (isWebStream(sink)) {
    return {
      end: (letGo, done) => {
        letGo();
        sink.close().then(() => done(), done);
      },
      giveUp: () => {
        sink.abort().catch(() => undefined); // it has failed already
      },
    };
  }
  if (!isEndable(sink)) throw new TypeError('The destination cannot be ended: it has no end() and destroy()');
  // The receiver stays: it listens to what goes wrong.
  return { end: (_letGo, done) => void sink.end(done), giveUp: () => void sink.destroy() };
}

function isWebStream(sink: Destination): sink is WritableStream<Uint8Array> {
  return typeof WritableStream !== 'undefined' && sink instanceof WritableStream;
}

function isEndable(sink: object): sink is EndableLike {
  return 'end' in sink && typeof sink.end === 'function' && 'destroy' in sink && typeof sink.destroy === 'function';
}
