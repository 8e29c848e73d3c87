/** Calls that schedule a command: each uses up an id. */
export const commandNames: ReadonlySet<string> = new Set([
  'setHost',
  'get',
  'post',
  'head',
  'request',
  'close',
  'setUser',
  'setProxy',
  'setSocket',
]);
