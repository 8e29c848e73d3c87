import { Observable } from 'rxjs';
import type { Login } from '../connection/dispatch-like.js';
import type { CommandFactory } from './command-context.js';

/** Gives the credentials for the present host; they are sent when it asks for them. */
export const setUser: CommandFactory<Login> = ({ connection }, { user, password }) =>
  new Observable((subscriber) => {
    connection.route.setUser(user, password);
    subscriber.complete();
  });
