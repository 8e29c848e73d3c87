import type { DispatchHandler } from './dispatch-like.js';

/** Who is told of the answer that counts; of an error also where nothing was begun that could be controlled. */
export interface AnswerHandler extends Omit<DispatchHandler, 'onResponseError'> {
  onResponseError(controller: unknown, error: Error): void;
}

/** The fields of an answer by their names in lower case. */
export type AnswerFields = Parameters<DispatchHandler['onResponseStart']>[2];
