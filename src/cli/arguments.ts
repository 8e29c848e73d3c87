import { parseArgs } from 'node:util';
import { messageOf } from './error-text.js';
import { networkOptions, toNetworkOrder, type NetworkOrder } from './network-arguments.js';
import { parseTargetUrl, type TargetUrl } from './target-url.js';
import { UsageError } from './usage-error.js';

/** What is sent with a POST. */
export type Upload =
  | { readonly kind: 'text'; readonly text: string }
  /** The path as it was given. */
  | { readonly kind: 'file'; readonly path: string };

/** Where bodies go. */
export type Destination =
  /** One file for each URL, named after it. */
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'file'; readonly folder: string; readonly file: string }
  | { readonly kind: 'stdout' };

/** The downloads that were asked for. */
export interface Order {
  readonly urls: readonly TargetUrl[];
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly upload: Upload | undefined;
  /** Name and value of each `--header`, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly destination: Destination;
  readonly resume: boolean;
  readonly keepGoing: boolean;
  readonly signals: boolean;
  /** The file for a picture of all signals, as it was given. */
  readonly marbles: string | undefined;
  readonly quiet: boolean;
  readonly force: boolean;
  readonly network: NetworkOrder;
}

export type CommandLine =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'demo' }
  | { readonly kind: 'download'; readonly order: Order };

const options = {
  ...networkOptions,
  'output-dir': { type: 'string' },
  output: { type: 'string', short: 'o' },
  head: { type: 'boolean' },
  'post-file': { type: 'string' },
  data: { type: 'string', short: 'd' },
  header: { type: 'string', short: 'H', multiple: true },
  continue: { type: 'boolean', short: 'c' },
  'keep-going': { type: 'boolean', short: 'k' },
  signals: { type: 'boolean' },
  marbles: { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  force: { type: 'boolean', short: 'f' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];

/** Reads the arguments; throws a {@link UsageError} that says which one is wrong. */
export function parseArguments(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  if (positionals.length === 0) {
    if (Object.keys(values).length === 0) return { kind: 'demo' };
    throw new UsageError('no URL was given');
  }
  refuseContradictions(values, positionals.length);
  return { kind: 'download', order: toOrder(values, positionals) };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(firstSentence(messageOf(error)), { cause: error });
  }
}

function toOrder(values: Values, positionals: readonly string[]): Order {
  const upload = uploadOf(values);
  return {
    urls: positionals.map(parseTargetUrl),
    method: values.head === true ? 'HEAD' : upload === undefined ? 'GET' : 'POST',
    upload,
    headers: (values.header ?? []).map((line) => parseHeader(line, values.continue === true)),
    destination: destinationOf(values),
    resume: values.continue ?? false,
    keepGoing: values['keep-going'] ?? false,
    signals: values.signals ?? false,
    marbles: values.marbles,
    quiet: values.quiet ?? false,
    force: values.force ?? false,
    network: toNetworkOrder(values),
  };
}

function refuseContradictions(values: Values, urls: number): void {
  const posts = values.data !== undefined || values['post-file'] !== undefined;
  const rules: readonly (readonly [wrong: boolean, message: string])[] = [
    [values.data !== undefined && values['post-file'] !== undefined, '--data and --post-file exclude each other'],
    [values.head === true && posts, '--head sends no body: it goes with neither --data nor --post-file'],
    [values.head === true && values.output !== undefined, '--head writes to standard output, not to --output'],
    [
      values.head === true && values['output-dir'] !== undefined,
      '--head writes to standard output, not to --output-dir',
    ],
    [values.output !== undefined && urls > 1, '--output takes one URL only; use --output-dir for more'],
    [values.output === '', '--output needs a name'],
    [values['output-dir'] === '', '--output-dir needs a name'],
    [values['post-file'] === '', '--post-file needs a name'],
    [values.marbles === '' || values.marbles === '-', '--marbles needs the name of a file'],
    [values.output === '-' && values['output-dir'] !== undefined, '--output - has no use for --output-dir'],
    [values.output === '-' && values.continue === true, '--continue needs a file; standard output is none'],
    [values.output === '-' && values.signals === true, '--signals and --output - both want standard output'],
    [values.continue === true && values.compressed === true, '--continue cannot go on with what came --compressed'],
    [values.continue === true && (values.head === true || posts), '--continue is for downloads by GET'],
  ];
  for (const [wrong, message] of rules) if (wrong) throw new UsageError(message);
}

function uploadOf(values: Values): Upload | undefined {
  if (values.data !== undefined) return { kind: 'text', text: values.data };
  if (values['post-file'] !== undefined) return { kind: 'file', path: values['post-file'] };
  return undefined;
}

function destinationOf(values: Values): Destination {
  const folder = values['output-dir'] ?? '.';
  if (values.output === undefined) return { kind: 'folder', folder };
  return values.output === '-' ? { kind: 'stdout' } : { kind: 'file', folder, file: values.output };
}

// RFC 9110, sections 5.1 and 5.5: a token; then visible Latin-1, blanks and tabs.
const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

// These say where the message ends, or need an answer in the middle of it.
const framing = new Set(['content-length', 'transfer-encoding', 'expect', 'upgrade', 'keep-alive', 'te', 'trailer']);

function parseHeader(line: string, resume: boolean): readonly [string, string] {
  const colon = line.indexOf(':');
  if (colon === -1) throw new UsageError(`--header wants 'Name: value', not '${firstWord(line)}'`);
  const name = line.slice(0, colon);
  const value = line.slice(colon + 1).trim();
  if (!fieldName.test(name)) throw new UsageError(`--header: '${firstWord(name)}' is no name of a header field`);
  if (!fieldValue.test(value))
    throw new UsageError(`--header: the value of '${name}' has characters that HTTP forbids`);
  if (framing.has(name.toLowerCase())) throw new UsageError(`--header: qhttp sets '${name}' itself`);
  if (resume && /^(?:range|if-range)$/i.test(name)) throw new UsageError(`--header: --continue sets '${name}' itself`);
  return [name, value];
}

/** Enough of a field to find it by: what comes behind may be a password. */
function firstWord(text: string): string {
  const [first = ''] = text.split(/\s/, 1);
  return first === text ? text : `${first} …`;
}

/** Node's messages go on with advice that fits no shell. */
function firstSentence(message: string): string {
  return message.split(/\.\s/, 1)[0] ?? message;
}
