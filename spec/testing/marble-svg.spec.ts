import { from, lastValueFrom, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { HttpResponseHeader, QHttp, State, type CommandSignal } from '../../src/index.js';
import {
  marbleDispatcher,
  marbleSvg,
  recordSignals,
  type MarbleRoutes,
  type RecordedSignal,
} from '../../src/testing/index.js';

const answer = 'l 4ms c 3ms s 9ms h 3ms d d d 20ms d 5ms d ---|';

/** The signals of a run on virtual time, with ids from 1 on. */
function record(routes: MarbleRoutes, calls: (http: QHttp, scheduler: TestScheduler) => void): RecordedSignal[] {
  const scheduler = new TestScheduler(() => undefined);
  const run: RecordedSignal[] = [];
  scheduler.run(() => {
    const http = new QHttp('printer', 80, { scheduler, dispatcher: marbleDispatcher(scheduler, routes) });
    http.signals$.pipe(recordSignals(() => scheduler.now())).subscribe((recorded) => run.push(recorded));
    calls(http, scheduler);
  });
  return run;
}

const runOf = (count: number) =>
  record({ 'GET /a': answer }, (http) => {
    for (let i = 0; i < count; i++) http.get('/a');
  });

interface Shape {
  readonly classes: string;
  readonly left: number;
  readonly right: number;
  /** Its middle. */
  readonly y: number;
}

/** The marks, row by row from top to bottom. */
function rowsOf(svg: string): Shape[][] {
  const rows = new Map<number, Shape[]>();
  const body = svg.slice(svg.indexOf('<rect class="paper"'));
  for (const [, classes = '', x, y, width, height] of body.matchAll(
    /<rect class="((?:c\d|bad|mixed|bar))" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
  )) {
    add({ classes, left: Number(x), right: Number(x) + Number(width), y: Number(y) + Number(height) / 2 });
  }
  for (const [, classes = '', x, y, r] of body.matchAll(
    /<circle class="([^"]*)" cx="([\d.]+)" cy="([\d.]+)" r="(\d+)"/g,
  )) {
    add({ classes, left: Number(x) - Number(r), right: Number(x) + Number(r), y: Number(y) });
  }
  const axis = Math.max(...[...body.matchAll(/class="grid".*? y2="([\d.]+)"/g)].map(([, y]) => Number(y)));
  return [...rows]
    .filter(([y]) => y < axis)
    .sort(([a], [b]) => a - b)
    .map(([, shapes]) => shapes.toSorted((a, b) => a.left - b.left));

  function add(shape: Shape) {
    const y = Math.round(shape.y);
    rows.set(y, [...(rows.get(y) ?? []), shape]);
  }
}

const rowNamesOf = (svg: string) => [...svg.matchAll(/<text class="end"[^>]*>(\w+)</g)].map(([, name]) => name);
const labelsOf = (svg: string) => [...svg.matchAll(/<text class="on middle"[^>]*>([^<]*)</g)].map(([, label]) => label);

