import type { HttpResponseHeader } from '../headers/http-response-header.js';
import { readDiagram, type Chunk, type Letter, type MarbleParser } from './diagram.js';

/**
 * The answers of a {@link marbleDispatcher} by method and path, such as `'GET /a'`. A list holds the answers of
 * successive requests, also of those that the library repeats by itself; a single answer is given every time.
 */
export type MarbleRoutes = Readonly<Record<string, MarbleAnswer | readonly MarbleAnswer[]>>;

/** A diagram alone, or with what its letters stand for. */
export type MarbleAnswer = string | (MarbleHead & MarbleBody);

interface MarbleBody {
  readonly marbles: string;
  /** What each `d` brings, in their order; or by letters of their own. A `d` without one brings its letter's `data`. */
  readonly chunks?: readonly Chunk[] | Readonly<Record<string, Chunk>>;
  /**
   * What `#` means: an error, or the code of one. By default what fits the moment: `ENOTFOUND` in a lookup,
   * `ECONNREFUSED` before the connection stands, and then `UND_ERR_SOCKET`, the other side has closed.
   */
  readonly error?: Error | string;
}

type MarbleHead =
  | {
      /** The head of the answer, as it is. */
      readonly header: HttpResponseHeader;
    }
  | {
      readonly header?: never;
      /** Default 200. */
      readonly status?: number;
      /** The reason phrase; by default that of the commonest codes. */
      readonly reason?: string;
      readonly fields?: Readonly<Record<string, string | readonly string[]>>;
      /**
       * How the length of the body is told, unless `fields` do: by Content-Length (the default), in chunks, or by the
       * end of the connection. A diagram that breaks off inside its body is one byte shorter than it says.
       */
      readonly framing?: 'length' | 'chunked' | 'close';
    };

/** One answer, ready to be given. */
export interface Answer {
  readonly letters: readonly Letter[];
  readonly status: number;
  readonly reason: string;
  /** The version of HTTP, such as `1.1`. */
  readonly version: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly endsConnection: boolean;
  readonly error: Error | string | undefined;
}

/**
 * @param method - of the request, which decides on whether there is a body
 * @param closes - the request asks for the end of the connection
 * @throws TypeError for a diagram that is none
 */
export function answerFrom(parser: MarbleParser, answer: MarbleAnswer, method: string, closes: boolean): Answer {
  const given = typeof answer === 'string' ? { marbles: answer } : answer;
  const letters = readDiagram(parser, given.marbles, given.chunks);
  const { error } = given;
  if (given.header) {
    const { header } = given;
    const version = `${header.majorVersion()}.${header.minorVersion()}`;
    const fields = header.values();
    const status = header.statusCode();
    const reason = header.reasonPhrase();
    return { letters, status, reason, version, fields, endsConnection: closes || endsConnection(fields), error };
  }
  const { status = 200, framing = 'length' } = given;
  const reason = given.reason ?? reasons[status] ?? '';
  const fields = Object.entries(given.fields ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name, one] as const),
  );
  const has = (name: string) => fields.some(([key]) => key.toLowerCase() === name);
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  if (hasBody && !has('content-length') && !has('transfer-encoding')) {
    if (framing === 'length') fields.push(['Content-Length', String(declaredLength(letters))]);
    if (framing === 'chunked') fields.push(['Transfer-Encoding', 'chunked']);
  }
  if ((closes || framing === 'close') && !has('connection')) fields.push(['Connection', 'close']);
  return { letters, status, reason, version: '1.1', fields, endsConnection: endsConnection(fields), error };
}

function declaredLength(letters: readonly Letter[]): number {
  const length = letters.reduce((sum, { chunk }) => sum + (chunk?.byteLength ?? 0), 0);
  return letters.some(({ letter }) => letter === '|') ? length : length + 1;
}

function endsConnection(fields: readonly (readonly [name: string, value: string])[]): boolean {
  return fields.some(([name, value]) => /^connection$/i.test(name) && /\bclose\b/i.test(value));
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  407: 'Proxy Authentication Required',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
