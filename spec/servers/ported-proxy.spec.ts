import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { bundled } from './support/bundled.js';
import { ann } from './support/passwords.js';
import type { Door } from './support/proxies.js';
import { startSquid } from './support/squid.js';
import { startProxyChain } from './support/stand-ins.js';
import { withEach } from './support/with-each.js';

/** For bundling and for a process, on a machine that is busy. */
const patienceMs = 30_000;

withEach({ Squid: startSquid, 'proxy-chain': startProxyChain }, (proxies, name) => {
  describe('docs/examples/ported-proxy.mjs', () => {
    const doors: Door[] = name === 'Squid' ? ['password', 'digest'] : ['password'];

    it.each(doors)(
      'gets its file: %s',
      async (door) => {
        const { user, password } = ann;
        const proxy = `http://${user}:${encodeURIComponent(password)}@127.0.0.1:${proxies().portOf(door)}`;
        const program = spawn(process.execPath, [await bundled('docs/examples/ported-proxy.mjs'), proxy]);

        const [printed, complaints] = await Promise.all([
          text(program.stdout),
          text(program.stderr),
          once(program, 'exit'),
        ]);

        expect([printed, complaints]).toEqual(['the departures are there\n', '']);
        const logged = await proxies().logged(door, '/departures.txt', 2);
        expect(logged.map((line) => line.replace(/:\d+/, ''))).toEqual([
          'GET http://127.0.0.1/departures.txt 407 -',
          'GET http://127.0.0.1/departures.txt 200 ann',
        ]);
      },
      patienceMs,
    );
  });
});
