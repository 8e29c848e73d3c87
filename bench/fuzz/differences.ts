import { faultOfChunks, faultOfHead, transferCodings } from './faults.ts';
import type { Outcome } from './fuzzed-client.ts';

export interface CurlOutcome {
  /** curl's exit code: 0 is success. */
  readonly exit: number;
  readonly status: number;
  readonly body: Buffer;
}

export interface Compared {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** All bytes of the answer, Latin-1. */
  readonly sent: string;
  readonly ending: 'end' | 'reset' | 'stay';
  readonly ours: Outcome;
  readonly curl: CurlOutcome;
}

type Explanation = (compared: Compared) => string | undefined;

/** Why the two may differ. Each reason has to be seen in the bytes; the first that is decides. */
const explanations: readonly Explanation[] = [
  ({ ours, curl }) =>
    /^(Proxy)?AuthenticationRequiredError$/.test(ours.error) && (curl.status === 401 || curl.status === 407)
      ? 'a challenge without credentials is an error of QHttp, and an answer to curl'
      : undefined,
  ({ sent, ours }) => {
    const fault = ours.error === 'NoError' || ours.status !== 0 ? undefined : faultOfHead(sent);
    return fault && `QHttp refuses, curl takes: ${fault}`;
  },
  ({ sent, ours }) => {
    const fault = ours.error === 'WrongContentLength' ? faultOfChunks(sent) : undefined;
    return fault && `QHttp refuses, curl takes: ${fault}`;
  },
  ({ ours, curl }) =>
    ours.error === 'NoError' && ours.status === 205 && curl.status === 205 && ours.body.length === 0
      ? 'a 205 has no body, whatever comes behind its head (RFC 9110, 15.3.6); curl reads until the close'
      : undefined,
  ({ ending }) => (ending === 'reset' ? 'a reset throws away what has not been read: a race' : undefined),
  ({ sent, ours }) => {
    const codings = transferCodings(sent);
    return ours.error === 'NoError' && codings !== '' && codings !== 'chunked'
      ? 'a transfer coding beside chunked: curl undoes it or refuses, QHttp hands on what came'
      : undefined;
  },
  ({ sent, ours, curl }) => {
    const fault = ours.error === 'NoError' && curl.exit !== 0 ? faultOfHead(sent) : undefined;
    const isInterim = /^HTTP\/1\.[01] 1\d\d[ \r]/.test(sent);
    return fault && isInterim ? `curl refuses, QHttp drops unread, as it is in an interim answer: ${fault}` : undefined;
  },
];

/** @returns that they agree, or the listed reason why they do not; undefined when there is none */
export function explain(compared: Compared): string | undefined {
  const { ours, curl } = compared;
  const [isWell, isCurlWell] = [ours.error === 'NoError', curl.exit === 0];
  if (!isWell && !isCurlWell) return 'both fail';
  if (isWell && isCurlWell && ours.status === curl.status && ours.body.equals(curl.body)) return 'both succeed alike';
  for (const explanation of explanations) {
    const reason = explanation(compared);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
