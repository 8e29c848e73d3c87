import { State, type Signal } from '../../../src/index.js';
import type { Ids } from './probe.js';
import type { Json } from '../recording.js';
import type { Stage } from './stage.js';

/** The arguments of a signal, as the recordings have them. */
export function signalArguments(signal: Signal, ids: Ids, stage: Stage): readonly Json[] {
  switch (signal.type) {
    case 'requestStarted':
      return [ownId(signal.id, ids)];
    case 'requestFinished':
      return [ownId(signal.id, ids), signal.error];
    case 'done':
      return [signal.error];
    case 'stateChanged':
      return [State[signal.state]];
    case 'responseHeaderReceived':
      return [signal.header.statusCode(), signal.header.reasonPhrase()];
    case 'readyRead':
      return [signal.header.statusCode()];
    case 'dataSendProgress':
    case 'dataReadProgress':
      return [signal.done, signal.total];
    case 'authenticationRequired':
      return [signal.host, stage.wordFor(signal.port), ''];
    case 'proxyAuthenticationRequired':
      return [signal.proxy.host, stage.wordFor(signal.proxy.port), ''];
    case 'sslErrors':
      return [[]];
  }
}

/** No signal may come before the call that gave its id has returned. */
function ownId(id: number, ids: Ids): number {
  const own = ids.get(id);
  if (own === undefined) throw new Error(`a signal tells of command ${id} before the call has returned`);
  return own;
}
