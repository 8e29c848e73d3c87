import { brokenGrammar } from './grammar.js';
import type { Probe } from '../recording.js';
import type { Trace, TraceEvent } from './trace.js';

const probe: Probe = {
  state: 'Connected',
  currentId: 0,
  hasPendingRequests: false,
  error: 'NoError',
  errorString: '',
  lastStatusCode: null,
};

function eventFrom(token: string): TraceEvent {
  const [, kind = '', id = '', bang] = /^(\D+?)(\d*)(!?)$/.exec(token) ?? [];
  const error = bang === '!';
  const signal = (name: string, ...args: (number | boolean)[]): TraceEvent => ({ kind: 'signal', name, args, probe });
  if (kind === 'get=') return { kind: 'call', name: 'get', result: Number(id) };
  if (kind === 'unsubscribe=') return { kind: 'call', name: 'unsubscribe', result: Number(id) };
  if (kind === 'clear') return { kind: 'call', name: 'clearPendingRequests', result: null };
  if (kind === 'S') return signal('requestStarted', Number(id));
  if (kind === 'F') return signal('requestFinished', Number(id), error);
  return kind === 'DONE' ? signal('done', error) : signal(kind);
}

/** A trace from a line such as `get=1 S1 readyRead F1 DONE`. */
function traceFrom(line: string): Trace {
  return line.split(' ').map(eventFrom);
}

describe('the grammar of signals', () => {
  it.each([
    'get=1 S1 F1 DONE',
    'get=1 get=2 S1 F1 S2 readyRead F2 DONE get=3 S3 F3 DONE',
    'get=1 get=2 S1 F1! DONE! get=3 S3 F3 DONE',
    'get=1 get=2 S1 F1 DONE!',
    'get=1 get=2 get=3 S1 clear F1 DONE',
    'get=1 get=2 S1 clear get=3 F1 S3 F3 DONE',
    'get=1 clear',
    'get=1 DONE!',
    'get=1 get=2 S1 unsubscribe=1 F1! S2 F2 DONE',
    'get=1 get=2 S1 unsubscribe=2 F1 DONE',
    'get=1 S1 unsubscribe=1 F1! DONE!',
  ])('takes %s', (line) => {
    expect(brokenGrammar(traceFrom(line), true)).toEqual([]);
  });

  it.each([
    ['get=1 get=2 S1 S2 F2 F1 DONE', '2 starts while 1 runs'],
    ['get=1 S1 F1 S1 F1 DONE', '1 starts again'],
    ['get=1 get=2 S2 F2 S1 F1 DONE', '1 starts after 2'],
    ['get=1 get=2 S1 F1! DONE! S2 F2 DONE', '2 starts although it was dropped'],
    ['get=1 get=2 S1 clear F1 S2 F2 DONE', '2 starts although it was dropped'],
    ['get=1 get=2 S1 F1! S2 F2 DONE', '2 starts after an error before done'],
    ['get=1 get=2 S1 unsubscribe=2 F1 S2 F2 DONE', '2 starts although it was dropped'],
    ['get=1 F1 DONE', '1 finishes while nothing runs'],
    ['get=1 S1 F1 F1 DONE', '1 finishes while nothing runs'],
    ['get=1 S1 DONE F1', 'done while 1 runs'],
    ['get=1 S1 F1 DONE DONE', 'done although nothing has ended'],
    ['get=1 S1 F1! DONE', 'done(false) after an error'],
    ['get=1 get=2 S1 F1 DONE S2 F2 DONE', 'done(false) while 2 waits'],
    ['get=1 S1 F1 DONE readyRead', 'readyRead while no command runs'],
    ['get=1 S1 F1', 'no done after the last command'],
    ['get=1 S1', 'command 1 never finishes'],
    ['get=1', 'never started: 1'],
  ])('notices in %s: %s', (line, problem) => {
    expect(brokenGrammar(traceFrom(line), true)[0]).toBe(problem);
  });

  it('demands no end of a run that was cut off', () => {
    expect(brokenGrammar(traceFrom('get=1 get=2 S1'), false)).toEqual([]);
  });
});
