import { QHttp, State, type Signal } from '../../../src/index.js';
import { Activity } from '../server/activity.js';
import { Clock } from '../server/clock.js';
import { Caller } from './caller.js';
import { commandNames } from './command-names.js';
import { dataOf } from '../server/data.js';
import { Devices } from './devices.js';
import { mayHang } from '../judge/may-hang.js';
import type { Observation } from '../judge/observation.js';
import { finalProbe, lastResponseOf, probeOf } from './probe.js';
import type { Call, Final, Json, Recording } from '../recording.js';
import { signalArguments } from './signal-arguments.js';
import { Stage } from './stage.js';
import type { SignalEvent, TraceEvent } from '../judge/trace.js';

/** How long a silence has to last before a run counts as ended, in milliseconds. */
const quiet = {
  /** No command, no step of a server is left, and the connection is open or closed. */
  settled: 80,
  /** The same, but an end of a connection is still on its way. */
  ending: 400,
  /** No command, but the state is one that is to change. */
  unsettled: 1200,
  /** A command runs, and the script leaves it without an answer. */
  silentServer: 400,
  /** A command runs. */
  hung: 3000,
};

/** States in which a connection may stay. */
const lastingStates: readonly State[] = [State.Unconnected, State.Connected];

/** Plays one recording: the server as it was, the calls as they were, and a trace in the words of the recordings. */
class Replay {
  readonly #recording: Recording;
  readonly #activity: Activity;
  readonly #clock: Clock;
  readonly #stage: Stage;
  readonly #http: QHttp;
  readonly #devices = new Devices();
  readonly #ids = new Map<number, number>();
  readonly #caller: Caller;
  readonly #trace: TraceEvent[] = [];
  readonly #faults: string[] = [];
  readonly #counts = new Map<string, number>();
  #commands = 0;
  #hasTimeline: boolean;
  #isDestroyed = false;
  #isComplete = false;

  constructor(recording: Recording, activity: Activity, clock: Clock, stage: Stage) {
    this.#recording = recording;
    this.#activity = activity;
    this.#clock = clock;
    this.#stage = stage;
    this.#hasTimeline = (recording.timeline ?? []).length > 0;
    this.#http = this.#make();
    this.#caller = new Caller(this.#http, this.#devices, this.#ids);
  }

  async play(): Promise<Observation> {
    const http = this.#http;
    http.signals$.subscribe({ next: (signal) => this.#hear(signal), complete: () => (this.#isComplete = true) });
    const timeline = this.#playTimeline();
    for (const call of this.#recording.commands) this.#call(call, undefined);
    await this.#activity.silence(() => this.#patienceMs());
    await timeline;
    const hung = !this.#isDestroyed && this.#isBusy();
    const final = this.#isDestroyed ? null : this.#final();
    const received = this.#stage.received();
    const signals = this.#trace.length;
    http.destroy();
    await this.#stage.stop();
    if (!this.#isComplete) this.#faults.push('signals$ is not complete after destroy()');
    if (this.#trace.length > signals) this.#faults.push('a signal came after destroy()');
    this.#faults.push(...this.#stage.faults.map(String));
    return { trace: this.#trace, received, contents: this.#devices.contents(), final, hung, faults: this.#faults };
  }

  #make(): QHttp {
    const [host, port, mode] = this.#recording.constructorArguments;
    if (host === undefined) return new QHttp();
    const [name, number] = [this.#stage.fill(host), Number(this.#stage.fill(port ?? 0))];
    if (typeof name !== 'string') throw new Error('the host is no name');
    return mode === undefined ? new QHttp(name, number) : new QHttp(name, mode, number);
  }

  /** Whether a silence with a command running is no surprise. */
  get #mayHang(): boolean {
    return mayHang(this.#recording);
  }

  #isBusy(): boolean {
    return this.#http.currentId() !== 0 || this.#http.hasPendingRequests();
  }

  /** How long the present silence has to last before the run is over. */
  #patienceMs(): number {
    if (this.#hasTimeline) return Infinity;
    if (this.#isDestroyed) return quiet.settled;
    if (!this.#stage.settled) return Infinity;
    if (this.#isBusy()) return this.#mayHang ? quiet.silentServer : (this.#recording.hangMs ?? quiet.hung);
    const state = this.#http.state();
    if (!lastingStates.includes(state)) return quiet.unsettled;
    return state === State.Unconnected && !this.#stage.deserted ? quiet.ending : quiet.settled;
  }

  async #playTimeline(): Promise<void> {
    const entries = this.#recording.timeline ?? [];
    await Promise.all(
      entries.map(async ({ atMs, do: calls }) => {
        await this.#clock.wait(atMs);
        for (const call of calls) this.#call(call, undefined);
      }),
    );
    this.#hasTimeline = false;
  }

  /** Notes a signal with what the getters say, then makes the calls that the recording has inside its slot. */
  #hear(signal: Signal): void {
    this.#activity.note();
    try {
      const args = signalArguments(signal, this.#ids, this.#stage);
      this.#trace.push({ kind: 'signal', name: signal.type, args, probe: this.#probeFor(signal) });
      this.#react(signal, args[0]);
    } catch (error) {
      this.#faults.push(String(error));
    }
  }

  #probeFor({ type }: Signal): SignalEvent['probe'] {
    const withBytes = type === 'readyRead' || type === 'requestFinished';
    return withBytes ? finalProbe(this.#http, this.#ids) : probeOf(this.#http, this.#ids);
  }

  #react(signal: Signal, first: Json | undefined): void {
    const byName = this.#count(signal.type);
    const byArgument = this.#count(`${signal.type} ${JSON.stringify(first)}`);
    for (const { on, arg, nth, do: calls } of this.#recording.reactions ?? []) {
      if (on !== signal.type || (arg !== undefined && arg !== first)) continue;
      if (nth !== undefined && nth !== (arg === undefined ? byName : byArgument)) continue;
      for (const call of calls) this.#call(call, signal);
    }
  }

  #count(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }

  /** Makes a call and notes it: as one event, or as two where signals come inside it. */
  #call(call: Call, signal: Signal | undefined): void {
    this.#activity.note();
    const [name, ...args] = call;
    const index = this.#trace.push({ kind: 'enter', name });
    const result = this.#resultOf([name, ...args.map((value) => this.#stage.fill(value))], signal);
    if (this.#trace.length === index) this.#trace[index - 1] = { kind: 'call', name, result };
    else this.#trace.push({ kind: 'leave', name, result });
  }

  #resultOf(call: Call, signal: Signal | undefined): Json {
    const [name] = call;
    const number = commandNames.has(name) ? ++this.#commands : 0;
    if (name === 'delete') this.#isDestroyed = true;
    try {
      if (number === 0) return this.#caller.ask(call, signal);
      this.#ids.set(this.#caller.command(call), number);
      return number;
    } catch (error) {
      return { throws: String(error) };
    }
  }

  #final(): Final {
    const http = this.#http;
    const probe = finalProbe(http, this.#ids);
    const lastResponse = lastResponseOf(http)?.toString() ?? null;
    return { ...probe, lastResponse, rest: dataOf(http.readAll()) };
  }
}

/** Replays a recording through the public API. */
export async function replay(recording: Recording): Promise<Observation> {
  const activity = new Activity();
  const clock = new Clock(activity);
  const stage = await Stage.set(recording, activity, clock);
  return new Replay(recording, activity, clock, stage).play();
}
