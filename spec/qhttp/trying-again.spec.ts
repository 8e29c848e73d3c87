import { retry } from 'rxjs';
import { QHttp } from '../../src/index.js';
import { turn } from '../support/turn.js';

/** How often a command is tried while the event loop turns ten times. */
async function attempts(http: QHttp): Promise<number> {
  let count = 0;
  const subscription = http
    .get$('/')
    .pipe(
      retry({
        delay: () => {
          count++;
          return [0];
        },
      }),
    )
    .subscribe();
  for (let i = 0; i < 10; i++) await turn();
  subscription.unsubscribe();
  return count;
}

describe('trying again at once what fails at once', () => {
  test('without a host leaves the rest of the program its turns', async () => {
    using http = new QHttp();

    const count = await attempts(http);
    const [after] = await Promise.all([attempts(http), turn()]);

    expect([Number.isFinite(count), count < 1000, after < 1000]).toEqual([true, true, true]);
  });

  test('after destroy() does so, too', async () => {
    const http = new QHttp();
    http.destroy();

    expect(await attempts(http)).toBeLessThan(1000);
  });
});
