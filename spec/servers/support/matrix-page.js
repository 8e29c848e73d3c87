import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import { lacking, tables } from './matrix.ts';

/**
 * docs/servers.md, as it follows from the tests that passed.
 *
 * @param {readonly (readonly string[])[]} passed - for each test the titles of its blocks: a server, and a feature
 * @returns {Promise<string>}
 * @throws Error for a cell that nothing is known about, or for one that should not be
 */
export async function pageOf(passed) {
  const shown = new Set(passed.map(([server = '', feature = '']) => cellName(server.replace(/^with /, ''), feature)));
  const notes = [];
  const rows = ({ servers, features }) => [
    ['', ...servers],
    ['---', ...servers.map(() => ':-:')],
    ...features.map((feature) => [feature, ...servers.map((server) => cell(server, feature, shown, notes))]),
  ];
  const table = (one) => rows(one).map((cells) => `| ${cells.join(' | ')} |`);
  const lines = [
    ...head,
    '## Web servers',
    '',
    ...table(tables.web),
    '',
    '## Proxies',
    '',
    ...table(tables.proxies),
    '',
    '## Notes',
    '',
    ...notes.map((note, index) => `${index + 1}. ${note}`),
  ];
  const path = fileURLToPath(new URL('../../../docs/servers.md', import.meta.url));
  return format(lines.join('\n'), { ...(await resolveConfig(path)), filepath: path });
}

const head = [
  '# Real servers',
  '',
  'What was tried with the servers that people run: each ✓ stands for tests that passed (`spec/servers/`), each – for',
  'something that the server itself cannot do. This page is written by those tests (`npm run draw:servers`), and a run of',
  'all of them fails where the page says something else.',
  '',
  'nginx, Apache, Squid and microsocks are those of Debian. `proxy-chain` and `@pondwader/socks5-server` are packages that',
  'come with `npm ci`: they stand in where no other proxy is installed.',
  '',
  'NTLM and the other algorithms of Digest are in none of them. Servers of our own check these answers, by computations of',
  'their own and by the published vectors (`spec/auth/`, `spec/servers/ntlm.spec.ts`).',
  '',
];

function cellName(server, feature) {
  return `${feature} with ${server}`;
}

function cell(server, feature, shown, notes) {
  const reason = lacking[server][feature];
  const name = cellName(server, feature);
  if (shown.has(name)) {
    if (reason !== undefined) throw new Error(`docs/servers.md: ${name} was tested, though it should be lacking`);
    return '✓';
  }
  if (reason === undefined) throw new Error(`docs/servers.md: nothing has tested ${name}`);
  if (!notes.includes(reason)) notes.push(reason);
  return `– (${notes.indexOf(reason) + 1})`;
}
