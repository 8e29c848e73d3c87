import { runCli } from '../../cli/support/run-cli.js';
import { LeftBehind } from '../../support/left-behind.js';

/** What a run of the command line came to. */
export interface CliStory {
  readonly code: number;
  /** All signals as one word each, without the progress of sending; of repeated progress the last counts. */
  readonly story: string;
  /** What it has printed for a person, with `server` for where the server is, and FOLDER for its folder. */
  readonly stderr: string;
}

interface Line {
  readonly type: string;
  readonly id?: number;
  readonly error?: boolean;
  readonly stateName?: string;
  readonly done?: number;
  readonly total?: number;
  readonly header?: { readonly statusCode: number; readonly reasonPhrase: string };
}

/** Runs the command line with `--signals`, which has to leave neither a socket nor a timer behind. */
export async function cliStory(
  argv: readonly string[],
  cwd: string,
  server: { readonly port: number },
): Promise<CliStory> {
  const leftBehind = new LeftBehind();
  const { code, stdout, stderr } = await runCli(['--signals', ...argv], { cwd, names: { server } });
  expect(await leftBehind.all()).toEqual([]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { code, story: storyOf(lines.map((line) => JSON.parse(line) as Line)), stderr };
}

function storyOf(lines: readonly Line[]): string {
  const first = Math.min(...lines.flatMap(({ id }) => id ?? []));
  const words = lines.map((line) => wordOf(line, first));
  return words.filter((word, i) => word !== '' && !(word.startsWith('p') && words[i + 1]?.startsWith('p'))).join(' ');
}

function wordOf({ type, id = 0, error = false, stateName = '', done, total, header }: Line, first: number): string {
  const failure = error ? '!' : '';
  switch (type) {
    case 'requestStarted':
      return `S${id - first + 1}`;
    case 'requestFinished':
      return `F${id - first + 1}${failure}`;
    case 'done':
      return `DONE${failure}`;
    case 'stateChanged':
      return stateName;
    case 'responseHeaderReceived':
      return `H${header?.statusCode ?? ''}:${header?.reasonPhrase ?? ''}`;
    case 'dataReadProgress':
      return `p${done ?? ''}/${total ?? ''}`;
    case 'dataSendProgress':
      return '';
    default:
      return type;
  }
}
