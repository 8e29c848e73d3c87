import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

/** Makes the Node that runs it say that it is another version. */
function pretending(version: string): readonly string[] {
  const disguise = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  return [`--import=data:text/javascript,${encodeURIComponent(disguise)}`];
}

/** The Node of the machine; npm puts the project's own in front of it. */
function machineNode(): { readonly path: string; readonly version: string } | undefined {
  const PATH = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const { stdout } = spawnSync('node', ['-p', 'process.execPath + " " + process.versions.node'], {
    env: { PATH: PATH.join(delimiter) },
    encoding: 'utf8',
  });
  const [path, version] = (stdout as string | null)?.trim().split(' ') ?? [];
  return path === undefined || version === undefined ? undefined : { path, version };
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 19);
}

describe('qhttp on the Node that starts it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-qhttp-old-node-'));
  const bin = join(folder, 'qhttp.js');

  beforeAll(() => {
    const source = readFileSync(join(__dirname, '../../src/cli/qhttp.ts'), 'utf8');
    const { outputText } = transpileModule(source, {
      compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2023 },
    });
    writeFileSync(bin, outputText);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(
      join(folder, 'main.js'),
      `console.log('loaded'); export const main = async (argv) => { console.log(argv.join(' ')); return 3; };`,
    );
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const start = (node: string, options: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(node, [...options, bin, '--quiet', 'x'], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const refusal = (version: string) => ({
    status: 1,
    stdout: '',
    stderr: `qhttp needs Node 22.19 or newer; this is v${version}\n`,
  });

  test.each(['18.20.8', '20.20.2', '21.7.3', '22.0.0', '22.18.9'])('refuses v%s in one line and exits 1', (version) => {
    expect(start(process.execPath, pretending(version))).toEqual(refusal(version));
  });

  test.each(['22.19.0', '22.20.1', '23.0.0', '24.1.0', '100.0.0'])(
    'runs on v%s: main gets the arguments and gives the exit code',
    (version) => {
      expect(start(process.execPath, pretending(version))).toEqual({
        status: 3,
        stdout: 'loaded\n--quiet x\n',
        stderr: '',
      });
    },
  );

  test('refuses or runs on the Node of this machine as its version demands', () => {
    const { path, version } = machineNode() ?? { path: process.execPath, version: process.versions.node };
    expect(start(path, [])).toEqual(
      isTooOld(version) ? refusal(version) : { status: 3, stdout: 'loaded\n--quiet x\n', stderr: '' },
    );
  });
});
