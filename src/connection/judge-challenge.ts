import type { HttpResponseHeader } from '../headers/http-response-header.js';
import type { Dialogue } from './dialogue.js';
import type { Questions } from './questions.js';

/**
 * Asks whoever can answer a challenge that may be delivered instead, which may take time.
 *
 * @param decide - told whether it is answered; not where the answer cannot go with this request
 */
export function judgeChallenge(
  questions: Questions,
  { authentication, sent }: Dialogue,
  header: HttpResponseHeader,
  decide: (isAnswered: boolean) => void,
): void {
  const again = () => {
    const isRepeatable = sent.source?.isRepeatable ?? true;
    if (!isRepeatable) authentication.postpone(header);
    decide(isRepeatable);
  };
  questions.answerChallenge(authentication, header, again, () => decide(false));
}
