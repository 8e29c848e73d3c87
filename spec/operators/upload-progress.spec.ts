import { map, pipe } from 'rxjs';
import { uploadProgress, type TransferProgress } from '../../src/index.js';
import { letters, sent } from '../support/command-letters.js';
import { itKeepsTheRules } from '../support/operator-rules.js';
import { onVirtualTime } from '../support/virtual-time.js';

const nameOf = ({ done, total, ratio }: TransferProgress) => `${done}/${total} ${ratio ?? ''}`;
const signals = { ...letters, x: sent(300, 0), y: sent(700, 0) };

describe('uploadProgress', () => {
  itKeepsTheRules({
    operator: () => pipe(uploadProgress(), map(nameOf)),
    whole: '----a-------(b|)',
    broken: '----a---#',
    values: { a: '2/4 0.5', b: '4/4 1' },
    signals: { ...letters, p: sent(2, 4), q: sent(4, 4) },
  });

  it('tells what goes, and nothing of what comes', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('                                                            s-u-v-h-p-q-(f|)', letters);
      expectObservable(source.pipe(uploadProgress({ intervalMs: 1 }), map(nameOf))).toBe('--a-b-------|', {
        a: '2/4 0.5',
        b: '4/4 1',
      });
    });
  });

  it('has no ratio where the total is unknown, to the end', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('                                              s-x-y-(f|)', signals);
      expectObservable(source.pipe(uploadProgress(), map(nameOf))).toBe('--a---(b|)', { a: '300/0 ', b: '700/0 ' });
    });
  });

  it('measures anew what is sent again', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      const source = cold('                                                u 999ms v 999ms u 999ms v', letters);
      const all = { done: 4, total: 4, ratio: 1, bytesPerSecond: 2, secondsLeft: 0 };
      expectObservable(source.pipe(uploadProgress())).toBe('               u 999ms v 999ms u 999ms v', {
        u: { done: 2, total: 4, ratio: 0.5 },
        v: all,
      });
    });
  });
});
