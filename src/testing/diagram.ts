import type { TestScheduler } from 'rxjs/testing';

/** Bytes of a body; a text goes as UTF-8. */
export type Chunk = string | Uint8Array;

/** One letter of a diagram, and when it is due. */
export interface Letter {
  readonly letter: 'l' | 'c' | 'u' | 's' | 'h' | 'd' | '|' | '#';
  /** In frames from the start of the request. */
  readonly frame: number;
  /** What a `d` brings. */
  readonly chunk?: Uint8Array;
}

type Chunks = readonly Chunk[] | Readonly<Record<string, Chunk>>;

/** What can happen to a request, in the only order in which it can; a `#` after `|` closes the idle connection. */
const course = /^l?c?u*s?(?:#|hd*(?:#|\|#?)?)?$/;

/** Who reads marbles: the class of a test scheduler, which knows how long a frame is at the moment. */
export type MarbleParser = Pick<typeof TestScheduler, 'parseMarbles'>;

/**
 * Reads a diagram, with the time progression of RxJS: a character takes one frame, `10ms` takes ten.
 *
 * @throws TypeError for letters that are unknown, or that stand in an order in which nothing can happen
 */
export function readDiagram(parser: MarbleParser, marbles: string, chunks: Chunks = []): readonly Letter[] {
  const values = Array.isArray(chunks) ? {} : (chunks as Readonly<Record<string, Chunk>>); // the other one of the two
  const pieces = Array.isArray(chunks) ? (chunks as readonly Chunk[]).values() : undefined;
  const letters = parser
    .parseMarbles(marbles, undefined, undefined, false, true)
    .map(({ frame, notification }): Letter => {
      if (notification.kind === 'C') return { letter: '|', frame };
      if (notification.kind === 'E') return { letter: '#', frame };
      const value: unknown = notification.value;
      const own = typeof value === 'string' && Object.hasOwn(values, value) ? values[value] : undefined;
      if (own !== undefined) return { letter: 'd', frame, chunk: bytesOf(own) };
      if (value === 'd') return { letter: 'd', frame, chunk: bytesOf(pieces?.next().value ?? 'data') };
      if (value === 'l' || value === 'c' || value === 'u' || value === 's' || value === 'h') {
        return { letter: value, frame };
      }
      throw new TypeError(`'${String(value)}' is no letter of the answer '${marbles}': there are l c u s h d | #`);
    });
  if (!course.test(letters.map(({ letter }) => letter).join(''))) {
    throw new TypeError(
      `'${marbles}' is the course of no request: that is l c u s h d | in this order, or # on its way`,
    );
  }
  return letters;
}

function bytesOf(chunk: Chunk): Uint8Array {
  return typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
}
