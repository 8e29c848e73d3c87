import { Deadlines } from '../../src/connection/deadlines.js';
import type { Timer } from '../../src/values/schedule.js';
import type { Timeouts } from '../../src/values/timeouts.js';

/** Deadlines on a clock that is set by hand, with what became of them. */
function running(timeouts: Partial<Timeouts>, early = 0) {
  const missed: string[] = [];
  const delays: number[] = [];
  let now = 1000;
  let timer: { readonly at: number; readonly work: () => void } | undefined;
  const set: Timer = (ms, work) => {
    delays.push(ms);
    const own = (timer = { at: now + ms, work });
    return () => {
      if (timer === own) timer = undefined;
    };
  };
  const deadlines = new Deadlines(
    { connect: 0, headers: 0, idle: 0, total: 0, ...timeouts },
    { timer: set, now: () => now },
    (name) => missed.push(`${name} at ${now - 1000}`),
  );
  /** As a timer that comes a little early by the clock. */
  const pass = (ms: number) => {
    for (const end = now + ms; now < end; now++) {
      if (!timer || timer.at - early > now + 1) continue;
      const { work } = timer;
      timer = undefined;
      now++;
      work();
      now--;
    }
  };
  return { deadlines, missed, delays, pass, isSet: () => timer !== undefined };
}

describe('a deadline', () => {
  it('is missed after its time', () => {
    const { deadlines, missed, pass } = running({ headers: 100 });
    deadlines.begin('headers');

    pass(99);
    expect(missed).toEqual([]);
    pass(1);
    expect(missed).toEqual(['headers at 100']);
  });

  it('of 0 is never missed, and sets no timer', () => {
    const { deadlines, missed, delays, pass } = running({ headers: 100 });
    deadlines.begin('connect');
    deadlines.begin('idle');
    deadlines.begin('total');
    pass(1000);

    expect([missed, delays]).toEqual([[], []]);
  });

  it('that has ended is not missed', () => {
    const { deadlines, missed, pass } = running({ connect: 100, total: 200 });
    deadlines.begin('total');
    deadlines.begin('connect');
    pass(50);
    deadlines.end('connect');
    pass(100);

    expect(missed).toEqual([]);
    pass(100);
    expect(missed).toEqual(['total at 200']);
  });

  it('is missed when its timer comes, also where that is early by the clock', () => {
    const { deadlines, missed, delays, pass } = running({ idle: 100 }, 2);
    deadlines.begin('idle');
    pass(100);

    expect([missed, delays]).toEqual([['idle at 98'], [100]]);
  });

  it('that is restarted a thousand times sets no timer for it', () => {
    const { deadlines, missed, delays, pass } = running({ idle: 100 });
    deadlines.begin('idle');
    for (let i = 0; i < 1000; i++) {
      deadlines.restart('idle');
      if (i % 10 === 9) pass(1);
    }

    expect([missed, delays]).toEqual([[], [100, 99]]);
    pass(99);
    expect([missed, delays]).toEqual([['idle at 199'], [100, 99]]);
  });

  it('is missed alone of two, the first one', () => {
    const { deadlines, missed, pass } = running({ headers: 100, idle: 100, total: 300 });
    deadlines.begin('total');
    deadlines.begin('idle');
    deadlines.begin('headers');
    pass(250);

    expect(missed).toEqual(['headers at 100']);
  });

  it('for the whole is still missed behind one for a request, where nobody stops it', () => {
    const { deadlines, missed, pass, isSet } = running({ idle: 100, total: 300 });
    deadlines.begin('total');
    deadlines.begin('idle');
    pass(1000);

    expect([missed, isSet()]).toEqual([['idle at 100', 'total at 300'], false]);
  });

  it('of more than a timer can bear is waited for', () => {
    const day = 24 * 3600 * 1000;
    const { deadlines, missed, delays, isSet } = running({ total: 30 * day });
    deadlines.begin('total');

    expect([missed, delays, isSet()]).toEqual([[], [2 ** 31 - 1], true]);
  });

  it('stands still while somebody is asked, however often', () => {
    const { deadlines, missed, pass, isSet } = running({ connect: 100, total: 150 });
    deadlines.begin('total');
    pass(20);
    deadlines.begin('connect');
    pass(50);
    for (let i = 0; i < 2; i++) {
      deadlines.suspend();
      deadlines.suspend();
      pass(1000);
      expect(isSet()).toBe(false);
      deadlines.resume();
      deadlines.resume();
    }
    pass(49);
    expect(missed).toEqual([]);
    pass(1);

    expect(missed).toEqual(['connect at 2120']);
  });

  it('of silence does not count while the caller has no room, or gives nothing, or both', () => {
    const { deadlines, missed, pass } = running({ idle: 100 });
    deadlines.begin('idle');
    pass(50);
    deadlines.excuse('consumer', true);
    pass(500);
    deadlines.excuse('source', true);
    pass(500);
    deadlines.excuse('consumer', false);
    pass(500);
    deadlines.excuse('source', false);
    deadlines.excuse('source', false);
    pass(99);

    expect(missed).toEqual([]);
    pass(1);
    expect(missed).toEqual(['idle at 1650']);
  });

  it('of silence begins with no excuse', () => {
    const { deadlines, missed, pass } = running({ idle: 100 });
    deadlines.begin('idle');
    deadlines.excuse('consumer', true);
    deadlines.endRequest();
    deadlines.begin('idle');
    pass(100);

    expect(missed).toEqual(['idle at 100']);
  });

  it('leaves no timer when all is over', () => {
    const { deadlines, isSet } = running({ total: 100 });
    deadlines.begin('total');
    deadlines.stop();

    expect(isSet()).toBe(false);
  });
});
