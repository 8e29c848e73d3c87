import type { TestScheduler } from 'rxjs/testing';
import type {
  ConnectionListener,
  DispatchHandler,
  DispatchLike,
  DispatchOptions,
} from '../connection/dispatch-like.js';
import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import { answerFrom, type Answer, type MarbleAnswer, type MarbleRoutes } from './marble-answer.js';
import type { MarbleParser } from './diagram.js';
import { MarbleConnection } from './marble-connection.js';
import { MarbleExchange } from './marble-exchange.js';

/** A dispatcher that shows what its connection does. */
export type MarbleDispatcher = DispatchLike & Required<Pick<DispatchLike, 'observe'>>;

/**
 * A dispatcher whose answers are marble diagrams on virtual time: HTTP without a network, and without waiting.
 *
 * Give it to a `QHttp` as `dispatcher`, with the same test scheduler as `scheduler`. It is one keep-alive connection,
 * of one `QHttp`. The letters, each in the frame in which it stands, counted from the start of its request:
 *
 * | letter | what happens |
 * |---|---|
 * | `l` | the name is being looked up; without it, and without a connection, connecting begins in frame 0 |
 * | `c` | the connection stands; without it that happens when the first byte goes |
 * | `u` | some of the request has been sent |
 * | `s` | all of it; where neither `u` nor `s` stands, that happens with the head of the answer |
 * | `h` | the head of the answer has come |
 * | `d` | a piece of its body |
 * | `|` | its end; the connection closes after an answer that says `Connection: close`, else it is kept |
 * | `#` | an error, which closes the connection; behind `|` the server closes the idle connection |
 *
 * While the connection stands, `l` and `c` mean nothing, though they take their frame. A diagram that just ends is an
 * answer that never comes. While the `QHttp` holds an answer back, its letters wait; what came meanwhile is told in
 * the frame in which it lets go, and later letters keep their time. An `h` behind a `u` without an `s` is an answer
 * that comes too early. Bodies that can be read with promises only (Blobs, streams) are not read: of them the
 * Content-Length is counted.
 *
 * A request without a route, or for which a list has no answer left, fails with a text that says so.
 *
 * @example
 * testScheduler.run(({ expectObservable }) => {
 *   const dispatcher = marbleDispatcher(testScheduler, { 'GET /a': 'l---c---s---h---d---|' });
 *   const http = new QHttp('printer', 80, { dispatcher, scheduler: testScheduler });
 *   http.get('/a');
 *   expectObservable(http.signals$.pipe(signalLetters())).toBe('    (s1)(23)q---(4h)(py)(5fd)');
 * });
 *
 * @param routes - answers by method and path
 * @throws TypeError for a diagram that is none
 */
export function marbleDispatcher(testScheduler: TestScheduler, routes: MarbleRoutes): MarbleDispatcher {
  return new VirtualDispatcher(testScheduler, routes);
}

class VirtualDispatcher implements MarbleDispatcher {
  readonly #scheduler: TestScheduler;
  readonly #parser: MarbleParser;
  readonly #routes: ReadonlyMap<string, MarbleAnswer | readonly MarbleAnswer[]>;
  /** How many answers of each list have been given. */
  readonly #given = new Map<string, number>();
  #listener: ConnectionListener | undefined;
  #connection: MarbleConnection;

  constructor(scheduler: TestScheduler, routes: MarbleRoutes) {
    this.#scheduler = scheduler;
    // Not the class that this file could import: where rxjs is there twice, only the scheduler's own knows of run().
    this.#parser = scheduler.constructor as unknown as MarbleParser;
    this.#routes = new Map(Object.entries(routes));
    this.#connection = new MarbleConnection(scheduler, undefined);
    for (const [route, answers] of this.#routes) {
      if (!/^\S+ \S+$/.test(route))
        throw new TypeError(`A route is a method and a path, such as 'GET /a', not '${route}'`);
      for (const answer of listOf(answers)) answerFrom(this.#parser, answer, 'GET', false);
    }
  }

  observe(listener: ConnectionListener): () => void {
    if (this.#listener) throw new TypeError('A marble dispatcher is the connection of one QHttp: make one for each');
    this.#listener = listener;
    const connection = (this.#connection = new MarbleConnection(this.#scheduler, listener));
    return () => {
      connection.drop();
      this.#connection.drop();
      this.#listener = undefined;
    };
  }

  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean {
    const answer = this.#answer(options);
    if (this.#connection.isSpoilt) this.#connection = new MarbleConnection(this.#scheduler, this.#listener);
    new MarbleExchange(this.#connection, answer, options, handler).begin();
    return true;
  }

  #answer({ method, path, reset }: DispatchOptions): Answer {
    const route = `${method} ${path}`;
    const answers = this.#routes.get(route);
    if (answers === undefined) {
      const known = this.#routes.size > 0 ? [...this.#routes.keys()].join(', ') : 'none';
      return this.#refusal(`No marbles for ${route}: the routes are ${known}`);
    }
    if (!isList(answers)) return answerFrom(this.#parser, answers, method, reset);
    const given = this.#given.get(route) ?? 0;
    this.#given.set(route, given + 1);
    const next = answers[given];
    return next === undefined
      ? this.#refusal(`No marbles left for ${route}: its list has ${answers.length}`)
      : answerFrom(this.#parser, next, method, reset);
  }

  /** The test is wrong, and not the network: an error that is told as it is. */
  #refusal(message: string): Answer {
    const error = new Failure(ErrorCode.UnknownError, message);
    return answerFrom(this.#parser, { marbles: '#', error }, 'GET', false);
  }
}

function isList(answers: MarbleAnswer | readonly MarbleAnswer[]): answers is readonly MarbleAnswer[] {
  return Array.isArray(answers);
}

function listOf(answers: MarbleAnswer | readonly MarbleAnswer[]): readonly MarbleAnswer[] {
  return isList(answers) ? answers : [answers];
}
