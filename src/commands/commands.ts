import { close } from './close.js';
import { request } from './request.js';
import { setHost } from './set-host.js';
import { setProxy } from './set-proxy.js';
import { setUser } from './set-user.js';

/** Every command there is. */
export const commands = { setHost, request, setUser, setProxy, close } as const;
