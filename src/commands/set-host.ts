import { Observable } from 'rxjs';
import type { Target } from '../connection/target.js';
import type { CommandFactory } from './command-context.js';

/** Says where the following requests go; connects to nothing. An empty host unsets it. */
export const setHost: CommandFactory<Target | undefined> = ({ connection }, target) =>
  new Observable((subscriber) => {
    connection.route.setTarget(target);
    subscriber.complete();
  });
