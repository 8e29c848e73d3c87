import { isDeepStrictEqual } from 'node:util';
import type { Data, ReceivedRequest } from '../recording.js';
import type { SeenConnection } from '../server/scripted-connection.js';

type Field = readonly [name: string, value: string];

interface Head {
  readonly method: string;
  readonly target: string;
  readonly fields: readonly Field[];
}

function headFrom(text: string): Head {
  const [line = '', ...rest] = text.split('\r\n').filter((part) => part !== '');
  const fields = rest.map((part): Field => {
    const colon = part.indexOf(':');
    return [part.slice(0, colon).toLowerCase(), part.slice(colon + 1).trim()];
  });
  const methodEnd = line.indexOf(' ');
  return { method: line.slice(0, methodEnd), target: line.slice(methodEnd + 1, line.lastIndexOf(' ')), fields };
}

/**
 * Fields that undici adds. It always says what is to become of the connection: only whether the connection is to end is
 * compared of that. HTTP/1.1 demands a `Host`, which the real class did not add to a header of the caller.
 */
const addedByUndici = new Set(['connection', 'host']);

function wantsClose({ fields }: Head): boolean {
  return fields.some(([name, value]) => name === 'connection' && /\bclose\b/i.test(value));
}

function without(fields: readonly Field[], others: readonly Field[]): readonly Field[] {
  const rest = [...others];
  return fields.filter((field) => {
    const at = rest.findIndex((other) => isDeepStrictEqual(field, other));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

function list(fields: readonly Field[]): string {
  return fields.map(([name, value]) => `${name}: ${value}`).join(', ');
}

/** How a request differs from the recorded one: fields are compared without regard to order and case. */
function requestDifferences(recorded: ReceivedRequest, seen: ReceivedRequest): readonly string[] {
  const [was, is] = [headFrom(recorded.head), headFrom(seen.head)];
  const missing = without(was.fields, is.fields).filter(([name]) => name !== 'connection');
  const names = new Set(missing.map(([name]) => name));
  const added = without(is.fields, was.fields).filter(([name]) => !addedByUndici.has(name) || names.has(name));
  return [
    ...(was.method === is.method ? [] : [`method ${is.method}, recorded ${was.method}`]),
    ...(was.target === is.target ? [] : [`target ${is.target}, recorded ${was.target}`]),
    ...(missing.length === 0 ? [] : [`without the fields ${list(missing)}`]),
    ...(added.length === 0 ? [] : [`with the fields ${list(added)} more`]),
    ...(wantsClose(was) === wantsClose(is) ? [] : [`Connection: close ${wantsClose(is) ? 'added' : 'left out'}`]),
    ...(isDeepStrictEqual(recorded.body, seen.body)
      ? []
      : [`body ${text(seen.body)}, recorded ${text(recorded.body)}`]),
    ...(recorded.digestResponseCorrect === seen.digestResponseCorrect ? [] : ['the Digest answer is wrong']),
    ...(Boolean(recorded.bodyIncomplete) === Boolean(seen.bodyIncomplete) ? [] : ['body incomplete in one of them']),
  ];
}

function text(body: Data | undefined): string {
  return body === undefined ? 'none' : JSON.stringify(body);
}

/** How many requests came on each connection: `2+1`. */
function counts(connections: readonly SeenConnection[]): string {
  return connections.map(({ requests }) => requests.length).join('+') || 'none';
}

/** How what a server received differs from what it received from the real class. Connections without a request do not count. */
export function receivedDifferences(
  recorded: readonly SeenConnection[],
  seen: readonly SeenConnection[],
): readonly string[] {
  const was = recorded.filter(({ requests }) => requests.length > 0);
  const is = seen.filter(({ requests }) => requests.length > 0);
  if (counts(was) !== counts(is)) return [`requests on the connections: ${counts(is)}, recorded ${counts(was)}`];
  return was.flatMap((connection, index) => {
    const other = is[index] ?? { requests: [] };
    const closed = connection.clientClosed === true && other.clientClosed !== true;
    return [
      ...connection.requests.flatMap((request, at) =>
        requestDifferences(request, other.requests[at] ?? { head: '' }).map(
          (difference) => `connection ${index + 1}, request ${at + 1}: ${difference}`,
        ),
      ),
      ...(closed ? [`connection ${index + 1} was not closed by the client`] : []),
    ];
  });
}
