import type { LoggedSignal } from '../../../engine/model.ts';
import type { Lane } from './signal-log';
import { stepTo } from './marble-steps';

describe('the keys of the marble diagram', () => {
  const lane = (pipeline: string, times: readonly number[]): Lane => ({
    pipeline,
    signals: times.map((at): LoggedSignal => ({ pipeline, at, letter: 's', text: `${pipeline} ${at}` })),
  });
  const lanes = [lane('films', [1, 4, 9]), lane('music', [2, 5, 6])];

  /** Where a walk leads, key by key. */
  function walk(...keys: readonly string[]): (string | undefined)[] {
    let chosen: LoggedSignal | undefined;
    return keys.map((key) => (chosen = stepTo(key, lanes, chosen)?.signal)?.text);
  }

  it('begin with the newest signal, and end at both ends of a lane', () => {
    expect(walk('ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowRight', 'End', 'ArrowRight', 'Home')).toEqual(
      ['films 9', 'films 4', 'films 1', 'films 1', 'films 4', 'films 9', 'films 9', 'films 1'],
    );
  });

  it('go to what was told last before in the lane above or below', () => {
    expect(walk('ArrowLeft', 'ArrowLeft', 'ArrowDown', 'ArrowDown', 'ArrowUp')).toEqual([
      'films 9',
      'films 4',
      'music 2',
      'music 2',
      'films 1',
    ]);
  });

  it('do nothing where there is nothing', () => {
    expect(stepTo('ArrowLeft', [], undefined)).toBeUndefined();
    expect(stepTo('x', lanes, undefined)).toBeUndefined();
  });
});
