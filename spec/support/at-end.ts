/** What has to be undone when the test has ended, the latest first. */
const endings: (() => unknown)[] = [];

/** Calls back when the present test has ended, whether it passed or failed. */
export function atEnd(ending: () => unknown): void {
  endings.push(ending);
}

afterEach(async () => {
  for (let ending = endings.pop(); ending; ending = endings.pop()) await ending();
});
