import { ErrorCode } from '../values/error-code.js';
import { Failure } from '../values/failure.js';
import { State } from '../values/state.js';
import type { TimeoutName } from '../values/timeouts.js';
import type { Stage } from './stage.js';
import { hostAndPort, peerOf, type Target } from './target.js';

/**
 * What a timeout ends a command with.
 *
 * @param ms - after how long, in milliseconds
 * @param state - of the connection, until now
 */
export function timedOut(missed: TimeoutName, ms: number, stage: Stage, state: State): Failure {
  const { target } = stage;
  const where = target ? hostAndPort(target) : 'the host';
  const time = `${String(ms)} ms`;
  const texts: Readonly<Record<TimeoutName, () => string>> = {
    connect: () =>
      `The connection to ${where} did not stand within ${time}${target ? obstacle(target, stage, state) : ''}`,
    headers: () =>
      stage.hasAnswer
        ? `The head of the answer from ${where} was not whole within ${time}`
        : `${where} did not answer within ${time}`,
    idle: () => `No byte went to ${where} or came from it for ${time}`,
    total: () => `The request to ${where} was not over within ${time}`,
  };
  return new Failure(ErrorCode.UnknownError, `${texts[missed]()} (timeouts.${missed})`);
}

/** What the connection waited for; nothing where that was the host itself. */
function obstacle(target: Target, { isConnected, isAtProxy }: Stage, state: State): string {
  const peer = peerOf(target);
  if (isConnected) return ', as the TLS handshake did not end';
  if (isAtProxy) return `, as the proxy ${hostAndPort(peer)} did not open the way`;
  if (state === State.HostLookup) return `, as ${peer.host} was not found`;
  return target.proxy ? `, as the one to the proxy ${hostAndPort(peer)} did not` : '';
}
