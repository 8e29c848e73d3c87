import { from, lastValueFrom, of, toArray, type Observable } from 'rxjs';
import { HttpResponseHeader, State, type CommandSignal } from '../../src/index.js';
import { signalLetters, signalLetterTable, type SignalLetter } from '../../src/testing/index.js';

const header = new HttpResponseHeader(200);

describe('signalLetters()', () => {
  it.each<[string, CommandSignal]>([
    ['s', { type: 'requestStarted', id: 7 }],
    ['f', { type: 'requestFinished', id: 7, error: false }],
    ['F', { type: 'requestFinished', id: 7, error: true }],
    ['d', { type: 'done', error: false }],
    ['D', { type: 'done', error: true }],
    ['h', { type: 'responseHeaderReceived', header }],
    ['y', { type: 'readyRead', header }],
    ['q', { type: 'dataSendProgress', done: 1, total: 2 }],
    ['p', { type: 'dataReadProgress', done: 1, total: 2 }],
    ['x', { type: 'data', chunk: Uint8Array.of(1), hold: () => () => {} }],
    ['0', { type: 'stateChanged', state: State.Unconnected }],
    ['1', { type: 'stateChanged', state: State.HostLookup }],
    ['2', { type: 'stateChanged', state: State.Connecting }],
    ['3', { type: 'stateChanged', state: State.Sending }],
    ['4', { type: 'stateChanged', state: State.Reading }],
    ['5', { type: 'stateChanged', state: State.Connected }],
    ['6', { type: 'stateChanged', state: State.Closing }],
  ])('is %s for %j', async (letter, signal) => {
    expect(await lettersOf(of(signal))).toEqual([letter]);
    expect(Object.keys(signalLetterTable)).toContain(letter);
  });

  it('tells of the state what the table says', () => {
    for (const state of [0, 1, 2, 3, 4, 5, 6] as const) expect(signalLetterTable[state]).toBe(State[state]);
  });

  it('numbers commands from 1 by their first appearance, if asked to, and for each subscriber anew', async () => {
    const signals$ = from<CommandSignal[]>([
      { type: 'requestFinished', id: 41, error: false },
      { type: 'requestStarted', id: 50 },
      { type: 'stateChanged', state: State.Sending },
      { type: 'requestFinished', id: 50, error: true },
      { type: 'requestStarted', id: 43 },
    ]);
    const numbered$ = signals$.pipe(signalLetters({ ids: true }));
    const expected = ['f1', 's2', '3', 'F2', 's3'];
    expect(await lastValueFrom(numbered$.pipe(toArray()))).toEqual(expected);
    expect(await lastValueFrom(numbered$.pipe(toArray()))).toEqual(expected);
  });
});

function lettersOf(signals$: Observable<CommandSignal>): Promise<SignalLetter[]> {
  return lastValueFrom(signals$.pipe(signalLetters(), toArray()));
}
