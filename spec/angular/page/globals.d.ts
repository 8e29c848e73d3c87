import type { Scenarios } from './scenarios.ts';

/** What the test of the page calls by its name. */
declare global {
  var scenarios: Scenarios | undefined;
  var showDownload: ((path: string | undefined) => void) | undefined;
}
