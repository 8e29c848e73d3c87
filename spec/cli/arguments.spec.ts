import { parseArguments, type Order } from '../../src/cli/arguments.js';

const url = 'http://h/a';

function order(...argv: string[]): Omit<Order, 'urls'> & { urls: string[] } {
  const commandLine = parseArguments(argv);
  if (commandLine.kind !== 'download') throw new Error(`it is ${commandLine.kind}`);
  return { ...commandLine.order, urls: commandLine.order.urls.map(({ href }) => href) };
}

function refusal(argv: string[]): string {
  try {
    return `accepted as ${parseArguments(argv).kind}`;
  } catch (error) {
    return String(error);
  }
}

const proxyForm = 'it has to be [http://|socks5://][USER[:PASSWORD]@]HOST[:PORT], USER and PASSWORD percent-encoded';

const plainNetwork = {
  user: undefined,
  proxy: undefined,
  proxyUser: undefined,
  netrc: undefined,
  insecure: false,
  cacert: undefined,
  location: false,
  compressed: false,
  limitRate: undefined,
  connectMs: undefined,
  totalMs: undefined,
};

const plain = {
  urls: [url],
  method: 'GET',
  upload: undefined,
  headers: [],
  destination: { kind: 'folder', folder: '.' },
  resume: false,
  keepGoing: false,
  signals: false,
  marbles: undefined,
  quiet: false,
  force: false,
  network: plainNetwork,
};

