import { observationFrom } from './judge/observation.js';
import { classOf, recordingClasses, recordings, type Recording } from './recording.js';
import { replayAll } from './play/replays.js';
import { judge, reportOn } from './judge/verdict.js';

/** `REPLAY=pattern` picks recordings and prints each of them; see the README. */
const pattern = process.env['REPLAY'];
const chosen = pattern === undefined ? recordings : recordings.filter(({ name }) => new RegExp(pattern).test(name));

jest.setTimeout(120_000);

let observed: ReturnType<typeof replayAll>;

beforeAll(() => {
  observed = replayAll(chosen);
});

/** Also where `-t` has picked a few tests, all replays have begun: they are to be over when the file is. */
afterAll(() => Promise.allSettled(chosen.map(observed)));

async function holds(recording: Recording): Promise<void> {
  const seen = await observed(recording);
  const report = reportOn(recording, observationFrom(recording), seen);
  if (pattern !== undefined) process.stderr.write(`${report}\n\n`);
  if (judge(recording, seen).problems.length > 0) throw Object.assign(new Error(report), { stack: report });
}

describe('recordings', () => {
  for (const recordingClass of recordingClasses) {
    const ours = chosen.filter((recording) => classOf(recording) === recordingClass);
    if (ours.length === 0) continue;
    describe(recordingClass, () => {
      it.each(ours.map((recording) => [recording.name, recording] as const))('%s', (_name, recording) =>
        holds(recording),
      );
    });
  }
});
