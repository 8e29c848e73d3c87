import type { Call, Recording } from './recording.js';

/** Commands and calls of features that the library does not have yet. */
const callsOfLater = new Set(['setSocket']);

/** Groups that are all about such a feature. */
const groupsOfLater = /^expect-/;

/** Every call of a recording, whenever it is made. */
function callsOf({ commands, timeline = [], reactions = [] }: Recording): readonly Call[] {
  return [...commands, ...timeline.flatMap((entry) => entry.do), ...reactions.flatMap((reaction) => reaction.do)];
}

/**
 * Whether a recording needs a feature that is still missing. Such a recording is replayed too, but has only to end
 * sanely: no crash, no broken grammar of signals, and `destroy()` ends what is still running.
 *
 * | group | missing |
 * |---|---|
 * | `expect-` | holding back a body for `Expect: 100-continue` |
 * | others with `setSocket` | `setSocket` |
 */
export function comesLater(recording: Recording): boolean {
  return groupsOfLater.test(recording.name) || callsOf(recording).some(([name]) => callsOfLater.has(name));
}
