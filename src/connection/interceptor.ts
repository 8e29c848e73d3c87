import type { HeaderField } from '../headers/header-field.js';
import type { DispatchHandler } from './dispatch-like.js';

/**
 * What an interceptor is given, and gives on: `DispatchOptions` in all the forms that interceptors make of them. Only
 * what is named here counts.
 */
export interface InterceptedOptions {
  /** Scheme, host and port; another one than before sends the request there. */
  readonly origin?: string | URL;
  readonly path: string;
  readonly method: string;
  readonly headers?: InterceptedHeaders;
  /** A string, bytes or a Blob can be sent more than once; whatever else can be iterated over, only once. */
  readonly body?: unknown;
  /** False keeps the connection open after the answer, also for HEAD. */
  readonly reset?: boolean;
  /** The name that a certificate has to be good for, where the host in `origin` is an address of it. */
  readonly servername?: string | null;
}

/** Names and values in turn, as they come from us; interceptors of undici make pairs or an object of them. */
export type InterceptedHeaders =
  | string[]
  | Iterable<[string, string | string[] | undefined]>
  | Readonly<Record<string, string | string[] | number | undefined>>
  | null;

/** As a method, so that a dispatch of undici is one, whose types are narrower. */
interface Dispatching {
  dispatch(options: InterceptedOptions, handler: Partial<DispatchHandler>): boolean;
}

/** Sends a request; the handler is told of its answer. */
export type InterceptedDispatch = Dispatching['dispatch'];

/**
 * Stands between a request and the connection: a function from a way to send requests to another way to send them. Every
 * interceptor of undici is one.
 */
export type Interceptor = (dispatch: InterceptedDispatch) => InterceptedDispatch;

/**
 * @returns a dispatch through all of them; the last one sees a request first, as with undici's `compose()`
 * @throws TypeError for an interceptor that gives no function
 */
export function composed(dispatch: InterceptedDispatch, interceptors: readonly Interceptor[]): InterceptedDispatch {
  return interceptors.reduce((inner, interceptor) => {
    const outer = interceptor(inner);
    if (typeof outer !== 'function') throw new TypeError('An interceptor must give a function that dispatches');
    return outer;
  }, dispatch);
}

/** Names and values one by one, in whatever form they are. */
export function fieldsOf(headers: InterceptedHeaders | undefined): HeaderField[] {
  if (headers === null || headers === undefined) return [];
  const fields: HeaderField[] = [];
  const add = (name: string, value: string | string[] | number | undefined) => {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) fields.push([name, String(one)]);
  };
  if (isFlat(headers)) {
    for (let i = 0; i + 1 < headers.length; i += 2) add(headers[i] ?? '', headers[i + 1]);
  } else {
    const pairs = Symbol.iterator in headers ? (headers as Iterable<Pair>) : Object.entries(headers); // no field has a symbol for its name
    for (const [name, value] of pairs) add(name, value);
  }
  return fields;
}

type Pair = [string, string | string[] | number | undefined];

function isFlat(headers: object): headers is string[] {
  return Array.isArray(headers) && !Array.isArray(headers[0]);
}
