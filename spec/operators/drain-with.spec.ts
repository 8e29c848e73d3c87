import { EMPTY, lastValueFrom, NEVER, of, Subject, toArray } from 'rxjs';
import { drainWith, type CommandSignal } from '../../src/index.js';
import { data, letters } from '../support/command-letters.js';
import { holdableCommand } from '../support/holdable-command.js';
import { itKeepsTheRules } from '../support/operator-rules.js';
import { onVirtualTime } from '../support/virtual-time.js';

const text = (chunk: Uint8Array) => new TextDecoder().decode(chunk);
const inText = () => drainWith((chunk) => of(text(chunk)));

describe('drainWith', () => {
  itKeepsTheRules({
    operator: inText,
    whole: '------a---b-|',
    broken: '------a-#',
    values: { a: 'ab', b: 'cd' },
  });

  it('reads on only when the project has completed', () => {
    const log: string[] = [];
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const project = cold('                   --x|');
      const result = holdableCommand(['1', '2', '3'], log).pipe(drainWith(() => project));
      expectObservable(result).toBe('          --x--x--x|');
      expectSubscriptions(project.subscriptions).toBe(['^--!', '---^--!', '------^--!']);
    });
    expect(log).toEqual(['pauses behind 1', 'goes on', 'pauses behind 2', 'goes on', 'pauses behind 3', 'goes on']);
  });

  it('takes pieces that come although they are held one by one, and holds until the last is done', () => {
    const log: string[] = [];
    const counted = (name: string) =>
      data(name, () => {
        log.push(`hold ${name}`);
        return () => log.push(`release ${name}`);
      });
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('                                (de)|', { d: counted('d'), e: counted('e') });
      const project = cold('                               --x--|');
      expectObservable(source.pipe(drainWith(() => project))).toBe('--x----x--|');
      expectSubscriptions(project.subscriptions).toBe(['    ^----!', '-----^----!']);
    });
    expect(log).toEqual(['hold d', 'hold e', 'release d', 'release e']);
  });

  it('completes when the source and the last project have', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('                                 s-h-d-(f|)', letters);
      const project = cold('                                    -------|');
      expectObservable(source.pipe(drainWith(() => project))).toBe('-----------|');
      expectSubscriptions(source.subscriptions).toBe('      ^-----!');
      expectSubscriptions(project.subscriptions).toBe('     ----^------!');
    });
  });

  it('cancels the command when a project fails', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('                                 s-h-d------e-(f|)', letters);
      const project = cold('                                    --#');
      expectObservable(source.pipe(drainWith(() => project))).toBe('------#');
      expectSubscriptions(source.subscriptions).toBe('      ^-----!');
    });
  });

  it('cancels the command when the project throws', () => {
    const source = new Subject<CommandSignal>();
    const fault = new Error('thrown by the project');
    const told: unknown[] = [];
    source
      .pipe(
        drainWith(() => {
          throw fault;
        }),
      )
      .subscribe({ error: (error: unknown) => told.push(error) });
    source.next(data('a'));
    expect([told, source.observed]).toEqual([[fault], false]);
  });

  it('ends the project that runs when the command fails', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('                                 s-d---#', letters);
      const project = cold('                                  --x------|');
      expectObservable(source.pipe(drainWith(() => project))).toBe('----x-#');
      expectSubscriptions(project.subscriptions).toBe('     --^---!');
    });
  });

  it('ends the project that runs, and the command, when the subscriber leaves', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('                                 s-d-------', letters);
      const project = cold('                                  --x------|');
      expectObservable(source.pipe(drainWith(() => project)), '^----!').toBe('----x');
      expectSubscriptions(project.subscriptions).toBe('     --^--!');
      expectSubscriptions(source.subscriptions).toBe('      ^----!');
    });
  });

  it('gives each piece with its number, and takes whatever RxJS takes', async () => {
    const result$ = holdableCommand(['a', 'b', 'c']).pipe(
      drainWith((chunk, index) => (index === 1 ? Promise.resolve(text(chunk)) : [text(chunk), index])),
      toArray(),
    );
    expect(await lastValueFrom(result$)).toEqual(['a', 0, 'b', 'c', 2]);
  });

  it('neither recurses nor holds with 100,000 pieces that are done at once', () => {
    let done = 0;
    const pieces = Array.from({ length: 100_000 }, () => data(''));
    of(...pieces)
      .pipe(
        drainWith(() => {
          done++;
          return EMPTY;
        }),
      )
      .subscribe();
    expect(done).toBe(100_000);
  });

  it('holds for ever behind a project that never completes', () => {
    const log: string[] = [];
    const subscription = holdableCommand(['1', '2'], log)
      .pipe(drainWith(() => NEVER))
      .subscribe();
    expect(log).toEqual(['pauses behind 1']);
    subscription.unsubscribe();
  });
});
