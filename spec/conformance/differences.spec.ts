import { listedDifferences } from './listed-differences.js';
import { replayAll } from './play/replays.js';
import { classOf, recordings, type Recording } from './recording.js';
import { judge } from './judge/verdict.js';

const rows = listedDifferences();
const listed = rows.flatMap(({ names }) => names);

/** What may differ at all: the others have a test each that demands them to be identical. */
const candidates = recordings.filter((recording) => classOf(recording) !== 'exact' || listed.includes(recording.name));

async function different(observed: ReturnType<typeof replayAll>): Promise<string[]> {
  const isDifferent = async (recording: Recording): Promise<boolean> =>
    !judge(recording, await observed(recording)).isIdentical;
  const verdicts = await Promise.all(candidates.map(isDifferent));
  return candidates
    .filter((_recording, index) => verdicts[index])
    .map(({ name }) => name)
    .sort();
}

jest.setTimeout(120_000);

describe('docs/differences.md', () => {
  it('names each recording that is not identical, and no other', async () => {
    expect([...listed].sort()).toEqual(await different(replayAll(candidates)));
  });

  it('names each once', () => {
    expect(listed.filter((name, index) => listed.indexOf(name) !== index)).toEqual([]);
  });

  it('says of each what the real class does, what happens here, and why', () => {
    expect(rows.filter(({ cells }) => cells.length !== 4 || cells.some((cell) => cell === ''))).toEqual([]);
  });
});
