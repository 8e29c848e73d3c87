import { InjectionToken } from '@angular/core';
import { tabStorage } from '../../../engine/tab-storage.ts';

/** What the address of the page says behind its `#`. */
export interface PageStart {
  /** The gateway's word, made anew at each of its starts. */
  readonly token: string | undefined;
  /** `url=…`, as often as wanted: addresses that stand in the text area at first. */
  readonly urls: readonly string[];
  /** `upload=…`: the address that takes files; the last one of this tab. */
  readonly uploadUrl: string;
  /** `bench=200`: a desk of so many transfers that run for ever, to measure what drawing costs. */
  readonly bench: number;
}

/** What the page was opened with. */
export const PAGE_START = new InjectionToken<PageStart>('what the page was opened with');

/**
 * Reads the fragment, and takes it out of the address: the token stays in the memory of this tab, and is not copied
 * with the address or kept in the history.
 */
export function readPageStart(window: Window): PageStart {
  const { location, history } = window;
  const storage = tabStorage(window);
  const given = new URLSearchParams(location.hash.slice(1));
  const token = given.get('token') ?? storage.getItem(tokenAs) ?? undefined;
  if (token !== undefined) storage.setItem(tokenAs, token);
  if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
  return {
    token,
    urls: given.getAll('url'),
    uploadUrl: given.get('upload') ?? storage.getItem(uploadAs) ?? '',
    bench: Number(given.get('bench') ?? 0),
  };
}

/** What `readPageStart` finds again when the page is loaded anew. */
export function keepUploadUrl(window: Window, url: string): void {
  tabStorage(window).setItem(uploadAs, url);
}

const uploadAs = 'download-manager upload';
const tokenAs = 'download-manager token';
