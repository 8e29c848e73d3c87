import { readFileSync } from 'node:fs';

/** The classes of the recordings, as the groups of spec/conformance/recordings.spec.ts are called. */
const classes = ['exact', 'documented', 'stricter', 'impossible', 'unsafe'];

/** The recordings that docs/differences.md names; its own test knows that these are all that are not identical. */
function namesOfDifferences() {
  const page = readFileSync(new URL('../../docs/differences.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...row.split('|')[1].matchAll(/`([^`]+)`/g)].map(([, name]) => name)).sort();
}

/** Breaks a list of names into lines that fit a terminal. */
function wrapped(names) {
  const lines = [];
  for (const name of names) {
    const line = `${lines.at(-1) ?? ''}  ${name}`;
    if (lines.length === 0 || line.length > 110) lines.push(`  ${name}`);
    else lines[lines.length - 1] = line;
  }
  return lines;
}

/** Sums up the recordings by their classes in the last lines of a run. */
export default class ConformanceReporter {
  onRunComplete(_contexts, { testResults }) {
    const tests = testResults
      .flatMap((file) => file.testResults)
      .filter(({ ancestorTitles, status }) => ancestorTitles[0] === 'recordings' && status !== 'pending')
      .map(({ ancestorTitles, title, status }) => ({ group: ancestorTitles[1], title, passed: status === 'passed' }));
    if (tests.length === 0) return;
    const lines = this.#summary(tests);
    // The reporter of the whole run comes after this one.
    process.once('exit', () => process.stderr.write(`\n${lines.join('\n')}\n`));
  }

  #summary(tests) {
    const inGroup = (name) => tests.filter(({ group }) => group === name);
    const counts = classes
      .map((name) => [name, inGroup(name)])
      .filter(([, group]) => group.length > 0)
      .map(([name, group]) => `${name} ${group.filter(({ passed }) => passed).length}/${group.length}`);
    const failed = tests.filter(({ passed }) => !passed).map(({ title }) => title);
    const different = namesOfDifferences().filter((name) => tests.some(({ title }) => title === name));
    return [
      `not identical to the real class: ${different.length}, each with its reason in docs/differences.md`,
      ...wrapped(different),
      ...(failed.length > 0 ? [`failed: ${failed.length}`, ...wrapped(failed)] : []),
      `recordings: ${counts.join(', ')}`,
    ];
  }
}
