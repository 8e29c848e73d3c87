import type { ListStorage } from './page-list.ts';

/**
 * What a tab keeps over a reload: its `sessionStorage`. Where the browser blocks that, as some do with cookies, to ask for it
 * throws; then everything is kept in memory, until the page is loaded anew.
 */
export function tabStorage(window: { readonly sessionStorage: ListStorage } = globalThis): ListStorage {
  try {
    return window.sessionStorage;
  } catch {
    return memory;
  }
}

const items = new Map<string, string>();

const memory: ListStorage = {
  getItem: (key) => items.get(key) ?? null,
  setItem: (key, value) => void items.set(key, value),
  removeItem: (key) => void items.delete(key),
};
