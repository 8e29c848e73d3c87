import { close } from './close.js';
import { request } from './request.js';
import { setHost } from './set-host.js';

/** Every command there is. */
export const commands = { setHost, request, close } as const;
