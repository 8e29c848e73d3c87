import type { QHttp } from '../index.js';
import type { Download } from './download.js';
import { messageOf } from './error-text.js';
import { isSameLogin, type WholeLogin } from './logins.js';
import type { Network } from './network.js';
import type { TargetUrl } from './target-url.js';

/** Who is told what the queueing comes to. */
export interface QueueListener {
  /** What a command is called. */
  onNamed(id: number, name: string): void;
  /** The library refuses what HTTP forbids at the call. */
  onRefused(download: Download, message: string): void;
}

/**
 * Gives a `QHttp` all commands for downloads of one origin: proxy, host, logins where they change, the requests, and the
 * closing.
 *
 * @param isFresh - it has had no commands before, so that nobody is logged in
 * @returns the downloads by the ids of their requests
 */
export function queueDownloads(
  http: QHttp,
  downloads: readonly Download[],
  { logins, proxies }: Network,
  isFresh: boolean,
  listener: QueueListener,
): Map<number, Download> {
  const byId = new Map<number, Download>();
  const goTo = (url: TargetUrl): void => {
    const proxy = proxies.get(url);
    if (proxy !== undefined) listener.onNamed(http.setProxy(proxy), 'setProxy()');
    listener.onNamed(http.setHost(url.host, url.mode, url.port), 'setHost()');
  };
  // What an earlier queue has left behind is not known, unless nobody ever logs in.
  let isKnown = isFresh || logins.size === 0;
  let present: WholeLogin | undefined;
  const logIn = (url: TargetUrl): void => {
    const wanted = logins.get(url);
    if (!isKnown || !isSameLogin(wanted, present)) {
      listener.onNamed(http.setUser(wanted?.user ?? '', wanted?.password), 'setUser()');
    }
    isKnown = true;
    present = wanted;
  };

  const [first] = downloads;
  if (first !== undefined) goTo(first.url);
  for (const download of downloads) {
    logIn(download.url);
    try {
      const id = download.schedule(http);
      byId.set(id, download);
      listener.onNamed(id, download.url.path);
    } catch (error) {
      listener.onRefused(download, messageOf(error));
    }
  }
  listener.onNamed(http.close(), 'close()');
  return byId;
}
