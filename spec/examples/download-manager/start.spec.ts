import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { help, parseStart } from '../../../docs/examples/download-manager/start/arguments.js';
import { prepare } from '../../../docs/examples/download-manager/start/prepare.js';

const project = join(__dirname, '../../..');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What `npm start -- ARGS` runs. */
function start(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(project, 'scripts/start.mjs'), ...args], (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

describe('npm start -- --web', () => {
  it('takes URLs, a port, a folder, and that nothing is to be opened', () => {
    expect(parseStart([])).toEqual({ urls: [], port: 0, folder: undefined, opensBrowser: true });
    expect(
      parseStart(['http://a/b', '--port', '8080', '--folder', 'x y', '--no-open', 'HTTPS://localhost:1/?q']),
    ).toEqual({ urls: ['http://a/b', 'HTTPS://localhost:1/?q'], port: 8080, folder: 'x y', opensBrowser: false });
  });

  it.each([
    [['ftp://a/b'], "'ftp://a/b' is no URL of http or https"],
    [['a.example/b'], "'a.example/b' is no URL of http or https"],
    [['http://'], "'http://' is no URL of http or https"],
    [['--port', '65536'], "--port: '65536' is no port (0 to 65535)"],
    [['--port', '-1'], "Option '--port' argument is ambiguous"],
    [['--port', '0x50'], "--port: '0x50' is no port (0 to 65535)"],
    [['--port='], "--port: '' is no port (0 to 65535)"],
    [['--folder='], '--folder has no name'],
    [['--frobnicate'], "Unknown option '--frobnicate'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseStart(args)).toThrow(message);
  });

  it('prints what it takes', async () => {
    expect(await start('--web', '--help')).toEqual({ code: 0, out: help, err: '' });
  });

  it('ends with 1 where an argument is wrong, and says which one, before anything is built', async () => {
    const tail = "Try 'npm start -- --web --help'.\n";
    expect(await start('--web', '--port', 'x')).toEqual({
      code: 1,
      out: '',
      err: `download manager: --port: 'x' is no port (0 to 65535)\n${tail}`,
    });
    const { code, out, err } = await start('--web', '--folder', __filename);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^download manager: --folder: .*start\.spec\.ts/);
  });
});

describe('what the page is built from', () => {
  let folder: string;
  let example: string;
  const { npm_execpath: ownNpm } = process.env;
  const write = (path: string, text: string): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  /** What was run by npm, and where, since the last time. */
  const runs = (): string[] => {
    const lines = readFileSync(join(folder, 'runs'), 'utf8').split('\n').slice(0, -1);
    writeFileSync(join(folder, 'runs'), '');
    return lines;
  };
  const prepared = async (): Promise<string[]> => {
    const told: string[] = [];
    await prepare(example, (line) => told.push(line.replace(/[\d.]+ s$/, 'N s')));
    return told;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'start-'));
    example = join(folder, 'docs/examples/download-manager');
    for (const path of ['src/a.ts', 'scripts/build.mjs', 'tsconfig.json', 'runs']) write(path, '');
    for (const path of ['src/app.ts', 'engine/model.ts', 'angular.json']) {
      write(`docs/examples/download-manager/${path}`, '');
    }
    write('package.json', '{}');
    write('docs/examples/download-manager/package.json', '{}');
    // In the place of npm: notes what it is asked for, and makes what each of them makes.
    write(
      'npm.js',
      `const { appendFileSync, cpSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
       const args = process.argv.slice(2).join(' ');
       const isExample = process.cwd().endsWith('download-manager');
       appendFileSync(${JSON.stringify(join(folder, 'runs'))}, (isExample ? 'example: ' : 'project: ') + args + '\\n');
       const made = isExample ? (args.startsWith('install') ? 'node_modules/rx-qhttp/package.json' : 'dist/browser/index.html') : 'dist/index.d.ts';
       mkdirSync(require('node:path').dirname(made), { recursive: true });
       if (isExample) writeFileSync(made, '');
       else cpSync('src/a.ts', made);
       process.exitCode = existsSync(${JSON.stringify(join(folder, 'fails'))}) ? 1 : 0;`,
    );
    process.env['npm_execpath'] = join(folder, 'npm.js');
  });

  afterEach(() => {
    if (ownNpm === undefined) delete process.env['npm_execpath'];
    else process.env['npm_execpath'] = ownNpm;
    rmSync(folder, { recursive: true });
  });

  it('is made once, told step by step', async () => {
    expect(await prepared()).toEqual([
      'Building the library …',
      'Building the library: N s',
      'Installing the packages of the page (once) …',
      'Installing the packages of the page (once): N s',
      'Building the page …',
      'Building the page: N s',
    ]);
    expect(runs()).toEqual(['project: run -s build', 'example: install --no-audit --no-fund', 'example: run -s build']);
    expect(await prepared()).toEqual([]);
    expect(runs()).toEqual([]);
  });

  it.each([
    ['a source of the page', 'docs/examples/download-manager/src/app.ts', ['example: run -s build']],
    ['a source of the engine', 'docs/examples/download-manager/engine/model.ts', ['example: run -s build']],
    [
      'a source of the library',
      'src/a.ts',
      ['project: run -s build', 'example: install --no-audit --no-fund', 'example: run -s build'],
    ],
  ])('is made again when %s has changed, as far as it takes', async (_what, path, wanted) => {
    await prepared();
    runs();
    appendFileSync(join(folder, path), 'changed');
    await prepared();
    expect(runs()).toEqual(wanted);
  });

  it('is made again when what was made is not there', async () => {
    await prepared();
    runs();
    rmSync(join(example, 'dist'), { recursive: true });
    await prepared();
    expect(runs()).toEqual(['example: run -s build']);
  });

  it('says what has failed, and tries it again the next time', async () => {
    write('fails', '');
    await expect(prepared()).rejects.toThrow(`'npm run -s build' in ${folder} failed`);
    rmSync(join(folder, 'fails'));
    await prepared();
    expect(runs().slice(0, 2)).toEqual(['project: run -s build', 'project: run -s build']);
  });
});
