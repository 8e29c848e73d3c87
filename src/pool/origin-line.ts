import { WaitingLine, type Place } from '../queue/waiting-line.js';
import type { PooledConnection } from './pooled-connection.js';
import type { PooledRequest } from './pooled-request.js';

/** What waits for one origin, and the connections to it. */
export class OriginLine {
  readonly waiting = new WaitingLine<PooledRequest>();
  /** Connections that nobody uses, the most recently used one last. */
  readonly idle: PooledConnection[] = [];
  /** How many connections there are, idle ones too. */
  open = 0;
  /** Its place among the origins that wait for their turn. */
  turn: Place<OriginLine> | undefined;

  /** Whether something waits that could be given a connection, if the pool has one to give. */
  isReady(connectionsPerOrigin: number): boolean {
    return this.waiting.size > 0 && (this.idle.length > 0 || this.open < connectionsPerOrigin);
  }

  get isUnused(): boolean {
    return this.waiting.size === 0 && this.open === 0;
  }
}
