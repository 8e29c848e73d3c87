import { nextState, stateTable, type ConnectionEvent } from '../../src/connection/connection-state.js';
import { State } from '../../src/values/state.js';

const states = Object.values(State).filter((value) => typeof value === 'number');
const events = [...new Set(stateTable.map(([, event]) => event))];

/** Follows the table from Unconnected. */
function walk(...way: ConnectionEvent[]): string {
  const names: string[] = [];
  let state = State.Unconnected;
  for (const event of way) {
    state = nextState(state, event) ?? state;
    names.push(State[state]);
  }
  return names.join(' ');
}

describe('the table of states', () => {
  it('has one row at most for a state and an event', () => {
    const rows = stateTable.map(([from, event]) => `${State[from]} ${event}`);
    expect(rows).toEqual([...new Set(rows)]);
  });

  it('leads from Unconnected to every state, and from every state back', () => {
    const reach = (start: State) => {
      const seen = new Set([start]);
      for (const from of seen) {
        for (const event of events) seen.add(nextState(from, event) ?? from);
      }
      return [...seen].sort();
    };
    expect(states.map(reach)).toEqual(states.map(() => states));
  });

  it('never leads from a state to itself: a signal is a change', () => {
    expect(stateTable.filter(([from, , to]) => from === to)).toEqual([]);
  });

  it('gives a first request and a second one on the kept connection the recorded way', () => {
    expect(walk('lookup', 'connect', 'connected', 'firstByte', 'answered', 'write', 'firstByte', 'answered')).toBe(
      'HostLookup Connecting Sending Reading Connected Sending Reading Connected',
    );
  });

  it('closes an open connection in two steps, and one that never stood in one', () => {
    expect(walk('connect', 'connected', 'close', 'closed')).toBe('Connecting Sending Closing Unconnected');
    expect(walk('connect', 'failed')).toBe('Connecting Unconnected');
    expect(walk('lookup', 'failed')).toBe('HostLookup Unconnected');
  });

  it('closes whatever is open or being opened', () => {
    const open = [State.HostLookup, State.Connecting, State.Sending, State.Reading, State.Connected];
    expect(open.map((state) => nextState(state, 'close'))).toEqual(open.map(() => State.Closing));
    expect([State.Unconnected, State.Closing].map((state) => nextState(state, 'close'))).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('sends again behind a 401 or 407, on the same connection', () => {
    expect(walk('connect', 'connected', 'firstByte', 'write', 'firstByte', 'answered')).toBe(
      'Connecting Sending Reading Sending Reading Connected',
    );
  });

  it('goes from a kept connection to another host without a word of closing', () => {
    const kept = ['connect', 'connected', 'firstByte', 'answered'] as const;
    expect(walk(...kept, 'lookup', 'connect')).toBe('Connecting Sending Reading Connected HostLookup Connecting');
    expect(walk(...kept, 'connect')).toBe('Connecting Sending Reading Connected Connecting');
  });

  it('begins with Sending where neither lookup nor connecting is to be seen', () => {
    expect(walk('write', 'firstByte', 'answered')).toBe('Sending Reading Connected');
  });

  it('ignores what cannot happen in a state', () => {
    expect(walk('firstByte', 'answered', 'close', 'closed', 'failed')).toBe(
      'Unconnected Unconnected Unconnected Unconnected Unconnected',
    );
  });
});
