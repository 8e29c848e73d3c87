// Everything that is tested with Angular's tools: `npm run test:angular`, or parts of it by their names.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chromiumPath } from './support/chromium.ts';
import { prepare, workspace } from './support/workspace.mjs';

/** What runs, and in what it needs. */
const parts = {
  table: {
    title: 'the tables of docs/angular.md, and the types of these scripts',
    run: () => {
      tool('tsc', '-p', 'tsconfig.node.json');
      node('support/facts-table.ts');
    },
  },
  unit: { title: 'ng test, in Chromium', needsChromium: true, run: () => ng('test', 'page') },
  server: {
    title: 'ng build, and its pages rendered on Node',
    run: () => {
      ng('build', 'rendered');
      node('--test', 'support/rendered.test.ts');
    },
  },
  page: {
    title: 'ng build, and its page in Chromium',
    needsChromium: true,
    run: () => {
      ng('build', 'page');
      node('--test', 'support/page.test.ts');
    },
  },
  size: {
    title: 'what the initial bundle weighs',
    run: () => {
      ng('build', 'page', '--configuration', 'without');
      ng('build', 'page', '--configuration', 'with');
      node('support/size.ts');
    },
  },
};

function node(...args) {
  execFileSync(process.execPath, args, { cwd: workspace, stdio: 'inherit' });
}

function tool(name, ...args) {
  node(join(workspace, 'node_modules/.bin', name), ...args);
}

function ng(...args) {
  const command = join(workspace, 'node_modules/.bin/ng');
  // Angular's runner hands the first to Playwright; the second keeps its questions to people away.
  const env = { ...process.env, CHROME_BIN: chromiumPath, NG_CLI_ANALYTICS: 'false' };
  execFileSync(process.execPath, [command, ...args], { cwd: workspace, stdio: 'inherit', env });
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: there is ${Object.keys(parts).join(', ')}`);

prepare();
const told = [];
for (const [name, { title, needsChromium, run }] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  if (needsChromium && chromiumPath === undefined) {
    if (process.env.REQUIRE_ALL) throw new Error('Chromium is not installed: apt-get install chromium');
    told.push(`left out: ${title} (Chromium is not installed)`);
    continue;
  }
  console.log(`\n${title}`);
  const begun = performance.now();
  const hasPassed = await passes(run);
  told.push(`${hasPassed ? 'passed' : 'FAILED'}: ${title}, in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  if (!hasPassed) process.exitCode = 1;
}
console.log(`\n${told.join('\n')}`);

/** What a part that fails has to say it has said by itself; one that could not even begin says it here. */
async function passes(run) {
  try {
    await run();
    return true;
  } catch (error) {
    if (error.status === undefined) console.error(error);
    return false;
  }
}
