import { nodeHashes } from '../../auth/node/node-hashes.js';
import type { Environment } from '../connection-settings.js';
import type { TransportFactory } from '../connection.js';
import { ClientTransport } from './client-transport.js';

/** The transport of Node: an undici `Client` for each connection. */
export const createTransport: TransportFactory = (target, settings) => new ClientTransport(target, settings);

export const hashes = nodeHashes;

export const environment = (): Environment => process.env;
