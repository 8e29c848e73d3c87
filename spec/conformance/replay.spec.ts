import { differences } from './judge/compare.js';
import { observationFrom, type Observation } from './judge/observation.js';
import { canonical, type SignalEvent, type Trace, type TraceEvent } from './judge/trace.js';
import { judge } from './judge/verdict.js';
import {
  classOf,
  recordingNamed,
  recordings,
  type Json,
  type Probe,
  type ReceivedRequest,
  type Recording,
} from './recording.js';
import type { SeenConnection } from './server/scripted-connection.js';

/** Recordings whose results are mistreated here: commands, calls, a body, an error, two servers, an abort inside a call. */
const samples = [
  'seq-documented-normal',
  'keepalive-head-get-post',
  'get-to-device-then-without',
  'clear-error-first',
  'host-switch-ports',
  'abort-reading',
  'stale-closed-on-second-request',
].map(recordingNamed);

const alive = recordings.filter(({ crashed }) => crashed !== true);

/** Here the real class announces a body that it does not send, or writes numbers that it never set. */
const miscounted = [
  'auth-basic-post-device',
  'expect-close-while-waiting',
  'request-invalid-header',
  'stale-post-device-answered',
  'stale-post-device-on-second-request',
];

function good(recording: Recording): Observation {
  const observation = observationFrom(recording);
  return { ...observation, trace: canonical(observation.trace) };
}

function isProgress(event: TraceEvent | undefined): boolean {
  return event?.kind === 'signal' && event.name.endsWith('Progress');
}

/** The names of the samples whose mistreated results nobody would notice, with what was done to them. */
function unnoticed(mistreatments: (trace: Trace) => readonly (readonly [what: string, trace: Trace])[]): string[] {
  return samples.flatMap((recording) => {
    const observation = good(recording);
    return mistreatments(observation.trace)
      .filter(([, trace]) => differences(recording, { ...observation, trace }).length === 0)
      .map(([what]) => `${recording.name}: ${what}`);
  });
}

function eachEvent(trace: Trace, mistreat: (event: TraceEvent, index: number) => Trace): [string, Trace][] {
  return trace.map((event, index) => [`event ${index + 1}, ${event.name}`, mistreat(event, index)]);
}

function eachSignal(trace: Trace, mistreat: (signal: SignalEvent) => readonly SignalEvent[]): [string, Trace][] {
  return trace.flatMap((event, index) =>
    event.kind === 'signal'
      ? mistreat(event).map((changed): [string, Trace] => [
          `${event.name}, event ${index + 1}`,
          trace.with(index, changed),
        ])
      : [],
  );
}

/** Another value of the same type. */
function other(value: Json): Json {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return typeof value === 'string' ? `${value}?` : 1;
}

/** The results with the requests of every connection changed. */
function withRequests(
  observation: Observation,
  change: (requests: SeenConnection['requests']) => SeenConnection['requests'],
): Observation {
  return {
    ...observation,
    received: observation.received.map((server) =>
      server.map((connection) => ({ ...connection, requests: change(connection.requests) })),
    ),
  };
}

function changedRequests(
  recording: Recording,
  change: (request: ReceivedRequest) => Partial<ReceivedRequest>,
): Observation {
  return withRequests(good(recording), (requests) => requests.map((request) => ({ ...request, ...change(request) })));
}

