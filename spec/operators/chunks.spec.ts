import { chunks } from '../../src/index.js';
import { letters } from '../support/command-letters.js';
import { itKeepsTheRules } from '../support/operator-rules.js';
import { onVirtualTime } from '../support/virtual-time.js';

const values = { a: new TextEncoder().encode('ab'), b: new TextEncoder().encode('cd') };

describe('chunks', () => {
  itKeepsTheRules({ operator: chunks, whole: '------a---b-|', broken: '------a-#', values });

  it('gives nothing for a command without a body', () => {
    onVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('s-h-(f|)', letters).pipe(chunks())).toBe('----|');
    });
  });
});
