import type { RawServer } from './raw-server.js';
import { turn } from './turn.js';

/** How much of `sendAsTaken` the first connection of a server could send, when nothing moves any more. */
export async function takenAtRest({ connections: [connection] }: RawServer): Promise<number> {
  if (!connection) throw new Error('no connection has come');
  let before = -1;
  for (let same = 0; same < 20; same++) {
    if (connection.taken !== before) same = 0;
    before = connection.taken;
    await turn();
  }
  return before;
}
