/** What the caller has to change before anything is fetched. The message is for a person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
