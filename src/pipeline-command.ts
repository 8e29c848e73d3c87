import type { Observable } from 'rxjs';
import type { CommandContext, CommandFactory } from './commands/command-context.js';
import type { PlannedRequest } from './commands/plan-request.js';
import type { Command } from './queue/command.js';
import type { QHttpError } from './values/qhttp-error.js';
import type { Signal } from './values/signal.js';

/** The part of a Subscriber that a cold command needs. */
export interface Follower {
  next(signal: Signal): void;
  error(error: QHttpError): void;
  complete(): void;
}

/** A command of a pipeline. */
export interface PipelineCommand extends Command<Signal> {
  /** Who is told the signals of this command alone: the subscriber of a cold one. */
  readonly follower: Follower | undefined;
  /** Undefined for a command that is no request. */
  readonly request: PlannedRequest | undefined;
}

/** While it waits it is no more than what it was called with. */
export class WaitingCommand<A> implements PipelineCommand {
  readonly id: number;
  readonly follower: Follower | undefined;
  readonly request: PlannedRequest | undefined;
  readonly #context: CommandContext;
  readonly #make: CommandFactory<A>;
  readonly #argument: A;

  constructor(
    id: number,
    context: CommandContext,
    make: CommandFactory<A>,
    argument: A,
    follower: Follower | undefined,
    request: PlannedRequest | undefined,
  ) {
    this.id = id;
    this.follower = follower;
    this.request = request;
    this.#context = context;
    this.#make = make;
    this.#argument = argument;
  }

  get work(): Observable<Signal> {
    return this.#make(this.#context, this.#argument);
  }
}
