import { platform } from '#transport';
import type { Subscription } from 'rxjs';
import { ReadBuffer } from './body/read-buffer.js';
import { Connection } from './connection/connection.js';
import type { OwnConnections } from './connection/platform.js';
import { originOf, type Target } from './connection/target.js';
import type { CommandFactory } from './commands/command-context.js';
import { commands } from './commands/commands.js';
import type { PlannedRequest } from './commands/plan-request.js';
import { WaitingCommand, type Follower, type PipelineCommand } from './pipeline-command.js';
import { checkOptions, type QHttpOptions } from './qhttp-options.js';
import { CommandQueue } from './queue/command-queue.js';
import type { Telling } from './queue/command.js';
import type { Place } from './queue/waiting-line.js';
import { ErrorCode } from './values/error-code.js';
import { Failure } from './values/failure.js';
import { limitsFrom, type Limits } from './values/limits.js';
import { ownProperties } from './values/own-properties.js';
import { QHttpError } from './values/qhttp-error.js';
import { reasonOf } from './values/reason-of.js';
import { clockWith, scheduleLaterWith, scheduleWith, timerWith } from './values/schedule.js';
import type { RequestStartedSignal, Signal } from './values/signal.js';
import { timeoutsFrom } from './values/timeouts.js';

/** Who is told the signals of all commands, as they happen. */
export interface SignalListener {
  tell(signal: Signal): void;
  /** No more signals come: the pipeline was destroyed. */
  end(): void;
}

/** Ids are given out over all instances of the process. */
let lastId = 0;

/** The works behind the face: one queue, one connection, the read buffer, and the signals of all of them. */
export class Pipeline {
  readonly connection: Connection;
  readonly buffer: ReadBuffer;
  error = ErrorCode.NoError;
  errorString = noErrorString;
  readonly #listener: SignalListener;
  readonly #limits: Limits;
  /** How many requests may be on their way. */
  readonly #pipelining: number;
  readonly #hasDispatcher: boolean;
  readonly #queue: CommandQueue<Signal, PipelineCommand>;
  readonly #subscription: Subscription;
  #isDestroyed = false;
  /** The command whose failure has been told, and the error for its follower. */
  #failed: { readonly command: PipelineCommand; readonly error: QHttpError } | undefined;
  /** Who follows the command that runs. */
  #follower: Follower | undefined;
  /** Commands that will never start, whose followers have not been told yet. */
  #dropped: PipelineCommand[] = [];

