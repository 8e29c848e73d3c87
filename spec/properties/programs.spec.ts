import fc from 'fast-check';
import { LeftBehind } from '../support/left-behind.js';
import { RawServer } from '../support/raw-server.js';
import { answerByPath } from './support/answers-by-path.js';
import { httpPrograms, type HttpProgram } from './support/http-program.js';
import { HttpRun } from './support/play-http.js';
import { patienceOf, randomRuns } from './support/random-runs.js';

async function problemsOf(port: number, program: HttpProgram): Promise<readonly string[]> {
  const leftBehind = new LeftBehind();
  const run = new HttpRun(port, program);
  await run.play();
  const problems = [...run.problems, ...(await leftBehind.all())];
  return problems.length === 0 ? [] : [...problems, ...run.log];
}

const runs = 300;

describe('random programs of commands, reactions and faults', () => {
  it(
    'keep the grammar of signals, give each request its own answer, end, and leave nothing behind',
    async () => {
      const server = await RawServer.listen(answerByPath);
      await fc.assert(
        fc.asyncProperty(httpPrograms, async (program) => {
          expect(await problemsOf(server.port, program)).toEqual([]);
        }),
        randomRuns(runs),
      );
    },
    patienceOf(runs),
  );
});
