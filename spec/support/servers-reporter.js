import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled, realServers } from '../servers/support/installed.ts';
import { pageOf } from '../servers/support/matrix-page.js';

const page = new URL('../../docs/servers.md', import.meta.url);
const specs = readdirSync(new URL('../servers/', import.meta.url)).filter((name) => name.endsWith('.spec.ts'));

/**
 * Says in a line each which servers this machine lacks, and that it lacks a browser, and keeps docs/servers.md to what the tests have shown: where all
 * of spec/servers/ has run, the page has to be the one that follows from it. With WRITE_SERVERS set it is written.
 */
export default class ServersReporter {
  #error;

  async onRunComplete(_contexts, { testResults }) {
    const files = testResults.filter(({ testFilePath }) => /spec\/servers\/[^/]*$/.test(testFilePath));
    const tests = files.flatMap((file) => file.testResults);
    this.#tellLeftOut(tests);
    tellLeftOutOfBrowser(testResults);
    const names = files.map(({ testFilePath }) => basename(testFilePath));
    const isComplete = specs.every((name) => names.includes(name)) && tests.every(({ status }) => status === 'passed');
    if (isComplete) await this.#compare(tests);
  }

  getLastError() {
    return this.#error;
  }

  #tellLeftOut(tests) {
    const missing = realServers.filter((server) => !isInstalled(server));
    const leftOut = tests.filter(
      ({ status, ancestorTitles: [title] }) =>
        status === 'pending' && missing.some((server) => title === `with ${server}`),
    );
    if (leftOut.length === 0) return;
    // The reporter of the whole run comes after this one.
    process.once('exit', () => {
      const servers = missing.join(', ');
      process.stderr.write(`left out: ${leftOut.length} tests of spec/servers/, as this machine has no ${servers}\n`);
    });
  }

  async #compare(tests) {
    try {
      const wanted = await pageOf(tests.map(({ ancestorTitles }) => ancestorTitles));
      if (process.env['WRITE_SERVERS']) writeFileSync(page, wanted);
      else if (readFileSync(page, 'utf8') !== wanted) {
        throw new Error(`${fileURLToPath(page)} is not what the tests have shown: npm run draw:servers`);
      }
    } catch (error) {
      this.#error = error;
      process.stderr.write(`\n${error.message}\n`);
    }
  }
}

function tellLeftOutOfBrowser(testResults) {
  const files = testResults.filter(({ testFilePath }) => /spec\/(?:browser|marbles)\/[^/]*$/.test(testFilePath));
  const leftOut = files.flatMap((file) => file.testResults).filter(({ status }) => status === 'pending');
  if (leftOut.length === 0) return;
  process.once('exit', () => {
    process.stderr.write(`left out: ${leftOut.length} tests in a browser, as this machine has no Chromium\n`);
  });
}
