import type { Observable } from 'rxjs';
import type { CommandContext, CommandFactory } from './commands/command-context.js';
import type { HttpRequestHeader } from './headers/http-request-header.js';
import type { Command } from './queue/command.js';
import type { QHttpError } from './values/qhttp-error.js';
import type { Signal } from './values/signal.js';

/** What is known of a request beside what it does. */
export interface RequestDetails {
  readonly header: HttpRequestHeader;
  /** The object that the body of the request comes from. */
  readonly from: object | null;
  /** The object that the body of the answer goes to. */
  readonly to: object | null;
}

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
  readonly request: RequestDetails | undefined;
}

/** While it waits it is no more than what it was called with. */
export class WaitingCommand<A> implements PipelineCommand {
  readonly id: number;
  readonly follower: Follower | undefined;
  readonly request: RequestDetails | undefined;
  readonly #context: CommandContext;
  readonly #make: CommandFactory<A>;
  readonly #argument: A;

  constructor(
    id: number,
    context: CommandContext,
    make: CommandFactory<A>,
    argument: A,
    follower: Follower | undefined,
    request: RequestDetails | undefined,
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
