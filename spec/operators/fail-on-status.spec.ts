import { of, retry } from 'rxjs';
import { ErrorCode, failOnStatus, QHttpError, StatusError, type CommandSignal } from '../../src/index.js';
import { headed, letters, started, url } from '../support/command-letters.js';
import { itKeepsTheRules } from '../support/operator-rules.js';
import { onVirtualTime } from '../support/virtual-time.js';

const notFound = headed(404, 'Not Found');
const signals = { ...letters, n: notFound, m: headed(399, ''), k: headed(400, '') };

/** What a command with this answer fails with; undefined when it does not. */
function errorFor(answer: CommandSignal, ...predicate: Parameters<typeof failOnStatus>): unknown {
  let told: unknown;
  of(started(7), answer)
    .pipe(failOnStatus(...predicate))
    .subscribe({ error: (error: unknown) => (told = error) });
  return told;
}

describe('failOnStatus', () => {
  itKeepsTheRules({ operator: failOnStatus, whole: 's-h-p-d-q-e-(f|)', broken: 's-h-p-d-#', values: letters });

  it('errors in place of the header from 400 on, and cancels the command', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('s-k-d-(f|)', signals);
      const error = new StatusError(1, url, headed(400, '').header);
      expectObservable(source.pipe(failOnStatus())).toBe('s-#', letters, error);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('lets a status below 400 pass', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('s-m-(f|)', signals).pipe(failOnStatus())).toBe('s-m-(f|)', signals);
    });
  });

  it('names the command, where it went and the status, and gives the very header', () => {
    const error = errorFor(notFound);
    expect(error).toBeInstanceOf(QHttpError);
    expect(error).toMatchObject({
      code: ErrorCode.UnknownError,
      id: 7,
      url,
      message: `${url} answered 404 Not Found`,
    });
    expect(error instanceof StatusError && error.header).toBe(notFound.header);
  });

  it('names a status without a reason', () => {
    expect(errorFor(headed(500, ''))).toMatchObject({ message: `${url} answered 500` });
  });

  it('names no place where none is known', () => {
    expect(new StatusError(7, undefined, notFound.header).message).toBe('The server answered 404 Not Found');
  });

  it('asks a predicate of the caller', () => {
    const asked: unknown[] = [];
    const predicate = (...args: unknown[]) => asked.push(args) === 0;
    expect(errorFor(notFound, predicate)).toBeUndefined();
    expect(asked).toEqual([[404, notFound.header]]);
  });

  it('errors with what the predicate throws', () => {
    const fault = new Error('thrown by the predicate');
    const predicate = () => {
      throw fault;
    };
    expect(errorFor(notFound, predicate)).toBe(fault);
  });

  it('lets a retry send the request again', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('s-n-', signals);
      const error = new StatusError(1, url, notFound.header);
      expectObservable(source.pipe(failOnStatus(), retry(1))).toBe('s-s-#', letters, error);
      expectSubscriptions(source.subscriptions).toBe(['^-!', '--^-!']);
    });
  });
});
