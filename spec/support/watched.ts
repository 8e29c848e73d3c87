import type { QHttp } from '../../src/index.js';
import { atEnd } from './at-end.js';
import { LeftBehind } from './left-behind.js';
import { Recorder } from './recorder.js';

/**
 * Records what a client tells from now on, and looks at the end of the test whether all that has started has ended, in
 * its order, and, when the client is destroyed, whether no socket and no timer is left. For tests of several bursts;
 * those of one have `endsCleanly`.
 */
export function watched(http: QHttp): Recorder {
  const leftBehind = new LeftBehind();
  const recorder = new Recorder(http);
  atEnd(async () => {
    http.destroy();
    expect(bursts(recorder)).toMatch(/^((<(\d+)>\3)*d)*$/);
    expect(await leftBehind.all()).toEqual([]);
  });
  return recorder;
}

function bursts({ signals }: Recorder): string {
  const letters = signals.map((signal) => {
    if (signal.type === 'requestStarted') return `<${signal.id}`;
    if (signal.type === 'requestFinished') return `>${signal.id}`;
    return signal.type === 'done' ? 'd' : '';
  });
  return letters.join('');
}
