import fc from 'fast-check';
import { QueueModel } from './support/queue-model.js';
import { play, queuePrograms, type QueueProgram } from './support/queue-program.js';
import { RealQueue } from './support/real-queue.js';
import { patienceOf, randomRuns } from './support/random-runs.js';

function seen(program: QueueProgram): readonly [model: string[], real: string[]] {
  return [play(program, (...parts) => new QueueModel(...parts)), play(program, (...parts) => new RealQueue(...parts))];
}

const runs = 1000;

describe('the queue', () => {
  it(
    'does step by step what its model does, whatever is called inside of what it tells',
    () => {
      fc.assert(
        fc.property(queuePrograms, (program) => {
          const [model, real] = seen(program);
          expect(real).toEqual(model);
        }),
        randomRuns(runs),
      );
    },
    patienceOf(runs),
  );
});