/** Whether every tag is closed by its own. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [tag, close, name = '', empty] of svg.matchAll(/<(\/?)(\w+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>|</g)) {
    if (tag === '<') return false;
    if (close === '/') {
      if (open.pop() !== name) return false;
    } else if (empty !== '/') open.push(name);
  }
  return open.length === 0 && !/&(?!amp;|lt;|gt;|quot;)/.test(svg);
}

describe('marbleSvg()', () => {
  it('has a band of the states and a row for each kind of signal that came', () => {
    const svg = marbleSvg(runOf(2));
    expect(rowNamesOf(svg)).toEqual([
      'state',
      'requestStarted',
      'dataSendProgress',
      'responseHeaderReceived',
      'dataReadProgress',
      'readyRead',
      'requestFinished',
      'done',
    ]);
    expect(isWellFormed(svg)).toBe(true);
  });

  it('draws every change of state, in its order', () => {
    const states = [...marbleSvg(runOf(2)).matchAll(/<title>(\w+)<\/title>/g)].map(([, name]) => name);
    expect(states).toEqual([
      'Unconnected',
      'HostLookup',
      'Connecting',
      'Sending',
      'Reading',
      'Connected',
      'Sending',
      'Reading',
      'Connected',
    ]);
  });

  it('gives each command a colour and a number, and a progress the colour of its command', () => {
    const [started = [], sent = []] = rowsOf(marbleSvg(runOf(3)));
    expect(started.map(({ classes }) => classes)).toEqual(['c0', 'c1', 'c2']);
    expect(sent.map(({ classes }) => classes)).toEqual(['c0', 'c1', 'c2']);
    expect(labelsOf(marbleSvg(runOf(3))).slice(0, 3)).toEqual(['1', '2', '3']);
  });

  it('stands what comes at once side by side, in its order', () => {
    const run = record({}, (http) => {
      http.setHost('a');
      http.setHost('b');
    });
    expect(new Set(run.map(({ at }) => at))).toEqual(new Set([0]));
    const [started = [], finished = [], done = []] = rowsOf(marbleSvg(run));
    const middles = [started[0], finished[0], started[1], finished[1], done[0]].map((shape) =>
      shape === undefined ? NaN : (shape.left + shape.right) / 2,
    );
    expect(middles).toEqual(middles.toSorted((a, b) => a - b));
    expect(new Set(middles).size).toBe(5);
  });

  it('shows an error by shape and colour', () => {
    const run = record({ 'GET /a': 'l---#' }, (http) => http.get('/a'));
    const svg = marbleSvg(run);
    expect(rowsOf(svg).map((row) => row.map(({ classes }) => classes))).toEqual([['c0'], ['bad']]);
    expect(svg).toContain('class="cross"');
    expect(svg).toContain('requestFinished, with an error');
  });

  it.each([1, 2, 20, 60, 300])('lets no two marks of a row overlap in a run of %i commands', (count) => {
    const rows = rowsOf(marbleSvg(runOf(count)));
    expect(rows).toHaveLength(7);
    for (const row of rows) {
      for (const [i, shape] of row.entries()) expect(shape.left).toBeGreaterThan(row[i - 1]?.right ?? 0);
      expect(row.at(-1)?.right).toBeLessThan(760);
    }
  });

  it('stays small however much happens: what is too close is drawn as one, with its number', () => {
    const header = new HttpResponseHeader(200);
    const signals: CommandSignal[] = [{ type: 'requestStarted', id: 1 }];
    for (let done = 1; done <= 30_000; done++) {
      signals.push({ type: 'dataReadProgress', done, total: 30_000 }, { type: 'readyRead', header });
    }
    const svg = marbleSvg(signals.map((signal, i) => ({ at: i / 100, signal })));
    expect(labelsOf(svg)).toEqual(['1', '×30000', '×30000', '×9']);
    expect(svg.length).toBeLessThan(10_000);
  });

  it('writes round moments under the axis, in seconds for long runs', () => {
    const ticks = (ms: number) =>
      [...marbleSvg(at([0, ms])).matchAll(/class="faint middle"[^>]*>([^<]*)</g)].map(([, label]) => label);
    expect(ticks(0)).toEqual(['0 ms']);
    expect(ticks(5)).toEqual(['0 ms', '1 ms', '2 ms', '3 ms', '4 ms', '5 ms']);
    expect(ticks(30_000)).toEqual(['0 s', '5 s', '10 s', '15 s', '20 s', '25 s', '30 s']);
  });

  it('writes one more moment into each wide gap between the round ones', () => {
    const crowd = Array.from({ length: 40 }, (_none, i) => 300 + i * 10);
    const svg = marbleSvg(at([0, ...crowd, 1000]));
    expect([...svg.matchAll(/class="faint middle"[^>]*>([^<]*)</g)].map(([, label]) => label)).toEqual([
      '0 ms',
      '400 ms',
      '500 ms',
      '700 ms',
      '1000 ms',
    ]);
  });

  it('puts each origin into a block of its own, on one axis', () => {
    const one = runOf(1).map((recorded) => ({ ...recorded, origin: 'http://one' }));
    const two = runOf(1).map((recorded) => ({ ...recorded, origin: 'http://two' }));
    const svg = marbleSvg([...one, ...two]);
    expect([...svg.matchAll(/class="origin"[^>]*>([^<]*)</g)].map(([, origin]) => origin)).toEqual([
      'http://one',
      'http://two',
    ]);
    expect(rowNamesOf(svg)).toHaveLength(16);
  });

  it('draws a command whose start was not recorded from the left edge on', () => {
    const signals: CommandSignal[] = [
      { type: 'stateChanged', state: State.Reading },
      { type: 'requestFinished', id: 7, error: false },
    ];
    const svg = marbleSvg(signals.map((signal, i) => ({ at: i * 10, signal })));
    const spans = [...svg.matchAll(/<rect class="span (\w+)" x="([\d.]+)"/g)].map(([, colour, x]) => [
      colour,
      Number(x),
    ]);
    expect(spans).toEqual([['c0', 176]]);
  });

  it('shows among many that are drawn as one that there is an error', () => {
    const signals: CommandSignal[] = [];
    for (let id = 1; id <= 3000; id++) {
      signals.push({ type: 'requestStarted', id }, { type: 'requestFinished', id, error: id === 7 });
    }
    const [started = [], finished = []] = rowsOf(marbleSvg(signals.map((signal, i) => ({ at: i, signal }))));
    expect(started.map(({ classes }) => classes)).toEqual(['mixed']);
    expect(finished.map(({ classes }) => classes)).toEqual(['bad']);
  });

  it('shortens what is too long', () => {
    const svg = marbleSvg(runOf(1), { title: 'T'.repeat(200), nameOf: () => 'N'.repeat(200) });
    expect(/class="title"[^>]*>([^<]*)</.exec(svg)?.[1]).toMatch(/^T{60,90}…$/);
    expect(svg).toMatch(/>N{30,60}…</);
  });

  it('calls a command without a name a command where others have one', () => {
    const svg = marbleSvg(runOf(2), { nameOf: (id) => (id % 2 === 0 ? 'GET /a' : undefined) });
    expect([...svg.matchAll(/>(GET \/a|command)</g)].map(([, name]) => name).toSorted()).toEqual(['GET /a', 'command']);
  });

  it('names the commands in its legend, and not more than twelve', () => {
    const svg = marbleSvg(runOf(14), { nameOf: (id) => `GET /a?${id > 0}` });
    expect(svg.match(/GET \/a\?true/g)).toHaveLength(12);
    expect(svg).toContain('and 2 more');
  });

  it('escapes every text, and leaves out what XML cannot hold', () => {
    const hostile = `</text><script>alert("1")</script>&\0\x1b\ud800`;
    const run = runOf(1).map((recorded) => ({ ...recorded, origin: hostile }));
    const svg = marbleSvg(run, { title: hostile, nameOf: () => hostile });
    expect(svg).not.toContain('<script');
    expect(svg.split('\n').filter((line) => /\p{Cc}/u.test(line))).toEqual([]);
    expect(svg.isWellFormed()).toBe(true);
    expect(isWellFormed(svg)).toBe(true);
  });

  it('has a dark side, and keeps its style to itself', () => {
    const svg = marbleSvg(runOf(1));
    const style = /<style>([^]*)<\/style>/.exec(svg)?.[1] ?? '';
    expect(style).toContain('@media (prefers-color-scheme:dark)');
    const selectors = style.replaceAll(/@media[^{]*\{/g, '').match(/[^{}]+(?=\{)/g) ?? [];
    expect(selectors.filter((selector) => !selector.trim().startsWith('.qhttp-marbles'))).toEqual([]);
  });

  it('is a picture also of nothing', () => {
    expect(marbleSvg([])).toContain('No signals');
    expect(isWellFormed(marbleSvg([]))).toBe(true);
  });

  it('takes the data of a cold command, and signals whose command is not known', () => {
    const svg = marbleSvg([
      { at: 0, signal: { type: 'stateChanged', state: State.Reading } },
      { at: 1, signal: { type: 'data', chunk: Uint8Array.of(1), hold: () => () => {} } },
    ]);
    expect(rowNamesOf(svg)).toEqual(['state', 'data']);
    expect(rowsOf(svg)[0]?.[0]?.classes).toBe('mixed');
  });
});

describe('recordSignals()', () => {
  it('notes milliseconds from the subscription on', async () => {
    const clock = [100, 103, 110];
    const signals$ = from<CommandSignal[]>([
      { type: 'done', error: false },
      { type: 'done', error: true },
    ]);
    const run = await lastValueFrom(
      signals$.pipe(
        recordSignals(() => clock.shift() ?? 0),
        toArray(),
      ),
    );
    expect(run.map(({ at }) => at)).toEqual([3, 10]);
  });

  it('has a clock of its own', async () => {
    const signals$ = from<CommandSignal[]>([{ type: 'done', error: false }]);
    const [first] = await lastValueFrom(signals$.pipe(recordSignals(), toArray()));
    expect(first?.at).toBeGreaterThanOrEqual(0);
    expect(first?.at).toBeLessThan(1000);
  });
});

/** A `done` at each of these moments. */
function at(moments: readonly number[]): RecordedSignal[] {
  return moments.map((ms) => ({ at: ms, signal: { type: 'done', error: false } }));
}
