import { TestScheduler, type RunHelpers } from 'rxjs/testing';

/** Runs a test on virtual time, with marbles. */
export function onVirtualTime(test: (helpers: RunHelpers & { readonly scheduler: TestScheduler }) => void): void {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  scheduler.run((helpers) => {
    test({ ...helpers, scheduler });
  });
}
