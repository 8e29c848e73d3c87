import { targetFromArguments } from '../host-arguments.js';
import type { Follower, PipelineCommand } from '../pipeline-command.js';
import { Pipeline, type SignalListener } from '../pipeline.js';
import type { QHttpOptions } from '../qhttp-options.js';
import type { Place } from '../queue/waiting-line.js';
import type { Signal } from '../values/signal.js';
import { State } from '../values/state.js';
import type { Carrier, PooledRequest } from './pooled-request.js';
import type { Origin } from './url-parts.js';

/** Who is told how a connection gets on. */
export interface ConnectionOwner {
  onSignal(connection: PooledConnection, signal: Signal): void;
  /** It stands, and its request is over: it can carry another one. */
  onFree(connection: PooledConnection): void;
  /** It has closed, and is of no use any more; may be told again. */
  onGone(connection: PooledConnection): void;
}

/** One connection of a pool: the pipeline of a `QHttp` that is given one request at a time. */
export class PooledConnection implements Carrier, Follower, SignalListener {
  readonly origin: Origin;
  readonly #pipeline: Pipeline;
  readonly #owner: ConnectionOwner;
  #request: PooledRequest | undefined;
  #place: Place<PipelineCommand> | undefined;
  #hasFailed = false;

  constructor(origin: Origin, options: QHttpOptions, owner: ConnectionOwner) {
    this.origin = origin;
    this.#owner = owner;
    const { host, mode, port } = origin;
    this.#pipeline = new Pipeline(options, targetFromArguments(host, mode, port), this);
  }

  carry(pooled: PooledRequest): void {
    this.#request = pooled;
    pooled.carrier = this;
    try {
      this.#place = this.#pipeline.request(pooled.request.planFor(pooled.subscriber), this);
    } catch (error) {
      this.error(error); // a stream that another subscription has used meanwhile
    }
  }

  cancel(): void {
    const place = this.#place;
    this.#leave();
    if (place) this.#pipeline.cancel(place);
    this.#review();
  }

  /** Closes it while nobody uses it; its owner has let go of it. */
  close(): void {
    const wasStanding = this.#pipeline.connection.state === State.Connected;
    this.destroy();
    if (!wasStanding) return;
    this.#owner.onSignal(this, { type: 'stateChanged', state: State.Closing });
    this.#owner.onSignal(this, { type: 'stateChanged', state: State.Unconnected });
  }

  /** Ends everything; a request that it carries is told. */
  destroy(): void {
    this.#pipeline.destroy();
  }

  // What its pipeline tells of everything.

  tell(signal: Signal): void {
    this.#owner.onSignal(this, signal);
    if (signal.type === 'done') {
      if (signal.error) this.#hasFailed = true;
      this.#review();
    } else if (signal.type === 'stateChanged' && signal.state === State.Unconnected) {
      this.#review();
    }
  }

  end(): void {
    // the one who has destroyed it knows
  }

  // What its pipeline tells of the request.

  next(signal: Signal): void {
    const request = this.#request;
    if (!request) return;
    if (signal.type === 'requestStarted') request.id = signal.id;
    request.subscriber.next(signal);
  }

  error(error: unknown): void {
    this.#leave()?.subscriber.error(error);
    this.#review();
  }

  complete(): void {
    this.#leave()?.subscriber.complete();
  }

  #leave(): PooledRequest | undefined {
    const request = this.#request;
    this.#request = this.#place = undefined;
    if (request) request.carrier = undefined;
    return request;
  }

  /** Looks what can be done with it. A failure is followed by the closing, which is awaited. */
  #review(): void {
    const { current, connection } = this.#pipeline;
    if (this.#request || current) return;
    if (connection.state === State.Unconnected) {
      this.destroy();
      this.#owner.onGone(this);
    } else if (connection.state === State.Connected && !this.#hasFailed) {
      this.#owner.onFree(this);
    }
  }
}
