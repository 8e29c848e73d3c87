import type { CommandSignal, Signal } from '../../values/signal.js';
import type { RecordedSignal } from '../recorded-signal.js';
import { textWidth } from './svg-text.js';

/** The rows of a picture from top to bottom, one for each kind of signal; the states are a band above them. */
export const rowNames = [
  'requestStarted',
  'dataSendProgress',
  'responseHeaderReceived',
  'dataReadProgress',
  'readyRead',
  'data',
  'authenticationRequired',
  'proxyAuthenticationRequired',
  'sslErrors',
  'requestFinished',
  'done',
] as const satisfies readonly (
  CommandSignal['type'] | 'authenticationRequired' | 'proxyAuthenticationRequired' | 'sslErrors'
)[];

export type RowName = (typeof rowNames)[number];

/** How a signal is drawn. */
export interface Mark {
  readonly row: RowName;
  /** `dot`: one of many; `disc`: with a label; `square`: with a label, and an error; `bar` and `cross`: an end. */
  readonly shape: 'dot' | 'disc' | 'square' | 'bar' | 'cross';
  readonly label: string;
  /** The number of its command; 0 for none. */
  readonly command: number;
  /** Half its width, in pixels. */
  readonly half: number;
}

/** Something that has a place in time: a mark of a row, or a change of state. */
export interface Happening {
  readonly at: number;
  readonly origin: string;
  readonly mark: Mark | undefined;
  /** Set where the state changes. */
  readonly state: number | undefined;
  readonly signal: CommandSignal;
}

export const labelSize = 12;

/** Numbers the commands by their first appearance, and says how each signal is drawn. */
export function happeningsOf(signals: readonly RecordedSignal[]): {
  readonly happenings: readonly Happening[];
  /** The ids of the commands; the first has number 1. */
  readonly ids: readonly number[];
} {
  const numbers = new Map<number, number>();
  const running = new Map<string, number>();
  const numberOf = (id: number) => {
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    return number;
  };
  const happenings = signals
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, signal, origin = '' }): Happening => {
      if (signal.type === 'stateChanged') return { at, origin, signal, mark: undefined, state: signal.state };
      const command = 'id' in signal ? numberOf(signal.id) : signal.type === 'done' ? 0 : (running.get(origin) ?? 0);
      if (signal.type === 'requestStarted') running.set(origin, command);
      if (signal.type === 'requestFinished') running.delete(origin);
      return { at, origin, signal, mark: markOf(signal, command), state: undefined };
    });
  return { happenings, ids: [...numbers.keys()] };
}

function markOf(signal: Exclude<CommandSignal, Extract<Signal, { type: 'stateChanged' }>>, command: number): Mark {
  const row = signal.type;
  switch (signal.type) {
    case 'requestStarted':
      return labelled(row, 'disc', String(command), command);
    case 'requestFinished':
      return labelled(row, signal.error ? 'square' : 'disc', String(command), command);
    case 'done':
      return { row, shape: signal.error ? 'cross' : 'bar', label: '', command, half: signal.error ? 7 : 3 };
    case 'responseHeaderReceived':
      return labelled(row, 'disc', String(signal.header.statusCode()), command);
    default:
      return { row, shape: 'dot', label: '', command, half: 6 };
  }
}

function labelled(row: RowName, shape: 'disc' | 'square', label: string, command: number): Mark {
  return { row, shape, label, command, half: Math.max(10, textWidth(label, labelSize) / 2 + 4) };
}
