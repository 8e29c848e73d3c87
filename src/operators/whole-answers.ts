import { Observable, type OperatorFunction } from 'rxjs';
import { ReadBuffer } from '../body/read-buffer.js';
import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { CommandSignal } from '../values/signal.js';
import { CommandTrack } from './command-track.js';

export interface WholeAnswer {
  /** Undefined where the source told none. */
  readonly header: HttpResponseHeader | undefined;
  /** Asked for where an answer cannot be read. */
  readonly track: CommandTrack;
  readonly body: Uint8Array;
}

/**
 * One value for each answer, when it is whole: what stands behind `toBytes`, `toText`, `toJson` and `toResponse`.
 *
 * A command that fails, or is left for the next one by `retry`, `timeout` or `switchMap`, leaves nothing behind, and a
 * command that has no answer, such as `setHost$`, gives no value. A source of data alone, which tells neither start nor
 * end of a command, gives its value when it completes.
 */
export function wholeAnswers(): OperatorFunction<CommandSignal, WholeAnswer> {
  return (source) =>
    new Observable((subscriber) => {
      const track = new CommandTrack();
      let header: HttpResponseHeader | undefined;
      const body = new ReadBuffer(Infinity);
      let pieces = 0;
      const begin = () => {
        header = undefined;
        body.clear();
        pieces = 0;
      };
      const tell = () => {
        if (track.isUnfinished || (!header && body.length === 0)) return;
        const answer = { header, track, body: owned(body.read(Infinity), pieces) };
        begin(); // first: the subscriber may bring about the next command
        subscriber.next(answer);
      };
      const see = (signal: CommandSignal) => {
        track.see(signal);
        if (signal.type === 'requestStarted') begin();
        else if (signal.type === 'responseHeaderReceived') header = signal.header;
        else if (signal.type === 'data' && signal.chunk.byteLength > 0) {
          pieces++;
          body.receive(signal.chunk);
        } else if (signal.type === 'requestFinished') tell();
      };
      return source.subscribe({
        next: see,
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          tell();
          subscriber.complete();
        },
      });
    });
}

/** A chunk that came alone is not ours: a view of the memory that the socket was read into, or what a cache keeps. */
function owned(bytes: Uint8Array, pieces: number): Uint8Array {
  return pieces !== 1 && bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
