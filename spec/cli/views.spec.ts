import { BarsView } from '../../src/cli/bars-view.js';
import { LinesView } from '../../src/cli/lines-view.js';
import { PausableView } from '../../src/cli/pausable-view.js';
import type { Row, View } from '../../src/cli/view.js';
import { State } from '../../src/index.js';
import { fakeIo, Screen } from './support/run-cli.js';
import { shown } from './support/shown.js';

const row: Row = {
  origin: 'http://one',
  state: State.Reading,
  index: 1,
  count: 3,
  name: 'a.iso',
  done: 1024,
  total: 4096,
  speed: 0,
  sending: false,
};

describe('lines for a file or a pipe', () => {
  let ms: number;
  let screen: Screen;
  let view: LinesView;
  beforeEach(() => {
    ms = 0;
    const io = { ...fakeIo('/'), now: () => ms };
    screen = io.stderr;
    view = new LinesView(io);
  });

  it('tell of a long download every five seconds, and of a short one nothing', () => {
    for (ms = 0; ms <= 11_000; ms += 500) view.show({ ...row, done: ms });

    expect(screen.text).toBe('a.iso: 4.9 KiB of 4.0 KiB\na.iso: 9.8 KiB of 4.0 KiB\n');
  });

  it('count the five seconds of each download for itself', () => {
    for (ms = 0; ms <= 6000; ms += 3000) view.show({ ...row, index: ms / 3000 });

    expect(screen.text).toBe('');
  });

  it('name no total where none is known', () => {
    view.show({ ...row, total: 0 });
    ms = 5000;
    view.show({ ...row, total: 0 });

    expect(screen.text).toBe('a.iso: 1.0 KiB\n');
  });

  it('hold what a server has named without its control characters', () => {
    view.show(row);
    ms = 5000;
    view.show({ ...row, name: 'a\x1b[2J\n.iso' });

    expect(screen.text).toMatch(/^[^\p{Cc}]+\n$/u);
  });
});

describe('bars on a terminal', () => {
  let screen: Screen;
  let view: BarsView;
  beforeEach(() => {
    jest.useFakeTimers(); // it is drawn ten times a second
    screen = new Screen();
    screen.isTTY = true;
    view = new BarsView(screen);
  });
  afterEach(() => {
    view.close();
    jest.useRealTimers();
  });

  const drawn = (): string => {
    jest.advanceTimersByTime(1000);
    return shown(screen.text).join('\n');
  };

  it('say which of how many downloads runs, and what it does', () => {
    view.show(row);
    expect(drawn()).toMatch(/^1\/3 a\.iso .* 25% .* Reading/m);
  });

  it('say nothing of how many where there is one alone, and that it is an upload', () => {
    view.show({ ...row, count: 1, sending: true, state: State.Sending });
    expect(drawn()).toMatch(/^a\.iso .* upload, Sending/m);
  });

  it('are no more than there are rows, and one that has become free is taken over', () => {
    screen.rows = 4;
    const origins = ['http://one', 'http://two', 'http://three'];
    for (const origin of origins) view.show({ ...row, origin, name: origin });
    const before = drawn();
    view.remove('http://three');
    view.remove('http://one');
    view.show({ ...row, origin: 'http://three', name: 'http://three' });
    const after = drawn();
    view.line('a line above them');
    view.close();

    expect(before).toContain('http://two');
    expect(before).not.toContain('http://three');
    expect(after).toContain('http://three');
    expect(shown(screen.text)).toEqual(['a line above them', '']);
  });

  it('are no reason to move the cursor where none was drawn', () => {
    view.line('nothing to do');
    view.failure('and it went wrong');
    view.close();

    expect(screen.text).toBe('nothing to do\nand it went wrong\n');
  });
});

describe('a view that makes room for a question', () => {
  it('shows afterwards what it was told meanwhile, and of rows only those that come', () => {
    const log: string[] = [];
    let views = 0;
    const make = (): View => {
      const name = `view ${++views}`;
      return {
        show: ({ done }) => log.push(`${name} shows ${done}`),
        remove: (origin) => log.push(`${name} removes ${origin}`),
        line: (text) => log.push(`${name} tells ${text}`),
        failure: (text) => log.push(`${name} complains ${text}`),
        close: () => log.push(`${name} is closed`),
      };
    };
    const view = new PausableView(make);
    view.show({ ...row, done: 1 });
    view.pause();
    view.show({ ...row, done: 2 });
    view.remove('http://one');
    view.line('saved');
    view.failure('failed');
    view.resume();
    view.show({ ...row, done: 3 });
    view.pause();
    view.line('last');
    view.close();

    expect(log).toEqual([
      'view 1 shows 1',
      'view 1 is closed',
      'view 2 tells saved',
      'view 2 complains failed',
      'view 2 shows 3',
      'view 2 is closed',
      'view 3 tells last',
      'view 3 is closed',
    ]);
  });
});
