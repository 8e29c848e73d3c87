import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Bytes as a Latin-1 string; from 301 bytes on their length and checksum. */
export type Data = string | { readonly length: number; readonly sha1: string };

/** A call: its name, its arguments, and an object of options at the end. */
export type Call = readonly [name: string, ...args: Json[]];

/** One thing that the scripted server does on a connection. The README has the meanings. */
export type ServerStep =
  | { readonly readRequest: true }
  | { readonly readHead: true }
  | { readonly readBody: true }
  | { readonly readBytes: number }
  | { readonly write: string }
  | { readonly writeRepeat: { readonly byte: string; readonly count: number } }
  | { readonly pauseMs: number }
  | { readonly startTls: true }
  | { readonly waitClose: true }
  | { readonly stopReading: true }
  | { readonly resumeReading: true }
  | { readonly close: true }
  | { readonly reset: true }
  | { readonly hold: true };

export interface Script {
  readonly connection: readonly ServerStep[];
}

/** Calls made inside the slot of a signal. */
export interface Reaction {
  readonly on: string;
  readonly arg?: Json;
  readonly nth?: number;
  readonly do: readonly Call[];
}

/** What the getters say inside a slot. */
export interface Probe {
  readonly state: string;
  readonly currentId: number;
  readonly hasPendingRequests: boolean;
  readonly error: string;
  readonly errorString: string;
  /** Null where no response is known. */
  readonly lastStatusCode: number | null;
  readonly bytesAvailable?: number;
}

/** The getters after the end. */
export interface Final extends Probe {
  readonly bytesAvailable: number;
  readonly lastResponse: string | null;
  readonly rest: Data;
}

export interface ReceivedRequest {
  readonly head: string;
  readonly body?: Data;
  readonly bodyIncomplete?: boolean;
  /** Whether the Digest answer in it is the one that follows from the credentials. */
  readonly digestResponseCorrect?: boolean;
}

/** What the server read on one connection. */
export interface ReceivedConnection {
  readonly requests: readonly ReceivedRequest[];
  readonly unread?: Data;
  readonly clientClosed?: boolean;
  readonly unscripted?: boolean;
}

/** An entry of a trace as the files have it. */
export type RecordedEntry = readonly [kind: string, ...Json[]];

/** What the same class did on the sockets of Qt 4.8.7, where that was something else. */
export interface OtherResults {
  readonly canonical?: readonly RecordedEntry[];
  readonly final?: Final | null;
  readonly received?: readonly ReceivedConnection[];
}

/** One experiment with the real class: what was done, and what came of it. */
export interface Recording {
  readonly name: string;
  readonly about: string;
  /** The arguments of the constructor; the files call them `constructor`. */
  readonly constructorArguments: readonly [] | readonly [host: string, port: Json, mode?: 'http' | 'https'];
  readonly tls?: boolean;
  readonly tls2?: boolean;
  readonly server: readonly Script[];
  readonly server2?: readonly Script[];
  readonly listenerClosesAfter?: number;
  /** The credentials with which Digest answers are checked. */
  readonly digest?: readonly [user: string, password: string];
  readonly commands: readonly Call[];
  readonly timeline?: readonly { readonly atMs: number; readonly do: readonly Call[] }[];
  readonly reactions?: readonly Reaction[];
  readonly quietMs?: number;
  readonly hangMs?: number;
  readonly hangs?: boolean;
  readonly crashed?: boolean;
  readonly trace: readonly RecordedEntry[];
  readonly canonical?: readonly RecordedEntry[];
  readonly otherCanonical?: readonly (readonly RecordedEntry[])[];
  readonly received: readonly ReceivedConnection[];
  readonly received2?: readonly ReceivedConnection[];
  readonly devices?: Readonly<Record<string, { readonly content?: Data }>>;
  readonly final: Final | null;
  readonly qt48?: 'same' | OtherResults;
}

/** What an implementation over a strict HTTP parser is to reach. */
export type RecordingClass = 'exact' | 'documented' | 'stricter' | 'impossible' | 'unsafe';

/** What "as expected" means where a recording is not to be followed to the letter. */
export interface Expectation {
  /** A pattern for the whole line of outcomes. */
  readonly outcome?: string;
  /** The final state. */
  readonly state?: string;
  /** A pattern for the line of signals. */
  readonly line?: string;
  /** So many requests reached the server at most. */
  readonly maxRequests?: number;
  /** A pattern that no received head may match. */
  readonly notReceived?: string;
  /** The script leaves the connection silent. */
  readonly mayHang?: boolean;
  /** The server rightly sees something else than in the recording. */
  readonly received?: 'any';
}

export const recordingClasses = ['exact', 'documented', 'stricter', 'impossible', 'unsafe'] as const;

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, path), 'utf8'));
}

const classes = read('classes.json') as Readonly<Record<string, RecordingClass>>;
const expectations = read('expect.json') as Readonly<Record<string, Expectation>>;

export function classOf({ name }: Recording): RecordingClass {
  const found = classes[name];
  if (found === undefined) throw new Error(`classes.json does not have ${name}`);
  return found;
}

export function expectationOf({ name }: Recording): Expectation {
  return expectations[name] ?? {};
}

/** The recorder cut what it read at the first NUL: the data was there, and is what the server sent. */
function corrected(recording: Recording): Recording {
  if (recording.name !== 'post-binary-bytes') return recording;
  const sent = recording.server.flatMap(({ connection }) => connection).find((step) => 'write' in step)?.write ?? '';
  const data = sent.slice(sent.indexOf('\r\n\r\n') + 4);
  const correct = (trace: readonly RecordedEntry[]): readonly RecordedEntry[] =>
    trace.map((entry) => (entry[0] === 'call' && entry[1] === 'readAll' ? ['call', 'readAll', data] : entry));
  return {
    ...recording,
    trace: correct(recording.trace),
    ...(recording.canonical && { canonical: correct(recording.canonical) }),
  };
}

/** Every object has a `constructor`, so the field of this name is known under another one here. */
function load(file: string): Recording {
  const { constructor: own, ...rest } = { constructor: [], ...(read(join('scenarios', file)) as object) };
  return corrected({ ...rest, constructorArguments: own } as unknown as Recording);
}

/** All recordings, by their names. */
export const recordings: readonly Recording[] = readdirSync(join(__dirname, 'scenarios')).sort().map(load);

export function recordingNamed(name: string): Recording {
  const found = recordings.find((recording) => recording.name === name);
  if (found === undefined) throw new Error(`there is no recording ${name}`);
  return found;
}
