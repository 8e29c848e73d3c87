import { ErrorCode, type QHttp } from '../../src/index.js';
import { LeftBehind } from './left-behind.js';
import { Recorder } from './recorder.js';
import { turn } from './turn.js';

/** How a run came out. */
export interface Ending {
  /** All signals with what they tell, from the first to those that close the connection: see {@link Recorder.story}. */
  readonly story: string;
  /** Code and text of the error, as in `UnexpectedClose: 127.0.0.1:1234 closed the connection before it answered`. */
  readonly error: string;
}

/**
 * Carries out commands that go wrong, and looks whether everything ends as it has to, whatever a server does: exactly
 * one `requestFinished` for each `requestStarted`, exactly one `done`, nothing afterwards; then the next command works;
 * and when the client is destroyed, which this does, no socket and no timer is left. (A rejection that nobody handles
 * fails a test by itself.) One run at a time: sockets and timers are counted for all of the test.
 *
 * @param act - gives the commands, and may wait for signals to do more
 * @param next - a command that is answered with a 200
 */
export async function endsCleanly(
  http: QHttp,
  act: (recorder: Recorder) => unknown,
  next: () => unknown = () => http.get('/next'),
): Promise<Ending> {
  const recorder = new Recorder(http);
  const leftBehind = new LeftBehind();
  const [story, error] = await run(http, recorder, act);
  expect(countsIn(recorder)).toEqual({ isGrammatical: true, dones: 1 });

  const [whole, none] = await run(http, recorder, next);
  const after = whole.slice(story.length + 1);
  expect([after, none]).toEqual([
    expect.stringMatching(/^(S\d+ F\d+ )*S\d+ (?!.*F\d+!).*H200.* F\d+ DONE( Closing Unconnected)?$/),
    'NoError: Unknown error',
  ]);

  http.destroy();
  expect(await leftBehind.all()).toEqual([]);
  return { story, error };
}

/** The story and the error up to now, when nothing more comes. */
async function run(http: QHttp, recorder: Recorder, act: (recorder: Recorder) => unknown): Promise<[string, string]> {
  await act(recorder);
  await recorder.settled();
  const { story } = recorder;
  const error = `${ErrorCode[http.error()]}: ${http.errorString()}`;
  for (let i = 0; i < 5; i++) await turn();
  expect(recorder.story).toBe(story);
  return [story, error];
}

/** Commands follow each other, and each one that has started ends once. */
function countsIn({ signals }: Recorder): { isGrammatical: boolean; dones: number } {
  const letters = signals.map((signal) => {
    if (signal.type === 'requestStarted') return `<${signal.id}`;
    if (signal.type === 'requestFinished') return `>${signal.id}`;
    return signal.type === 'done' ? 'd' : '';
  });
  return {
    isGrammatical: /^(<(\d+)>\2)*d$/.test(letters.join('')),
    dones: letters.filter((letter) => letter === 'd').length,
  };
}
