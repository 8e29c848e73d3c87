import type { Call, Json, Recording } from './recording.js';

/** Commands and calls of features that the library does not have yet. */
const callsOfLater = new Set(['setUser', 'setProxy', 'setSocket', 'ignoreSslErrors']);

/** Groups that are all about such a feature. */
const groupsOfLater = /^(auth|proxy|tls|plain|expect)-/;

function isHttps(argument: Json): boolean {
  return typeof argument === 'object' && argument !== null && 'mode' in argument && argument['mode'] === 'https';
}

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
 * | `tls-`, `plain-` (plain, then TLS) | `sslErrors$`, `ignoreSslErrors` |
 * | `expect-` | holding back a body for `Expect: 100-continue` |
 * | others with HTTPS, `setUser`, `setProxy`, `setSocket` | the same |
 */
export function comesLater(recording: Recording): boolean {
  return (
    groupsOfLater.test(recording.name) ||
    recording.tls === true ||
    recording.tls2 === true ||
    recording.constructorArguments[2] === 'https' ||
    callsOf(recording).some(([name, ...args]) => callsOfLater.has(name) || args.some(isHttps))
  );
}
