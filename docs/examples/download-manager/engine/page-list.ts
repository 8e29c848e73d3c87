import type { Transfer } from './model.ts';

/** The part of a `Storage` that is needed. */
export type ListStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What is kept of a page. */
interface Kept {
  /** Names this tab, as long as it is open. */
  readonly tab: string;
  readonly transfers: readonly Transfer[];
}

const key = 'rx-qhttp-download-manager';
/** The least time between two times that the list is written, in milliseconds: it is written as a whole. */
const keepMs = 1000;
const isPage = 'addEventListener' in globalThis;

/** What the page had before it was left, as it is now that nothing runs. */
export function keptList(storage: ListStorage): Kept {
  const kept = parsed(storage.getItem(key));
  return { tab: kept?.tab ?? newTab(), transfers: interrupted(kept?.transfers ?? []) };
}

/** Keeps the list, a while after each change and when the page goes. */
export class PageList {
  readonly #storage: ListStorage;
  readonly #tab: string;
  readonly #transfers: () => readonly Transfer[];
  readonly #onHide = () => this.#keep();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(storage: ListStorage, tab: string, transfers: () => readonly Transfer[]) {
    this.#storage = storage;
    this.#tab = tab;
    this.#transfers = transfers;
    if (isPage) addEventListener('pagehide', this.#onHide);
  }

  keepSoon(): void {
    this.#timer ??= setTimeout(() => this.#keep(), keepMs);
  }

  end(): void {
    this.#keep();
    if (isPage) removeEventListener('pagehide', this.#onHide);
  }

  #keep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const kept: Kept = { tab: this.#tab, transfers: this.#transfers() };
    try {
      this.#storage.setItem(key, JSON.stringify(kept));
    } catch (error) {
      // It is full. An old list would be wrong; none is not.
      this.#storage.removeItem(key);
      console.warn('The list is too long to be kept over a reload', error);
    }
  }
}

/** What ran is interrupted; that is a failure, which drops what waited behind it. */
function interrupted(transfers: readonly Transfer[]): Transfer[] {
  const cause = new Map<string, Transfer>();
  for (const transfer of transfers) {
    if (transfer.status === 'running' || transfer.status === 'paused') cause.set(transfer.pipeline, transfer);
  }
  return transfers.map((transfer) => {
    const { status, direction, pipeline } = transfer;
    const running = cause.get(pipeline);
    const needsFile = direction === 'upload' && status !== 'finished' && { needsFile: true as const };
    if (status === 'running' || status === 'paused') {
      return { ...still(transfer), ...needsFile, status: 'interrupted', reason: 'the page was left' };
    }
    if (status !== 'waiting') return { ...still(transfer), ...needsFile };
    const reason = running ? `dropped, because ${running.name} was interrupted` : 'dropped, because the page was left';
    return { ...still(transfer), ...needsFile, status: 'dropped', reason, ...(running && { causedBy: running.id }) };
  });
}

function still(transfer: Transfer): Transfer {
  const { id, direction, url, name, pipeline, status, done, total, httpStatus, reason, causedBy } = transfer;
  return {
    ...{ id, direction, url, name, pipeline, status, done, total },
    ...(httpStatus !== undefined && { httpStatus }),
    ...(reason !== undefined && { reason }),
    ...(causedBy !== undefined && { causedBy }),
  };
}

/** @returns undefined for what an older page, or another one, has written */
function parsed(text: string | null): Kept | undefined {
  if (text === null) return undefined;
  try {
    const kept = JSON.parse(text) as Partial<Kept> | null; // each part of it is looked at
    if (typeof kept?.tab !== 'string' || !Array.isArray(kept.transfers)) return undefined;
    return kept.transfers.every(isTransfer) ? { tab: kept.tab, transfers: kept.transfers } : undefined;
  } catch {
    return undefined;
  }
}

function isTransfer(value: unknown): value is Transfer {
  const { id, url, name, pipeline, status, direction, done, total } = (value ?? {}) as Partial<Transfer>; // looked at below
  const areTexts = [id, url, name, pipeline, status, direction].every((text) => typeof text === 'string');
  return areTexts && /^t\d+$/.test(id ?? '') && [done, total].every((count) => typeof count === 'number');
}

function newTab(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
