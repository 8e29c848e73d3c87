import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { bundled } from '../servers/support/bundled.js';
import { PageServer, type Page } from './support/page-server.js';
import { TemporaryFolder } from './support/temporary-folder.js';

/** For bundling and for processes, on a machine that is busy. */
const patienceMs = 60_000;
const kilobyte = 1024;

/** A megabyte of which no two pieces are the same. */
const body = Buffer.concat(
  Array.from({ length: 32 * kilobyte }, (_none, i) => createHash('sha256').update(String(i)).digest()),
);
const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** How a command ended. */
interface Run {
  readonly code: number | null;
  readonly stderr: string;
}

describe('a download', () => {
  let folder: TemporaryFolder;
  let server: PageServer;
  /** Sends the rest of an answer, from this byte on. */
  let send: (rest: Buffer, response: ServerResponse) => void;
  /** The first byte of each answer. */
  let starts: number[];

  const page: Page = ({ headers: { range, 'if-range': condition } }, response) => {
    const start = condition === '"v1"' ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0;
    starts.push(start);
    const rest = body.subarray(start);
    const fields = { ETag: '"v1"', 'Content-Length': rest.length };
    if (start === 0) response.writeHead(200, fields);
    else response.writeHead(206, { ...fields, 'Content-Range': `bytes ${start}-${body.length - 1}/${body.length}` });
    send(rest, response);
  };

  beforeEach(async () => {
    send = (rest, response) => response.end(rest);
    starts = [];
    folder = new TemporaryFolder();
    server = await PageServer.start({ '/big': page });
  });
  afterEach(async () => {
    await server.stop();
    folder.remove();
  });

  /** Runs a script of bash, in which `qhttp` is the command with an URL, and `"$1"` a folder. */
  async function shell(script: string, by: readonly string[] = []): Promise<Run & { readonly stdout: string }> {
    const program = await bundled('src/cli/qhttp.ts');
    const prelude = `qhttp() { ${process.execPath} ${program} -q "$@" ${server.url('/big')}; }`;
    const [command, ...args] = [...by, 'bash', '-c', `${prelude}\n${script}`, 'bash', folder.path];
    const child = spawn(command, args, { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    return { code, stdout, stderr };
  }

  const file = (): Buffer => readFileSync(join(folder.path, 'big'));
  const partSize = (): number => statSync(join(folder.path, 'big.part'), { throwIfNoEntry: false })?.size ?? 0;

  it(
    'that is killed again and again is gone on with, and has no wrong byte',
    async () => {
      const program = await bundled('src/cli/qhttp.ts');
      for (const bytes of [50_000, 100_000, 150_000, 200_000]) {
        let more = (): unknown => undefined;
        send = (rest, response) => {
          let sent = 0;
          more = () => response.write(rest.subarray(sent, (sent += 16 * kilobyte)));
          more();
        };
        const args = [program, '--continue', '--signals', server.url('/big')];
        const child = spawn(process.execPath, args, { cwd: folder.path, stdio: ['ignore', 'pipe', 'inherit'] });
        const exit = once(child, 'exit');
        for await (const line of createInterface(child.stdout)) {
          if (!line.includes('"dataReadProgress"')) continue;
          // Amid the writing: what has been told need not have gone to the file.
          if (partSize() >= bytes) child.kill('SIGKILL');
          more();
        }
        expect(await exit).toEqual([null, 'SIGKILL']);
      }
      send = (rest, response) => response.end(rest);
      const last = await shell('qhttp --continue');

      expect(last).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(checksum(file())).toBe(checksum(body));
      expect(Object.keys(folder.files())).toEqual(['big']);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(starts.at(-1)).toBeGreaterThanOrEqual(200_000);
    },
    patienceMs,
  );

  it(
    'for which a file may not grow any more says so, and is gone on with where it may',
    async () => {
      const first = await shell('ulimit -f 300; qhttp');
      const part = readFileSync(join(folder.path, 'big.part'));
      const second = await shell('qhttp --continue');

      expect(first).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/file too large/i) as string });
      expect(checksum(part)).toBe(checksum(body.subarray(0, 300 * kilobyte)));
      expect(second).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(checksum(file())).toBe(checksum(body));
      expect(starts).toEqual([0, 300 * kilobyte]);
    },
    patienceMs,
  );

  it(
    'to a device that is full says so',
    async () => {
      const { code, stderr } = await shell('qhttp -o /dev/full');

      expect([code, stderr]).toEqual([2, expect.stringContaining('no space left on device')]);
    },
    patienceMs,
  );

  describe('to a disk of its own', () => {
    /** By whom something can be mounted where only the command sees it. */
    const mounter = [
      ['unshare', '-m'],
      ['unshare', '-rm'],
      ['sudo', '-n', 'unshare', '-m'],
    ].find(
      ([command = '', ...args]) => spawnSync(command, [...args, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0,
    );

    it(
      'that is full says so, and is gone on with when there is room',
      async () => {
        if (!mounter) {
          // Where nothing can be mounted, a limit on the size of files has to do: see above.
          expect([process.env['REQUIRE_ALL'], 'a tmpfs']).toEqual([undefined, 'a tmpfs']);
          console.warn('No disk of one’s own can be mounted here: a full one was not tried.');
          return;
        }
        const script = [
          'mount -t tmpfs -o size=1200k tmpfs "$1"; cd "$1"',
          'head -c 700k /dev/zero > ballast',
          'qhttp; echo $?; cmp --bytes=$(stat -c %s big.part) big.part /dev/stdin < /proc/$$/fd/9 && echo same',
          'rm ballast',
          'qhttp --continue; echo $?; sha256sum < big; ls',
        ];
        const original = new TemporaryFolder();
        original.write('body', body);
        const result = await shell(`exec 9< ${original.path}/body\n${script.join('\n')}`, mounter);
        original.remove();

        expect(result).toEqual({
          code: 0,
          stdout: `2\nsame\n0\n${checksum(body)}  -\nbig\n`,
          stderr: expect.stringMatching(/^\S+: .*no space left on device[^\n]*\n$/i) as string,
        });
        expect(starts[1]).toBeGreaterThan(0);
      },
      patienceMs,
    );
  });
});
