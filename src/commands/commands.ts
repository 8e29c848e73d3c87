import { close } from './close.js';
import { request } from './request.js';
import { setHost } from './set-host.js';
import { setProxy } from './set-proxy.js';
import { setSocket } from './set-socket.js';
import { setUser } from './set-user.js';

/** Every command there is. */
export const commands = { setHost, request, setUser, setProxy, setSocket, close } as const;