describe('parseArguments', () => {
  it('shows the demonstration when there is nothing to do', () => {
    expect(parseArguments([])).toEqual({ kind: 'demo' });
  });

  it.each([[['--help']], [['-h', url]], [['--help', '--version']]])('prints the help for %j', (argv) => {
    expect(parseArguments(argv)).toEqual({ kind: 'help' });
  });

  it('prints the version', () => {
    expect(parseArguments(['--version'])).toEqual({ kind: 'version' });
  });

  it('downloads URLs in their order', () => {
    expect(order('http://b', url)).toEqual({ ...plain, urls: ['http://b/', url] });
  });

  it('reads all switches', () => {
    expect(order(url, '--continue', '--keep-going', '--signals', '--quiet', '--force', '--output-dir', 'd')).toEqual({
      ...plain,
      destination: { kind: 'folder', folder: 'd' },
      resume: true,
      keepGoing: true,
      signals: true,
      quiet: true,
      force: true,
    });
    expect(order('-ckqf', url)).toEqual({ ...plain, resume: true, keepGoing: true, quiet: true, force: true });
  });

  it.each<[string[], object]>([
    [['-o', 'x'], { destination: { kind: 'file', folder: '.', file: 'x' } }],
    [['--output=-'], { destination: { kind: 'stdout' } }],
    [['-o', 'x', '--output-dir', 'd'], { destination: { kind: 'file', folder: 'd', file: 'x' } }],
    [['--head'], { method: 'HEAD' }],
    [['--marbles', 'run.svg'], { marbles: 'run.svg' }],
    [['--data', ''], { method: 'POST', upload: { kind: 'text', text: '' } }],
    [['--post-file', 'f'], { method: 'POST', upload: { kind: 'file', path: 'f' } }],
    [
      ['-H', 'A: b: c ', '-H', 'd:'],
      {
        headers: [
          ['A', 'b: c'],
          ['d', ''],
        ],
      },
    ],
  ])('reads %j', (argv, expected) => {
    expect(order(url, ...argv)).toEqual({ ...plain, ...expected });
  });

  it.each<[string[], object]>([
    [['--user', 'aladdin:open: sesame'], { user: { user: 'aladdin', password: 'open: sesame' } }],
    [['-u', 'aladdin:'], { user: { user: 'aladdin', password: '' } }],
    [['--user=aladdin'], { user: { user: 'aladdin', password: undefined } }],
    [['--proxy', 'squid:3128'], { proxy: { type: 'http', host: 'squid', port: 3128 } }],
    [['-x', 'socks5://u:p@s'], { proxy: { type: 'socks5', host: 's', port: 1080, user: 'u', password: 'p' } }],
    [['--proxy', 'none'], { proxy: { type: 'none', host: '', port: 0 } }],
    [['--proxy='], { proxy: { type: 'none', host: '', port: 0 } }],
    [['--proxy-user', 'u:p'], { proxyUser: { user: 'u', password: 'p' } }],
    [['--netrc'], { netrc: { kind: 'home' } }],
    [['-n', '--netrc-file', 'f'], { netrc: { kind: 'file', path: 'f' } }],
    [['--insecure', '--cacert', 'f'], { insecure: true, cacert: 'f' }],
    [['--location', '--compressed'], { location: true, compressed: true }],
    [['-L'], { location: true }],
    [['--limit-rate', '1'], { limitRate: 1 }],
    [['--limit-rate', '1.5k'], { limitRate: 1536 }],
    [['--limit-rate', '2M'], { limitRate: 2 * 1024 ** 2 }],
    [['--limit-rate', '3G'], { limitRate: 3 * 1024 ** 3 }],
    [['--connect-timeout', '0.5', '--max-time=10'], { connectMs: 500, totalMs: 10_000 }],
  ])('reads %j about the network', (argv, expected) => {
    expect(order(url, ...argv)).toEqual({ ...plain, network: { ...plainNetwork, ...expected } });
  });

  it.each<[string[], string]>([
    [['--quiet'], 'no URL was given'],
    [['--nonsense', url], "Unknown option '--nonsense'"],
    [['-o'], "Option '-o, --output <value>' argument missing"],
    [['--quiet=1', url], "Option '-q, --quiet' does not take an argument"],
    [['ftp://h/'], 'only http: and https: URLs can be fetched: ftp://h/'],
    [['--data', 'a', '--post-file', 'b', url], '--data and --post-file exclude each other'],
    [['--head', '--data', 'a', url], '--head sends no body: it goes with neither --data nor --post-file'],
    [['--head', '-o', 'a', url], '--head writes to standard output, not to --output'],
    [['--head', '--output-dir', 'a', url], '--head writes to standard output, not to --output-dir'],
    [['-o', 'a', url, url], '--output takes one URL only; use --output-dir for more'],
    [['-o', '', url], '--output needs a name'],
    [['--output-dir', '', url], '--output-dir needs a name'],
    [['--post-file', '', url], '--post-file needs a name'],
    [['--marbles', '', url], '--marbles needs the name of a file'],
    [['--marbles', '-', url], '--marbles needs the name of a file'],
    [['-o', '-', '--output-dir', 'd', url], '--output - has no use for --output-dir'],
    [['-o', '-', '-c', url], '--continue needs a file; standard output is none'],
    [['-o', '-', '--signals', url], '--signals and --output - both want standard output'],
    [['-c', '--head', url], '--continue is for downloads by GET'],
    [['-c', '-d', 'x', url], '--continue is for downloads by GET'],
    [['-H', 'nonsense', url], "--header wants 'Name: value', not 'nonsense'"],
    [['-H', 'Authorization Basic secret', url], "--header wants 'Name: value', not 'Authorization …'"],
    [['-H', 'a b: c', url], "--header: 'a …' is no name of a header field"],
    [['-H', ': c', url], "--header: '' is no name of a header field"],
    [['-H', 'a: b\r\nc: d', url], "--header: the value of 'a' has characters that HTTP forbids"],
    [['-H', 'a: 漢', url], "--header: the value of 'a' has characters that HTTP forbids"],
    [['-H', 'Content-Length: 5', url], "--header: qhttp sets 'Content-Length' itself"],
    [['-c', '-H', 'range: bytes=1-', url], "--header: --continue sets 'range' itself"],
    [['-c', '--compressed', url], '--continue cannot go on with what came --compressed'],
    [['-u', '', url], '--user needs a name: NAME or NAME:PASSWORD'],
    [['-u', ':secret', url], '--user needs a name: NAME or NAME:PASSWORD'],
    [['-u', 'a\r:secret', url], '--user: the name has control characters'],
    [['--proxy-user', ':secret', url], '--proxy-user needs a name: NAME or NAME:PASSWORD'],
    [['--proxy', 'https://u:secret@h', url], `--proxy names a proxy of a kind that is not supported: ${proxyForm}`],
    [['--proxy', 'u:secret@', url], `--proxy names no proxy: ${proxyForm}`],
    [['--netrc-file', '', url], '--netrc-file needs a name'],
    [['--cacert', '', url], '--cacert needs a name'],
    ...['', '0', '0.5', '-1', '1x', '1kb', '1e3', '.5', '1.', ' 1'].map<[string[], string]>((rate) => [
      [`--limit-rate=${rate}`, url],
      `--limit-rate wants bytes a second, as in 500, 200k, 1.5M: not '${rate}'`,
    ]),
    ...['', '0', '-1', '1s', '1e3', '.5', '0.0001', 'Infinity'].map<[string[], string]>((seconds) => [
      [`--max-time=${seconds}`, url],
      `--max-time wants seconds, as in 10 or 0.5: not '${seconds}'`,
    ]),
    [['--connect-timeout', 'soon', url], "--connect-timeout wants seconds, as in 10 or 0.5: not 'soon'"],
  ])('refuses %j', (argv, message) => {
    expect(refusal(argv)).toBe(`UsageError: ${message}`);
  });
});
