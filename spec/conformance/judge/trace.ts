import type { Json, Probe, RecordedEntry } from '../recording.js';

/** A signal, with what the getters say inside its slot. */
export interface SignalEvent {
  readonly kind: 'signal';
  readonly name: string;
  readonly args: readonly Json[];
  readonly probe: Probe;
}

/** A call during which no signal was emitted. */
export interface CallEvent {
  readonly kind: 'call';
  readonly name: string;
  readonly result: Json;
}

/** A call during which signals were emitted: these stand between its two events. */
export interface EnterEvent {
  readonly kind: 'enter';
  readonly name: string;
}

export interface LeaveEvent {
  readonly kind: 'leave';
  readonly name: string;
  readonly result: Json;
}

export type TraceEvent = SignalEvent | CallEvent | EnterEvent | LeaveEvent;

export type Trace = readonly TraceEvent[];

/** A recorded trace. The warnings that the real class printed are left out: they are no behaviour of the object. */
export function traceFrom(entries: readonly RecordedEntry[]): Trace {
  return entries.filter(([kind]) => kind !== 'warning').map(eventFrom);
}

function eventFrom([kind, ...rest]: RecordedEntry): TraceEvent {
  const last = rest.at(-1) ?? null;
  if (kind === 'call' || kind === 'leave') return { kind, name: text(rest[0]), result: last };
  if (kind === 'enter') return { kind, name: text(rest[0]) };
  return { kind: 'signal', name: kind, args: rest.slice(0, -1), probe: last as unknown as Probe };
}

function isSignal(event: TraceEvent | undefined, name: string): event is SignalEvent {
  return event?.kind === 'signal' && event.name === name;
}

/**
 * The form in which traces are compared.
 *
 * Where the pieces of data fall is up to the network: of progress that follows directly on progress only the last one
 * stays. `HostLookup` is left out: an address needs none. A call that is left without a signal between its two events
 * becomes one event.
 */
export function canonical(trace: Trace): Trace {
  const kept: TraceEvent[] = [];
  for (const event of trace) {
    if (isSignal(event, 'stateChanged') && event.args[0] === 'HostLookup') continue;
    const last = kept.at(-1);
    if (event.kind === 'leave' && last?.kind === 'enter') {
      kept.splice(-1, 1, { kind: 'call', name: event.name, result: event.result });
      continue;
    }
    if (isSignal(event, 'dataSendProgress') && isSignal(last, 'dataSendProgress')) kept.pop();
    if (isSignal(event, 'dataReadProgress') && isSignal(last, 'dataReadProgress')) kept.pop();
    if (isSignal(event, 'readyRead') && endsInTwoPairs(kept)) kept.splice(-3, 2);
    kept.push(event);
  }
  return kept;
}

/** Whether (dataReadProgress, readyRead, dataReadProgress) stands at the end, to which a readyRead is to be added. */
function endsInTwoPairs(events: readonly TraceEvent[]): boolean {
  return (
    isSignal(events.at(-1), 'dataReadProgress') &&
    isSignal(events.at(-2), 'readyRead') &&
    isSignal(events.at(-3), 'dataReadProgress')
  );
}

/** Whether everything has been sent, as a `dataSendProgress` tells it. */
export function isWhole({ args: [done, total] }: SignalEvent): boolean {
  return done === total;
}

/** A value as it stands in a line. */
function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function signalToken({ name, args: [first, second], probe }: SignalEvent): string {
  switch (name) {
    case 'requestStarted':
      return `S${text(first)}`;
    case 'requestFinished':
      return `F${text(first)}${second === true ? `!${probe.error}` : ''}`;
    case 'done':
      return first === true ? 'DONE!' : 'DONE';
    case 'stateChanged':
      return text(first);
    case 'responseHeaderReceived':
      return `H${text(first)}${second === '' ? '' : `:${text(second)}`}`;
    case 'dataSendProgress':
      return `q${text(first)}/${text(second)}`;
    case 'dataReadProgress':
      return `p${text(first)}/${text(second)}`;
    case 'readyRead':
      return 'y';
    default:
      return name;
  }
}

/** An event in a few letters. */
export function tokenOf(event: TraceEvent): string {
  switch (event.kind) {
    case 'signal':
      return signalToken(event);
    case 'call':
      return `${event.name}=${JSON.stringify(event.result)}`;
    case 'enter':
      return `${event.name}{`;
    case 'leave':
      return '}';
  }
}

/** The whole trace on one line, calls included: `setHost=1 get=2 S1 F1 S2 Connecting Sending q66/66 … DONE`. */
export function lineWithCalls(trace: Trace): string {
  return trace.map(tokenOf).join(' ');
}

/** The signals alone on one line. */
export function lineOfSignals(trace: Trace): string {
  return trace
    .filter((event) => event.kind === 'signal')
    .map(signalToken)
    .join(' ');
}

const outcomes = new Set(['requestStarted', 'requestFinished', 'responseHeaderReceived', 'done']);

/** What came of it on one line: `S1 F1 S2 H200 F2!Aborted DONE! =Aborted`. */
export function lineOfOutcomes(trace: Trace, finalError: string): string {
  const tokens = trace
    .filter((event) => event.kind === 'signal')
    .filter(({ name }) => outcomes.has(name))
    .map((event) => signalToken(event).replace(/:.*$/s, ''));
  return [...tokens, `=${finalError}`].join(' ');
}