describe('the comparison', () => {
  it.each(alive.map((recording) => [recording.name, recording] as const))('takes %s for itself', (name, recording) => {
    const wrongTotals = miscounted.includes(name) ? [expect.stringMatching(/^totals of dataSendProgress/)] : [];
    expect(differences(recording, observationFrom(recording))).toEqual(wrongTotals);
  });

  it.each(
    alive
      .filter((recording) => classOf(recording) === 'exact')
      .map((recording) => [recording.name, recording] as const),
  )('finds nothing wrong with %s', (_name, recording) => {
    expect(judge(recording, observationFrom(recording))).toEqual({ isIdentical: true, problems: [] });
  });

  it('notices a lost event', () => {
    expect(unnoticed((trace) => eachEvent(trace, (_event, index) => trace.toSpliced(index, 1)))).toEqual([]);
  });

  it('notices a doubled event, except for progress, whose pieces are up to the network', () => {
    const missed = unnoticed((trace) => eachEvent(trace, (event, index) => trace.toSpliced(index, 0, event)));
    expect(missed.filter((what) => !what.endsWith('Progress'))).toEqual([]);
  });

  it('notices two events in the wrong order', () => {
    const swapped = (trace: Trace, index: number): Trace =>
      trace.toSpliced(index, 2, ...trace.slice(index, index + 2).reverse());
    const missed = unnoticed((trace) => eachEvent(trace.slice(1), (_event, index) => swapped(trace, index)));
    expect(missed).toEqual([]);
  });

  it('notices a signal with another argument', () => {
    const changed = (signal: SignalEvent): SignalEvent[] =>
      signal.args.map((value, index) => ({ ...signal, args: signal.args.with(index, other(value)) }));
    expect(unnoticed((trace) => eachSignal(trace, changed))).toEqual([]);
  });

  it('notices every getter that says something else inside a signal', () => {
    const changed = (signal: SignalEvent): SignalEvent[] =>
      Object.entries(signal.probe).map(([getter, value]: [string, Json]) => ({
        ...signal,
        probe: { ...signal.probe, [getter]: other(value) } satisfies Probe,
      }));
    expect(unnoticed((trace) => eachSignal(trace, changed))).toEqual([]);
  });

  it('notices a call with another result', () => {
    const changed = (event: TraceEvent): TraceEvent =>
      'result' in event ? { ...event, result: other(event.result) } : { ...event, name: 'other' };
    expect(unnoticed((trace) => eachEvent(trace, (event, index) => trace.with(index, changed(event))))).toEqual([]);
  });

  it('notices every getter that says something else at the end', () => {
    for (const recording of samples) {
      const observation = good(recording);
      for (const [getter, value] of Object.entries({ ...observation.final })) {
        const final = { ...observation.final, [getter]: other(value) } as Observation['final'];
        expect([getter, differences(recording, { ...observation, final })]).not.toEqual([getter, []]);
      }
    }
  });

  it('takes progress in more pieces for the same', () => {
    const recording = recordingNamed('seq-documented-normal');
    const observation = observationFrom(recording);
    const trace = observation.trace.flatMap((event) => (isProgress(event) ? [event, event] : [event]));
    expect(differences(recording, { ...observation, trace })).toEqual([]);
  });

  it('takes heads of another length for the same, as long as the totals fit', () => {
    const recording = recordingNamed('keepalive-head-get-post');
    const longer = withRequests(good(recording), (all) =>
      all.map((request) => ({ ...request, size: request.size + 7 })),
    );
    const counted = longer.trace.map((event) =>
      event.kind === 'signal' && event.name === 'dataSendProgress'
        ? { ...event, args: event.args.map((value) => Number(value) + 7) }
        : event,
    );
    expect(differences(recording, { ...longer, trace: counted })).toEqual([]);
    expect(differences(recording, longer)).toEqual([
      'totals of dataSendProgress 67, 66, 87, the server received 74, 73, 94',
    ]);
  });

  it.each<[string, (request: ReceivedRequest) => Partial<ReceivedRequest>]>([
    ['method', ({ head }) => ({ head: head.replace(/^\w+/, 'PATCH') })],
    ['target', ({ head }) => ({ head: head.replace(' /', ' /other') })],
    ['Host', ({ head }) => ({ head: head.replace('127.0.0.1', 'localhost') })],
    ['fields', ({ head }) => ({ head: head.replace('\r\n\r\n', '\r\nX-Other: 1\r\n\r\n') })],
    ['lost Host', ({ head }) => ({ head: head.replace(/Host: .*\r\n/, '') })],
    ['end of the connection', ({ head }) => ({ head: head.replace('Keep-Alive', 'close') })],
    ['body', ({ body }) => ({ body: `${typeof body === 'string' ? body : ''}!` })],
    ['unfinished body', () => ({ bodyIncomplete: true })],
  ])('notices a request with another %s', (_what, change) => {
    const found = samples.filter((recording) => differences(recording, changedRequests(recording, change)).length > 0);
    expect(found).toEqual(samples);
  });

  it('takes a request with its fields in another order, and in other letters, for the same', () => {
    const recording = recordingNamed('post-byte-array');
    const head = 'POST /p HTTP/1.1\r\nhost: 127.0.0.1:$PORT\r\nconnection: keep-alive\r\nContent-Length: 14\r\n\r\n';
    expect(
      differences(
        recording,
        changedRequests(recording, () => ({ head })),
      ),
    ).toEqual([]);
  });

  it('notices a lost request, a doubled one, and one on the wrong connection', () => {
    const recording = recordingNamed('close-get-close-get');
    const observation = good(recording);
    const [first, second] = observation.received[0] ?? [];
    if (first === undefined || second === undefined) throw new Error('two connections are recorded');
    const together = { ...first, requests: [...first.requests, ...second.requests] };
    expect(
      differences(
        recording,
        withRequests(observation, () => []),
      ),
    ).toEqual(['requests on the connections: none, recorded 1+1']);
    expect(
      differences(
        recording,
        withRequests(observation, (all) => [...all, ...all]),
      ),
    ).toEqual(['requests on the connections: 2+2, recorded 1+1']);
    expect(differences(recording, { ...observation, received: [[together]] })).toEqual([
      'requests on the connections: 2, recorded 1+1',
    ]);
  });

  it('notices a connection that the client left open, other data on a device, and a run that hangs', () => {
    const recording = recordingNamed('abort-to-device');
    const observation = good(recording);
    const open = observation.received.map((server) => server.map(({ requests }) => ({ requests })));
    expect(differences(recording, { ...observation, received: open })).toEqual([
      'connection 1 was not closed by the client',
    ]);
    expect(differences(recording, { ...observation, contents: { to1: 'hell' } })).toEqual([
      'devices {"to1":"hell"}, recorded {"to1":"hello"}',
    ]);
    expect(differences(recording, { ...observation, hung: true })).toEqual(['hangs']);
  });
});

