import { Observable } from 'rxjs';
import type { SocketSource } from '../connection/socket-source.js';
import type { CommandFactory } from './command-context.js';

/** Hands in what connections to the present host are made of from now on. */
export const setSocket: CommandFactory<SocketSource> = ({ connection }, socket) =>
  new Observable((subscriber) => {
    connection.route.setSocket(socket);
    subscriber.complete();
  });
