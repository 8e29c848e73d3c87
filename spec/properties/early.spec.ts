import fc from 'fast-check';
import { RawServer } from '../support/raw-server.js';
import { answerByPath } from './support/answers-by-path.js';
import { earlyPrograms, playEarly } from './support/early-program.js';
import { patienceOf, randomRuns } from './support/random-runs.js';

const runs = 300;

describe('random programs with requests that are sent before their turn', () => {
  it(
    'tell the same as without it, where nothing goes wrong',
    async () => {
      const server = await RawServer.listen(answerByPath);
      await fc.assert(
        fc.asyncProperty(earlyPrograms, async (program) => {
          const usual = await playEarly(server.port, program, 1);
          expect(await playEarly(server.port, program, program.pipelining)).toEqual(usual);
        }),
        randomRuns(runs),
      );
    },
    patienceOf(runs),
  );
});
