import { noHashes } from '../../auth/hashes.js';
import type { DispatchLike } from '../dispatch-like.js';
import type { Platform } from '../platform.js';
import { checkConnectionOptions } from './connection-options.js';
import { FetchDispatcher } from './fetch-dispatcher.js';
import { checkWebRequest } from './forbidden.js';

let shared: DispatchLike | undefined;

/** Browsers, and whatever else has no sockets: everything goes through `fetch`. */
export const platform: Platform = {
  connections: undefined,
  get dispatcher() {
    return (shared ??= new FetchDispatcher());
  },
  hashes: noHashes, // of those of the Web one is asynchronous, and there is no MD5
  checkOptions: checkConnectionOptions,
  checkRequest: checkWebRequest,
};
