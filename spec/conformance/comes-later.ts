import type { Call, Recording } from './recording.js';

/** Commands and calls of features that the library does not have yet. */
const callsOfLater = new Set(['setUser', 'setProxy', 'setSocket']);

/** Groups that are all about such a feature. */
const groupsOfLater = /^(auth|proxy|expect)-/;

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
 * | `auth-` | answering 401 and 407, `setUser`, `authenticationRequired$` |
 * | `proxy-` | `setProxy`, `proxyAuthenticationRequired$` |
 * | `expect-` | holding back a body for `Expect: 100-continue` |
 * | others with `setUser`, `setProxy`, `setSocket` | the same |
 */
export function comesLater(recording: Recording): boolean {
  return groupsOfLater.test(recording.name) || callsOf(recording).some(([name]) => callsOfLater.has(name));
}
