import type { Data, Final, ReceivedConnection, RecordedEntry, Recording } from '../recording.js';
import type { SeenConnection } from '../server/scripted-connection.js';
import { traceFrom, type Trace } from './trace.js';
import { withWaitingCommands } from './waiting-commands.js';

/** What came of a run, whether of the real class or of a replay. */
export interface Observation {
  readonly trace: Trace;
  /** What `server` and `server2` read. */
  readonly received: readonly (readonly SeenConnection[])[];
  /** What was written to the destination devices. */
  readonly contents: Readonly<Record<string, Data>>;
  /** Null where the object was destroyed in the run. */
  readonly final: Final | null;
  /** A command was still running when nothing at all happened any more. */
  readonly hung: boolean;
  /** What no run may show: errors of the replay or the server, signals after the end. */
  readonly faults: readonly string[];
}

/** Ports stand as `$PORT` and `$PORT2` in the files; all of them were five digits long. */
const portDigits = '12345';

/** In Digest answers the random parts stand as words, too. */
const digestDigits = '0123456789abcdef0123456789abcdef';

function sizeOf(head: string): number {
  const announced = Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
  const sent = head.replaceAll(/\$PORT2?/g, portDigits).replaceAll(/\$CNONCE|\$RESPONSE/g, digestDigits);
  return sent.length + announced;
}

/** What servers read, with the sizes that follow from it. */
export function seenFrom(servers: readonly (readonly ReceivedConnection[])[]): readonly (readonly SeenConnection[])[] {
  let order = 0;
  return servers.map((connections) =>
    connections.map((connection) => ({
      ...connection,
      requests: connection.requests.map((request) => ({ ...request, size: sizeOf(request.head), order: order++ })),
    })),
  );
}

function contentsOf({ devices = {} }: Recording): Readonly<Record<string, Data>> {
  return Object.fromEntries(
    Object.entries(devices).flatMap(([name, { content }]) => (content === undefined ? [] : [[name, content]])),
  );
}

/** A recorded trace, as it is to be followed. */
export function recordedTrace(entries: readonly RecordedEntry[]): Trace {
  return withWaitingCommands(traceFrom(entries));
}

/** What the real class did. */
export function observationFrom(recording: Recording): Observation {
  return {
    trace: recordedTrace(recording.trace),
    received: seenFrom([recording.received, recording.received2].filter((list) => list !== undefined)),
    contents: contentsOf(recording),
    final: recording.final,
    hung: recording.hangs ?? false,
    faults: [],
  };
}
