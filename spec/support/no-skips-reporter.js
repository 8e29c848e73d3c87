/**
 * With REQUIRE_ALL set, as in CI, a run is only good when nothing was left out: a test that is skipped, left to do or
 * passed over because of an `.only` makes it fail.
 */
export default class NoSkipsReporter {
  #error;

  onRunComplete(_contexts, { numPendingTests, numTodoTests, numPendingTestSuites }) {
    if (!process.env['REQUIRE_ALL']) return;
    const leftOut = numPendingTests + numTodoTests + numPendingTestSuites;
    if (leftOut === 0) return;
    this.#error = new Error(
      `REQUIRE_ALL: ${numPendingTests} tests skipped, ${numTodoTests} to do, ${numPendingTestSuites} suites skipped`,
    );
    process.stderr.write(`\n${this.#error.message}\n`);
  }

  getLastError() {
    return this.#error;
  }
}
