import type { LoggedSignal } from '../../../engine/model.ts';
import { marbleAt, placeBands, placeMarbles } from './marble-layout';

/** Each letter at its time in ms. */
const run = (...signals: readonly (readonly [number, string])[]): LoggedSignal[] =>
  signals.map(([at, letter]) => ({ pipeline: 'http://films.test', at, letter, text: letter }));

/** From 1 s to 11 s on a thousand pixels. */
const inSight = { from: 1000, to: 11_000, perMs: 0.1 };

describe('the marble diagram', () => {
  it('stands marbles side by side that came at once, in their order', () => {
    const marbles = placeMarbles(run([2000, 's'], [2000, '3'], [2001, 'h'], [2002, 'f'], [5000, 's']), inSight);

    expect(marbles.map(({ signal, x }) => [signal.letter, x])).toEqual([
      ['s', 100],
      ['h', 119],
      ['f', 138],
      ['s', 400],
    ]);
  });

  it('makes dots of progress, at most one for two pixels, and of marbles that would be far from their time', () => {
    const progress = Array.from({ length: 100 }, (_, at) => [2000 + at, 'p'] as const);
    const crowd = Array.from({ length: 10 }, () => [6000, 's'] as const);
    const marbles = placeMarbles(run(...progress, ...crowd), inSight);

    expect(marbles.filter(({ kind }) => kind === 'progress')).toHaveLength(5);
    expect(marbles.filter(({ kind }) => kind === 'start').map(({ lettered, x }) => (lettered ? x : 'dot'))).toEqual([
      500,
      519,
      538,
      557,
      ...Array.from({ length: 6 }, () => 'dot'),
    ]);
  });

  it('draws nothing of thousands of signals but what is in sight', () => {
    const hour = Array.from({ length: 10_000 }, (_, at) => [at * 360, 's'] as const);

    expect(placeMarbles(run(...hour), { from: 1_800_000, to: 1_803_600, perMs: 0.1 }).length).toBeLessThan(20);
  });

  it('has a band for each state, from before the window until now', () => {
    const bands = placeBands(run([0, '3'], [500, 'h'], [3000, '4'], [3000, 'p'], [4000, '5']), inSight, 6000);

    expect(bands).toEqual([
      { state: 3, from: 0, to: 200 },
      { state: 4, from: 200, to: 300 },
      { state: 5, from: 300, to: 500 },
    ]);
  });

  it('finds the marble under the pointer, and none beside it', () => {
    const marbles = placeMarbles(run([2000, 's'], [5000, 'f']), inSight);

    expect(marbleAt(marbles, 108)?.signal.letter).toBe('s');
    expect(marbleAt(marbles, 250)).toBeUndefined();
  });
});
