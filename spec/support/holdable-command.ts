import { asapScheduler, Observable } from 'rxjs';
import type { CommandSignal } from '../../src/index.js';
import { ColdReceiver } from '../../src/body/cold-receiver.js';
import { finishedSignal, started } from './command-letters.js';

/**
 * A command whose body waits while it is held, as that of a real one does: a piece after the other as fast as they are
 * taken. Writes down in `log` when it pauses and when it goes on.
 */
export function holdableCommand(pieces: readonly string[], log: string[] = []): Observable<CommandSignal> {
  return new Observable((subscriber) => {
    const receiver = new ColdReceiver(subscriber);
    let next = 0;
    let isPaused = false;
    const pump = () => {
      if (isPaused) log.push('goes on');
      isPaused = false;
      for (let piece = pieces[next]; piece !== undefined && !isPaused; piece = pieces[next]) {
        next++;
        isPaused = !receiver.receive(new TextEncoder().encode(piece));
        if (subscriber.closed) return;
      }
      if (isPaused) {
        log.push(`pauses behind ${pieces[next - 1] ?? ''}`);
        return;
      }
      subscriber.next(finishedSignal(1));
      subscriber.complete();
    };
    receiver.open({
      onSpace: () => {
        subscriber.add(asapScheduler.schedule(pump));
      },
      onFailure: (error) => {
        subscriber.error(error);
      },
    });
    subscriber.next(started(1));
    pump();
    return () => {
      receiver.close();
    };
  });
}
