import { isDeepStrictEqual } from 'node:util';
import { observationFrom, recordedTrace, seenFrom, type Observation } from './observation.js';
import type { Final, Json, Probe, Recording } from '../recording.js';
import { receivedDifferences } from './requests.js';
import type { SeenConnection } from '../server/scripted-connection.js';
import { canonical, isWhole, tokenOf, type SignalEvent, type Trace, type TraceEvent } from './trace.js';

export interface ComparisonOptions {
  /** Getters that rightly give something else in this recording. */
  readonly tolerated?: readonly (keyof Final)[];
  /** The server may see something else. */
  readonly anyRequests?: boolean;
}

/**
 * How an observation differs from a recording; nothing where the two are identical.
 *
 * Where the real class gave several results, being equal to one of them is enough.
 */
export function differences(
  recording: Recording,
  seen: Observation,
  { tolerated = [], anyRequests = false }: ComparisonOptions = {},
): readonly string[] {
  if (recording.crashed === true) return ['the real class crashed'];
  const recorded = observationFrom(recording);
  const others = typeof recording.qt48 === 'object' ? recording.qt48 : {};
  const traces = [recording.trace, ...(recording.otherCanonical ?? []), others.canonical].filter(
    (t) => t !== undefined,
  );
  const finals = [recorded.final, others.final].filter((final) => final !== undefined);
  const received = [recorded.received, others.received && seenFrom([others.received])].filter((r) => r !== undefined);
  return [
    ...fewest(traces.map((trace) => traceDifferences(recordedTrace(trace), seen.trace, tolerated))),
    ...fewest(finals.map((final) => finalDifferences(final, seen.final, tolerated))),
    ...(anyRequests ? [] : fewest(received.map((servers) => serverDifferences(servers, seen.received)))),
    ...sendTotals(seen),
    ...contentDifferences(recorded, seen),
    ...(recorded.hung === seen.hung ? [] : [seen.hung ? 'hangs' : 'does not hang as recorded']),
  ];
}

/** The first of the lists that is empty, or else the first. */
function fewest(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.find(({ length }) => length === 0) ?? lists[0] ?? [];
}

function traceDifferences(recorded: Trace, seen: Trace, tolerated: readonly string[]): readonly string[] {
  const was = canonical(recorded);
  const is = canonical(seen);
  for (let index = 0; index < Math.max(was.length, is.length); index++) {
    const difference = eventDifference(was[index], is[index], tolerated);
    if (difference !== undefined) return [`event ${index + 1}: ${difference}`];
  }
  return [];
}

function eventDifference(
  recorded: TraceEvent | undefined,
  seen: TraceEvent | undefined,
  tolerated: readonly string[],
): string | undefined {
  if (recorded === undefined) return `${name(seen)} is too many`;
  if (seen === undefined) return `${name(recorded)} is missing`;
  if (!isDeepStrictEqual(comparable(recorded), comparable(seen))) return `${name(seen)}, recorded ${name(recorded)}`;
  if (recorded.kind === 'signal' && seen.kind === 'signal') {
    const [first] = getterDifferences(recorded.probe, seen.probe, tolerated);
    return first === undefined ? undefined : `${name(seen)}: ${first}`;
  }
  return undefined;
}

function name(event: TraceEvent | undefined): string {
  return event === undefined ? 'nothing' : tokenOf(event);
}

/** What of an event is compared; the getters of signals are compared one by one. */
function comparable(event: TraceEvent): unknown {
  return event.kind === 'signal' ? { kind: event.kind, name: event.name, args: comparedArguments(event) } : event;
}

/** Heads differ, so of the counts of sent bytes it matters whether everything was sent; texts of TLS and realms do not. */
function comparedArguments(signal: SignalEvent): readonly Json[] {
  switch (signal.name) {
    case 'dataSendProgress':
      return [isWhole(signal)];
    case 'authenticationRequired':
    case 'proxyAuthenticationRequired':
      return signal.args.slice(0, 2);
    case 'sslErrors':
      return [];
    default:
      return signal.args;
  }
}

function getterDifferences(recorded: Probe, seen: Probe, tolerated: readonly string[]): readonly string[] {
  return Object.entries(recorded)
    .filter(([getter]) => !tolerated.includes(getter))
    .flatMap(([getter, was]: [string, unknown]) => {
      const is: unknown = seen[getter as keyof Probe];
      return isDeepStrictEqual(was, is) ? [] : [`${getter} ${JSON.stringify(is)}, recorded ${JSON.stringify(was)}`];
    });
}

function finalDifferences(recorded: Final | null, seen: Final | null, tolerated: readonly string[]): readonly string[] {
  if (recorded === null || seen === null) return recorded === seen ? [] : ['destroyed in one of them'];
  return getterDifferences(recorded, seen, tolerated).map((difference) => `at the end: ${difference}`);
}

function serverDifferences(
  recorded: readonly (readonly SeenConnection[])[],
  seen: readonly (readonly SeenConnection[])[],
): readonly string[] {
  return seen.flatMap((connections, index) => receivedDifferences(recorded[index] ?? [], connections));
}

/** The last `dataSendProgress` of each sending has to count what the server received: head and body. */
function sendTotals({ trace, received }: Observation): readonly string[] {
  const totals: number[] = [];
  let sending = false;
  for (const event of trace) {
    if (event.kind !== 'signal') continue;
    if (event.name === 'stateChanged') sending = false;
    if (event.name !== 'dataSendProgress') continue;
    if (sending) totals.pop();
    totals.push(Number(event.args[1]));
    sending = true;
  }
  const sizes = received
    .flat()
    .flatMap(({ requests }) => requests)
    .sort((one, other) => one.order - other.order)
    .map(({ size }) => size);
  if (totals.length !== sizes.length || isDeepStrictEqual(totals, sizes)) return [];
  return [`totals of dataSendProgress ${totals.join(', ')}, the server received ${sizes.join(', ')}`];
}

function contentDifferences(recorded: Observation, seen: Observation): readonly string[] {
  if (isDeepStrictEqual(recorded.contents, seen.contents)) return [];
  return [`devices ${JSON.stringify(seen.contents)}, recorded ${JSON.stringify(recorded.contents)}`];
}