  constructor(options: QHttpOptions, target: Target | undefined, listener: SignalListener) {
    checkOptions(options);
    this.#listener = listener;
    this.#hasDispatcher = options.dispatcher !== undefined;
    this.#limits = limitsFrom(options.limits);
    this.#pipelining = options.pipelining ?? 1;
    this.buffer = new ReadBuffer(this.#limits.bufferedBytes);
    const schedule = scheduleWith(options.scheduler);
    this.connection = new Connection(
      {
        pipelining: this.#pipelining,
        limits: this.#limits,
        timeouts: timeoutsFrom(options.timeouts),
        tls: ownProperties(options.tls ?? {}),
        interceptors: [...(options.interceptors ?? [])],
        deliversChallenges: options.challenges === 'deliver',
        hashes: platform.hashes,
        environmentProxy: platform.connections?.environmentProxy ?? noProxy,
        schedule,
        timer: timerWith(options.scheduler),
        now: clockWith(options.scheduler),
      },
      platform.connections,
      {
        onState: (state) => {
          this.#tell({ type: 'stateChanged', state });
        },
        onRequestSent: () => {
          this.#sendEarly();
        },
      },
      options.dispatcher ?? platform.dispatcher,
    );
    this.connection.route.setTarget(target);
    this.#queue = new CommandQueue<Signal, PipelineCommand>(
      this.#telling(),
      schedule,
      scheduleLaterWith(options.scheduler),
    );
    this.#subscription = this.#queue.output$.subscribe((signal) => {
      this.#tell(signal);
      // What failed may have left the connection anywhere; it is closed when everybody knows.
      if (signal.type === 'done' && signal.error) this.connection.close();
    });
  }

  get current(): PipelineCommand | undefined {
    return this.#queue.current;
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  /** @throws QHttpError after `destroy()` */
  refuseIfDestroyed(): void {
    if (this.#isDestroyed) throw new QHttpError(ErrorCode.UnknownError, 0, 'This QHttp has been destroyed');
  }

  /** @throws TypeError for what can have no effect on a dispatcher that was handed in, and on connections of a browser */
  ownConnections(method: string): OwnConnections {
    if (this.#hasDispatcher) throw new TypeError(`The option dispatcher and ${method} exclude each other`);
    const { connections } = platform;
    if (!connections) throw new TypeError(`${method} is not possible here: connections are the browser's`);
    return connections;
  }

  /** @throws RangeError when too many commands wait */
  enqueue<A>(
    make: CommandFactory<A>,
    argument: A,
    follower?: Follower,
    request?: PlannedRequest,
  ): Place<PipelineCommand> {
    this.refuseIfDestroyed();
    if (this.#queue.waiting >= this.#limits.pendingCommands) {
      throw new RangeError(`Too many commands wait: the limit is ${String(this.#limits.pendingCommands)}`);
    }
    const place = this.#queue.enqueue(new WaitingCommand(++lastId, this, make, argument, follower, request));
    if (request?.isEarly) this.#sendEarly();
    return place;
  }

  /** @throws RangeError when too many commands wait */
  request(plan: PlannedRequest, follower?: Follower): Place<PipelineCommand> {
    return this.enqueue(commands.request, plan, follower, plan);
  }

  abort(): void {
    const failure = aborted();
    if (this.#queue.current) {
      this.#setError(failure);
      this.#queue.abort(failure);
    } else if (this.#queue.waiting > 0) {
      this.#setError(failure);
      this.#queue.clear();
      this.#tell({ type: 'done', error: true });
    }
  }

  clear(): void {
    this.#queue.clear();
    this.#tellDropped(undefined);
  }

  /** Removes a waiting command without a word, or ends a running one alone. */
  cancel(place: Place<PipelineCommand>, cause?: unknown): void {
    if (place.waits && place.item.request) this.connection.dropEarly(place.item.request);
    this.#queue.cancel(place, () => aborted(cause));
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    const { current } = this;
    const follower = this.#follower;
    this.#queue.clear();
    this.connection.release(); // before what runs is torn down, which would end a socket that was handed in
    this.#subscription.unsubscribe();
    this.connection.destroy();
    this.buffer.clear();
    this.#listener.end();
    follower?.error(new QHttpError(ErrorCode.Aborted, current?.id ?? 0, 'The QHttp was destroyed'));
    this.#tellDropped(undefined);
  }

  #telling(): Telling<Signal, PipelineCommand> {
    return {
      started: (command) => {
        this.error = ErrorCode.NoError;
        this.errorString = noErrorString;
        this.buffer.clear();
        this.#failed = undefined;
        return startSignal(command, this.connection.target);
      },
      finished: ({ id }) => ({ type: 'requestFinished', id, error: false }),
      failed: (command, error) => {
        this.#setError(error);
        this.#failed = {
          command,
          error: new QHttpError(this.error, command.id, this.errorString, { cause: causeOf(error) }),
        };
        return { type: 'requestFinished', id: command.id, error: true };
      },
      dropped: (command) => {
        if (command.request) this.connection.dropEarly(command.request);
        if (command.follower) this.#dropped.push(command);
      },
      drained: (failed) => ({ type: 'done', error: failed }),
      recover: () => this.connection.closing(),
    };
  }

  /** Those that wait right behind the one that runs, if they want to be, and as many as may. */
  #sendEarly(): void {
    if (this.#pipelining === 1 || !this.#queue.current?.request) return;
    for (const { request } of this.#queue.next(this.#pipelining - 1)) {
      if (!request?.isEarly || !this.connection.sendEarly(request)) return;
    }
  }

  /** First to everybody, then to the one who follows the command that runs. */
  #tell(signal: Signal): void {
    if (signal.type === 'requestStarted') this.#follower = this.#queue.current?.follower;
    const follower = this.#follower;
    if (signal.type === 'requestFinished') this.#follower = undefined; // what comes later is not of its command
    this.#listener.tell(signal);
    follower?.next(signal);
    if (signal.type === 'requestFinished' && !signal.error) follower?.complete();
    if (signal.type === 'done' && signal.error) this.#fall();
  }

  /** A failure has dropped what waited, and everybody knows. */
  #fall(): void {
    const failed = this.#failed;
    this.#failed = undefined;
    failed?.command.follower?.error(failed.error);
    this.#tellDropped(failed?.error);
  }

  #tellDropped(cause: QHttpError | undefined): void {
    const dropped = this.#dropped;
    this.#dropped = [];
    for (const { id, follower } of dropped) {
      follower?.error(new QHttpError(ErrorCode.Aborted, id, 'The command was dropped before it started', { cause }));
    }
  }

  #setError(error: unknown): void {
    this.error = error instanceof Failure ? error.code : ErrorCode.UnknownError;
    this.errorString = reasonOf(error);
  }
}

function startSignal({ id, request, follower }: PipelineCommand, target: Target | undefined): RequestStartedSignal {
  if (!follower || !request || !target) return { type: 'requestStarted', id };
  return new RequestStarted(id, request.header.path(), target);
}

/** That of a cold request. */
class RequestStarted implements RequestStartedSignal {
  readonly type = 'requestStarted';
  readonly id: number;
  readonly #path: string;
  readonly #target: Target;

  constructor(id: number, path: string, target: Target) {
    this.id = id;
    this.#path = path;
    this.#target = target;
  }

  /** For the messages of operators; without a user, and without a query, in which tokens stand. */
  get url(): string {
    const path = this.#path.replace(/[?#].*/, '');
    return path.startsWith('/') ? originOf(this.#target) + path : path.replace(/^(https?:\/\/)[^/@]*@/i, '$1');
  }
}

/** Where there is no environment that could name one. */
const noProxy = () => undefined;

/** The text when nothing has failed, as the real class words it (recorded). */
const noErrorString = 'Unknown error';

function aborted(cause?: unknown): Failure {
  return new Failure(ErrorCode.Aborted, 'Request aborted', { cause });
}

/** A Failure is not for the outside: what is behind it is. */
function causeOf(error: unknown): unknown {
  return error instanceof Failure ? error.cause : error;
}
