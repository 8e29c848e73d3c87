import type { ServerResponse } from 'node:http';
import { fromEvent, interval, repeat, take, takeUntil, takeWhile, type Observable, type Subscription } from 'rxjs';
import type { Change } from '../engine/model.ts';

/** So that both sides notice when the other one is gone, in milliseconds. */
const heartbeatMs = 15_000;
/** How much may wait for a page that reads slowly, in bytes. */
const longestQueue = 1024 * 1024;

/**
 * Tells a page every change, as Server-Sent Events. A page that does not keep up is told nothing for a while, and then how
 * things stand: what waits for it stays bounded, and what it sees is never wrong.
 */
export function streamChanges(response: ServerResponse, changes$: Observable<Change>): Subscription {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }).flushHeaders();
  const closed$ = fromEvent(response, 'close');
  const keepsUp = ({ type }: Change) => type === 'snapshot' || response.writableLength <= longestQueue;
  const telling = changes$
    .pipe(
      takeWhile(keepsUp),
      // Each subscriber is given a snapshot first.
      repeat({ delay: () => fromEvent(response, 'drain').pipe(take(1)) }),
      takeUntil(closed$),
    )
    .subscribe((change) => response.write(`data: ${JSON.stringify(change)}\n\n`));
  const beating = interval(heartbeatMs)
    .pipe(takeUntil(closed$))
    .subscribe(() => response.write(': still here\n\n'));
  telling.add(beating);
  telling.add(() => response.end());
  return telling;
}