describe('the verdict', () => {
  const refused = recordingNamed('err-refused');
  const asExpected: Observation = {
    ...good(refused),
    trace: canonical(observationFrom(refused).trace).slice(0, -1),
    final: { ...observationFrom(refused).final, state: 'Unconnected' } as Observation['final'],
  };

  it('takes what is expected instead of what the real class does', () => {
    expect(judge(refused, asExpected)).toEqual({ isIdentical: false, problems: [] });
    expect(judge(refused, observationFrom(refused)).problems).toEqual(['final state Closing, expected Unconnected']);
  });

  it('notices another outcome', () => {
    const [outcome] = judge(refused, { ...asExpected, trace: asExpected.trace.slice(0, -1) }).problems.slice(-1);
    expect(outcome).toMatch(/^outcome S1 F1 S2 F2!ConnectionRefused =ConnectionRefused, expected /);
  });

  it('lets only those hang whose server leaves them without an answer', () => {
    const silent = recordingNamed('hang-half-header');
    expect(judge(silent, observationFrom(silent)).problems).toEqual([]);
    expect(judge(refused, { ...asExpected, hung: true }).problems).toEqual(['hangs']);
  });

  it('counts requests, and looks for what must not be sent', () => {
    const stale = recordingNamed('stale-post-on-second-request');
    expect(judge(stale, observationFrom(stale)).problems).toContain('3 requests, expected 2 at most');
    const invalid = recordingNamed('request-invalid-header');
    expect(judge(invalid, observationFrom(invalid)).problems).toContain('a request matches HTTP/[^1]');
  });
});
