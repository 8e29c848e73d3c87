import { commandNames } from '../play/command-names.js';
import type { CallEvent, LeaveEvent, Trace, TraceEvent } from './trace.js';

/**
 * The real class counts a command as the current one as soon as it has been scheduled into an empty queue; here it
 * waits until `requestStarted`. So where a recording asks the getters in between, `currentId()` is to be 0 and
 * `hasPendingRequests()` true.
 */
export function withWaitingCommands(trace: Trace): Trace {
  const waiting = new Set<number>();
  let running = false;
  return trace.map((event) => {
    if (event.kind === 'signal') {
      if (event.name === 'requestStarted') {
        waiting.delete(Number(event.args[0]));
        running = true;
      } else if (event.name === 'requestFinished') running = false;
      else if (event.name === 'done') waiting.clear();
      return event;
    }
    if (event.kind === 'enter') return event;
    if (commandNames.has(event.name)) waiting.add(Number(event.result));
    if (event.name === 'clearPendingRequests') waiting.clear();
    return event.name === 'probe' && !running && waiting.size > 0 ? asWaiting(event) : event;
  });
}

function asWaiting(event: CallEvent | LeaveEvent): TraceEvent {
  return { ...event, result: { ...(event.result as object), currentId: 0, hasPendingRequests: true } };
}
