import { tabStorage } from '../../../docs/examples/download-manager/engine/tab-storage.ts';

describe('What a tab keeps', () => {
  it('is in its session storage', () => {
    const sessionStorage = { getItem: () => 'kept', setItem: () => {}, removeItem: () => {} };
    expect(tabStorage({ sessionStorage })).toBe(sessionStorage);
  });

  it('is kept in memory where the browser blocks that, for all who ask', () => {
    const blocked = {
      get sessionStorage(): Storage {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    };
    tabStorage(blocked).setItem('way', 'gateway');
    expect(tabStorage(blocked).getItem('way')).toBe('gateway');
    tabStorage(blocked).removeItem('way');
    expect(tabStorage(blocked).getItem('way')).toBeNull();
  });
});
