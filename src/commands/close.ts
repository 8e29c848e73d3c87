import type { CommandFactory } from './command-context.js';

/** Closes the connection and waits until it has closed; without one there is nothing to wait for. */
export const close: CommandFactory<undefined> = ({ connection }) => connection.closing();
