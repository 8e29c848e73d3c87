import { repeat, retry } from 'rxjs';
import { finished } from '../../src/index.js';
import { letters } from '../support/command-letters.js';
import { itKeepsTheRules } from '../support/operator-rules.js';
import { onVirtualTime } from '../support/virtual-time.js';

describe('finished', () => {
  itKeepsTheRules({ operator: finished, whole: '------------(1|)', broken: '--------#', values: { 1: 1 } });

  it('tells the id at the end of the command, and completes with the source', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('              s-h-f---|', letters);
      expectObservable(source.pipe(finished())).toBe('----1---|', { 1: 1 });
    });
  });

  it('tells nothing of a command that failed', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('s-h-F-#', letters).pipe(finished())).toBe('------#');
    });
  });

  it('tells each command of several', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('                        s-(f|)', letters);
      expectObservable(source.pipe(repeat(2), finished())).toBe('--1-(1|)', { 1: 1 });
    });
  });

  it('may stand behind a retry', () => {
    onVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('s-F-#', letters);
      expectObservable(source.pipe(retry(1), finished())).toBe('--------#');
      expectSubscriptions(source.subscriptions).toBe(['^---!', '----^---!']);
    });
  });
});
