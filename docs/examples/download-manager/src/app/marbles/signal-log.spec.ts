import type { LoggedSignal } from '../../../engine/model.ts';
import { SignalLog } from './signal-log';

describe('SignalLog', () => {
  const signal = (pipeline: string, at: number): LoggedSignal => ({ pipeline, at, letter: 's', text: 'started' });

  it('keeps the newest of what never ends: of a pipeline, and of pipelines', () => {
    const log = new SignalLog();
    log.add(Array.from({ length: 100_000 }, (_, at) => signal('busy', at)));
    log.add(Array.from({ length: 1000 }, (_, at) => signal(`pipeline ${at}`, 100_000 + at)));

    const [first] = log.lanes;
    expect(log.lanes).toHaveLength(500);
    expect(first?.pipeline).toBe('pipeline 500');
    expect(log.count).toBe(101_000);

    log.replace(Array.from({ length: 100_000 }, (_, at) => signal('busy', at)));
    const kept = log.lanes[0]?.signals ?? [];
    expect(kept.length).toBeLessThanOrEqual(20_000);
    expect(kept.at(-1)?.at).toBe(99_999);
  });

  it('tells the newest of all pipelines first', () => {
    const log = new SignalLog();
    log.add([signal('a', 1), signal('b', 2), signal('a', 3)]);

    expect(log.newest(2).map(({ pipeline, at }) => [pipeline, at])).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
  });

  it('has a clock that never goes back, though signals come late', () => {
    const now = vi.spyOn(performance, 'now');
    const log = new SignalLog();
    now.mockReturnValue(1000);
    log.add([signal('a', 500)]);
    now.mockReturnValue(2000);
    log.add([signal('a', 900)]); // 600 ms late

    expect(log.timeAt(2000)).toBe(1500);
    now.mockRestore();
  });
});
