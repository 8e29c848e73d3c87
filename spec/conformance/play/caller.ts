import { Socket } from 'node:net';
import {
  HttpRequestHeader,
  type ConnectionMode,
  type NetworkProxy,
  type QHttp,
  type Signal,
} from '../../../src/index.js';
import { dataOf } from '../server/data.js';
import type { Devices } from './devices.js';
import { finalProbe, lastResponseOf, type Ids } from './probe.js';
import type { Call, Json } from '../recording.js';

interface CallOptions {
  readonly mode?: ConnectionMode;
  readonly toDevice?: Json;
  readonly fromDevice?: Json;
  readonly type?: string;
}

interface HeaderArgument {
  readonly text?: string;
  readonly method?: string;
  readonly path?: string;
  readonly version?: readonly [number, number];
  readonly fields?: readonly (readonly [string, string])[];
}

const proxyTypes: Readonly<Record<string, NetworkProxy['type']>> = {
  HttpProxy: 'http',
  HttpCachingProxy: 'httpCaching',
  NoProxy: 'none',
};

/** Makes the calls of a recording on a `QHttp` and gives their results in the words of the recordings. */
export class Caller {
  readonly #http: QHttp;
  readonly #devices: Devices;
  readonly #ids: Ids;

  constructor(http: QHttp, devices: Devices, ids: Ids) {
    this.#http = http;
    this.#devices = devices;
    this.#ids = ids;
  }

  /** Schedules a command and gives the id that the library gave it. */
  command([name, ...args]: Call): number {
    const http = this.#http;
    const options = optionsOf(args);
    switch (name) {
      case 'setHost':
        return this.#setHost(args, options);
      case 'get':
        return http.get(text(args[0]), this.#destination(options));
      case 'head':
        return http.head(text(args[0]));
      case 'post':
        return http.post(text(args[0]), this.#body(args[1], options), this.#destination(options));
      case 'request':
        return http.request(
          headerFrom(args[0] as unknown as HeaderArgument),
          this.#body(args[1], options),
          this.#destination(options),
        );
      case 'close':
        return http.close();
      case 'setUser':
        return http.setUser(text(args[0]), typeof args[1] === 'string' ? args[1] : undefined);
      case 'setSocket':
        return http.setSocket(new Socket());
      case 'setProxy':
        return this.#setProxy(args, options);
      default:
        throw new Error(`unknown command ${name}`);
    }
  }

  /** Makes a call that schedules nothing and gives its result. `signal` is the one inside which it is made. */
  ask([name, first, second]: Call, signal: Signal | undefined): Json {
    const http = this.#http;
    switch (name) {
      case 'abort':
        http.abort();
        return null;
      case 'clearPendingRequests':
        http.clearPendingRequests();
        return null;
      case 'ignoreSslErrors':
        http.ignoreSslErrors();
        return null;
      case 'delete':
        http.destroy();
        return null;
      case 'fillAuth':
        fillIn(signal, text(first), text(second));
        return null;
      case 'readAll':
        return dataOf(http.readAll());
      case 'read': {
        const bytes = http.read(Number(first));
        return [bytes.length, dataOf(bytes)];
      }
      case 'bytesAvailable':
        return http.bytesAvailable();
      case 'lastResponse':
        return lastResponseOf(http)?.toString() ?? null;
      case 'currentRequest': {
        const header = http.currentRequest();
        return header.isValid() ? header.toString() : null;
      }
      case 'value':
        return http.lastResponse().value(text(first));
      case 'allValues':
        return http.lastResponse().allValues(text(first));
      case 'hasKey':
        return http.lastResponse().hasKey(text(first));
      case 'keys':
        return http.lastResponse().keys();
      case 'currentSourceDevice':
        return this.#devices.nameOf(http.currentSourceDevice());
      case 'currentDestinationDevice':
        return this.#devices.nameOf(http.currentDestinationDevice());
      case 'probe':
        return { ...finalProbe(http, this.#ids) };
      default:
        throw new Error(`unknown call ${name}`);
    }
  }

  #setHost(args: readonly Json[], { mode }: CallOptions): number {
    const host = text(args[0]);
    const port = typeof args[1] === 'number' ? args[1] : undefined;
    if (mode !== undefined) return this.#http.setHost(host, mode, port);
    return this.#http.setHost(host, port);
  }

  #setProxy(args: readonly Json[], { type }: CallOptions): number {
    const [host = '', user = '', password = ''] = [args[0], args[2], args[3]].map((arg) =>
      typeof arg === 'string' ? arg : '',
    );
    const port = Number(args[1]);
    if (type === undefined) return this.#http.setProxy(host, port, user, password);
    return this.#http.setProxy({ type: proxyTypes[type] ?? 'http', host, port, user, password });
  }

  #destination({ toDevice }: CallOptions): ReturnType<Devices['destination']> | undefined {
    return toDevice === undefined ? undefined : this.#devices.destination(toDevice);
  }

  #body(body: Json | undefined, { fromDevice }: CallOptions): ReturnType<Devices['source']> | Uint8Array | undefined {
    if (body === undefined || isOptions(body)) return undefined;
    const bytes = bytesFrom(body);
    return fromDevice === undefined ? bytes : this.#devices.source(bytes, fromDevice);
  }
}

function fillIn(signal: Signal | undefined, user: string, password: string): void {
  if (signal === undefined || !('authenticator' in signal))
    throw new Error('fillAuth outside an authentication signal');
  signal.authenticator.setUser(user);
  signal.authenticator.setPassword(password);
}

function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw new Error(`not a string: ${JSON.stringify(value)}`);
  return value;
}

const optionNames = ['mode', 'toDevice', 'fromDevice', 'nullDevice', 'type'];

function isOptions(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && optionNames.some((name) => name in value);
}

function optionsOf(args: readonly Json[]): CallOptions {
  const last = args.at(-1);
  return isOptions(last) ? (last as CallOptions) : {};
}

/** A body: a Latin-1 string, or one that is repeated. */
function bytesFrom(body: Json): Buffer<ArrayBuffer> {
  if (typeof body === 'string') return Buffer.from(body, 'latin1');
  const { repeat, count } = body as { readonly repeat: string; readonly count: number };
  return Buffer.alloc(repeat.length * count, repeat, 'latin1');
}

function headerFrom({
  text: whole,
  method,
  path,
  version: [major, minor] = [1, 1],
  fields = [],
}: HeaderArgument): HttpRequestHeader {
  if (whole !== undefined) return HttpRequestHeader.parse(whole);
  const header = new HttpRequestHeader(method, path, major, minor);
  for (const [key, value] of fields) header.addValue(key, value);
  return header;
}
