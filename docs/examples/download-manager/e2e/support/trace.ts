import type { Browser, Page } from 'playwright-core';

/** What Chromium has noted of its main thread (Trace Event Format): microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Of the thread alone: without the time in which another one had the processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** How long scripts have run in each frame, in milliseconds. */
export interface FrameCosts {
  readonly frames: number;
  readonly median: number;
  readonly p95: number;
  readonly most: number;
}

const categories = [
  'devtools.timeline',
  'devtools.timeline.frame',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
  'v8',
];

/** What runs scripts. What runs within another one of these is counted with it. */
const scripting = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'RunMicrotasks',
  'TimerFire',
  'XHRLoad',
  'XHRReadyStateChange',
  'v8.callFunction',
]);

/** Garbage collection on the main thread. It may be inside of a script, or between two. */
const collecting = /^(?:V8\.GC|MajorGC|MinorGC)/;

/** Traces the page while `use` runs. */
export async function frameCosts(browser: Browser, page: Page, use: () => Promise<unknown>): Promise<FrameCosts> {
  await browser.startTracing(page, { categories });
  await use();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return costsIn(mainThreadIn(trace.traceEvents));
}

/** The events of the thread that has drawn the most frames. */
function mainThreadIn(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const ofThreads = threads.map(({ pid, tid }) => events.filter((event) => event.pid === pid && event.tid === tid));
  const [busiest = []] = ofThreads.toSorted((a, b) => framesIn(b).length - framesIn(a).length);
  return busiest;
}

/** When each frame has begun that came to the scripts of the page, which have asked for all of them. */
function framesIn(events: readonly TraceEvent[]): readonly number[] {
  const steps = events
    .filter(({ name }) => name === 'BeginMainThreadFrame' || name === 'FireAnimationFrame')
    .toSorted((a, b) => a.ts - b.ts);
  return steps.flatMap(({ name, ts }, i) =>
    name === 'BeginMainThreadFrame' && steps[i + 1]?.name === 'FireAnimationFrame' ? [ts] : [],
  );
}

/** From the begin of each frame to that of the next one. */
export function costsIn(events: readonly TraceEvent[]): FrameCosts {
  const begins = framesIn(events);
  const costs = begins.slice(1).map(() => 0);
  const counted = events
    .filter(({ ph, name }) => ph === 'X' && (scripting.has(name) || collecting.test(name)))
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  let end = -Infinity;
  let frame = -1;
  for (const { ts, dur = 0, tdur = dur } of counted) {
    if (ts < end) continue; // within the one before
    end = ts + dur;
    while (frame + 1 < begins.length && (begins[frame + 1] ?? Infinity) <= ts) frame++;
    const cost = costs[frame];
    if (cost !== undefined) costs[frame] = cost + tdur / 1000;
  }
  const sorted = costs.toSorted((a, b) => a - b);
  const at = (part: number): number => Number((sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(2));
  return { frames: costs.length, median: at(0.5), p95: at(0.95), most: at(1) };
}
