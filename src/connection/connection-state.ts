import { ownProperties } from '../values/own-properties.js';
import { State } from '../values/state.js';

/** What happens to a connection, as the socket shows it. */
export type ConnectionEvent =
  | 'lookup' // a name is being looked up
  | 'connect' // a connection is being opened
  | 'connected' // TCP stands
  | 'write' // the first byte of a request was written
  | 'firstByte' // the first byte of an answer has come
  | 'answered' // the answer is whole, and the connection stays
  | 'close' // the connection is being closed
  | 'closed' // the socket has closed
  | 'failed'; // lookup or connecting came to nothing

const { Unconnected, HostLookup, Connecting, Sending, Reading, Connected, Closing } = State;

/**
 * Every change of state that there is. The code runs from this table, and the picture in the documentation is
 * drawn from it. An event that has no row for a state changes nothing.
 */
export const stateTable: readonly (readonly [from: State, event: ConnectionEvent, to: State])[] = [
  [Unconnected, 'lookup', HostLookup],
  [Unconnected, 'connect', Connecting],
  [HostLookup, 'connect', Connecting],
  [HostLookup, 'failed', Unconnected],
  [HostLookup, 'close', Closing],
  [Connecting, 'connected', Sending],
  [Connecting, 'failed', Unconnected],
  [Connecting, 'close', Closing],
  [Sending, 'firstByte', Reading],
  [Sending, 'close', Closing],
  [Reading, 'answered', Connected],
  [Reading, 'close', Closing],
  // A 401 or 407 is answered: the request is sent again.
  [Reading, 'write', Sending],
  [Connected, 'write', Sending],
  [Connected, 'close', Closing],
  [Closing, 'closed', Unconnected],
  // Another host was set: the old connection is let go of without a word (recorded: host-switch-ports).
  [Connected, 'lookup', HostLookup],
  [Connected, 'connect', Connecting],
  // A dispatcher that cannot be observed shows neither lookup nor connecting, and a socket that was handed in has none.
  [Unconnected, 'write', Sending],
];

type Successors = Partial<Record<ConnectionEvent, State>>;

/** By the number of the state; each request asks several times. */
const successors: (Successors | undefined)[] = [];
for (const [from, event, to] of stateTable) (successors[from] ??= ownProperties<Successors>({}))[event] = to;

/** The state after `event`, or undefined where the table has no row for it. */
export function nextState(from: State, event: ConnectionEvent): State | undefined {
  return successors[from]?.[event];
}
