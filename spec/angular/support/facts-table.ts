// The tables of docs/angular.md, "HttpClient: what is the same", from the facts that `ng test` tries with each backend.
// `node spec/angular/support/facts-table.ts` compares them with the page, `… --write` writes them.
import '@angular/compiler'; // for what is left to compile of @angular/common
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { wantedOnServer, type Chapter, type Fact } from '../src/facts/fact.ts';

const { chapters } = await import('../src/facts/chapters.ts');

const page = fileURLToPath(new URL('../../../docs/angular.md', import.meta.url));
const begin = '<!-- facts: written by spec/angular/support/facts-table.ts -->';
const end = '<!-- facts end -->';

const text = readFileSync(page, 'utf8');
const [before, rest] = text.split(begin);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`docs/angular.md has no "${begin}" or no "${end}"`);

const wanted = await format([before, begin, '\n\n', ...section(), '\n', end, after].join(''), {
  ...(await resolveConfig(page)),
  parser: 'markdown',
});
if (process.argv.includes('--write')) writeFileSync(page, wanted);
else if (wanted !== text) {
  console.error('docs/angular.md is not what the facts say: node spec/angular/support/facts-table.ts --write');
  process.exitCode = 1;
} else console.log(`The tables of docs/angular.md are what the ${all().length} facts say.`);

function all(): readonly Fact[] {
  return chapters.flatMap(({ facts }) => facts);
}

function section(): string[] {
  const facts = all();
  const same = facts.filter(({ qhttp }) => qhttp === undefined).length;
  const asXhr = facts.filter(({ qhttp, xhr }) => qhttp !== undefined && qhttp === xhr).length;
  return [
    `Of ${facts.length} facts ${same} are the same with \`QHttpBackend\` as with \`FetchBackend\`, Angular's own choice; `,
    `${asXhr} are as with \`HttpXhrBackend\` (\`withXhr()\`), and ${facts.length - same - asXhr} are its own.\n`,
    ...chapters.flatMap(table),
    ...onServer(facts.length),
  ];
}

function table({ title, facts }: Chapter): string[] {
  return [
    `\n### ${title}\n\n`,
    "| | Angular's `FetchBackend` | Angular's `HttpXhrBackend` | `QHttpBackend` | why |\n| --- | --- | --- | --- | --- |\n",
    ...facts.map(({ what, fetch, xhr, qhttp, why }) => {
      return `| ${[cell(what), code(fetch), code(xhr), code(qhttp), cell(why ?? '')].join(' | ')} |\n`;
    }),
  ];
}

/** Only what is not as in a browser: the rest is tried there as well, and is the same. */
function onServer(all: number): string[] {
  const rows = chapters.flatMap(({ title, facts }) =>
    facts.flatMap((fact) => {
      if (fact.onServer === undefined) return [];
      const { fetch, qhttp } = wantedOnServer(fact);
      const seen = [code(fetch), code(qhttp === fetch ? undefined : qhttp)];
      return [`| ${[cell(`${title}: ${fact.what}`), ...seen, cell(fact.onServer.why)].join(' | ')} |\n`];
    }),
  );
  return [
    '\n### On a server\n\n',
    `The same facts were tried on Node, in an application of \`@angular/platform-server\`, where \`FetchBackend\` has `,
    `the \`fetch\` of Node and \`QHttpBackend\` has undici. ${all - rows.length} are as in a browser; these are not:\n\n`,
    "| | Angular's `FetchBackend` | `QHttpBackend` | why |\n| --- | --- | --- | --- |\n",
    ...rows,
  ];
}

/** What is seen; without anything to say: the same. */
function code(seen: string | undefined): string {
  if (seen === undefined) return 'the same';
  return seen === '' ? 'nothing' : `\`${cell(seen)}\``;
}

function cell(words: string): string {
  return words.replaceAll('|', '\\|');
}
