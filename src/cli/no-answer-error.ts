/** A question that could not be put, or was not answered: nothing was fetched. The message is for a person. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}
