import { firstValueFrom, race, timer } from 'rxjs';
import { ConnectionMode, QHttp, type NetworkProxy } from '../../../src/index.js';

// A program of its own: in a test the objects of Node have another prototype than those of the sources.

/** What the program is told, as JSON in its first argument. */
export interface Polluting {
  readonly plain: number;
  readonly tls: number;
  readonly ca: string;
  /** Proxies: one that answers itself, one by CONNECT, and one of SOCKS. */
  readonly forward: number;
  readonly connect: number;
  readonly socks: number;
  /** Names that the prototype gets on all ways, and those that it gets on ways without TLS. */
  readonly keys: readonly string[];
  readonly keysWithoutTls: readonly string[];
  readonly values: readonly unknown[];
}

const told = JSON.parse(process.argv[2] ?? '') as Polluting; // as the test has written it
/** A request that comes to nothing in this time never ends. */
const patienceMs = 5000;
const none: NetworkProxy = { type: 'none', host: '', port: 0 };
const at = (type: NetworkProxy['type'], port: number): NetworkProxy => ({ type, host: '127.0.0.1', port });

/** What a request comes to: the answer, which tells what has arrived, or the error. */
async function outcome(mode: ConnectionMode, proxy: NetworkProxy): Promise<string> {
  const http = mode === ConnectionMode.Https ? new QHttp({ tls: { ca: told.ca } }) : new QHttp();
  http.setProxy(proxy);
  http.setHost('localhost', mode, mode === ConnectionMode.Https ? told.tls : told.plain);
  http.post('/path', 'body');
  const hasFailed = await firstValueFrom(race(http.done$, timer(patienceMs)));
  const text = hasFailed === false ? Buffer.from(http.readAll()).toString() : http.errorString();
  http.destroy();
  return text;
}

const { Http, Https } = ConnectionMode;
const plainWays = {
  'over HTTP': () => outcome(Http, none),
  'over HTTP by a proxy': () => outcome(Http, at('http', told.forward)),
  'over HTTP by SOCKS': () => outcome(Http, at('socks5', told.socks)),
};
const tlsWays = {
  'over HTTPS': () => outcome(Https, none),
  'over HTTPS by a proxy': () => outcome(Https, at('http', told.connect)),
};

type Ways = Readonly<Record<string, () => Promise<string>>>;

const prototype = Object.prototype as unknown as Record<string, unknown>; // anything can be written to it

async function whilePolluted(keys: readonly string[], value: unknown, act: () => Promise<string>): Promise<string> {
  for (const key of keys) prototype[key] = value;
  const text = await act().catch((error: unknown) => `threw ${String(error)}`);
  for (const key of keys) Reflect.deleteProperty(prototype, key);
  return text;
}

/** Each way on which a prototype with these makes a difference, and by which of them. */
async function differences(ways: Ways, keys: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const [name, act] of Object.entries(ways)) {
    const clean = await act();
    for (const value of told.values) {
      if ((await whilePolluted(keys, value, act)) === clean) continue;
      for (const key of keys) {
        const text = await whilePolluted([key], value, act);
        if (text !== clean) found.push(`${name}, ${key} = ${JSON.stringify(value)}: ${text}`);
      }
      found.push(`${name}, ${JSON.stringify(value)}: something`);
    }
  }
  return found;
}

async function run(): Promise<void> {
  const outcomes = await Promise.all(Object.values({ ...plainWays, ...tlsWays }).map((act) => act()));
  const found = [
    ...(await differences({ ...plainWays, ...tlsWays }, told.keys)),
    ...(await differences(plainWays, told.keysWithoutTls)),
  ];
  process.stdout.write(JSON.stringify({ outcomes, found }));
}

process.stdout.write(''); // it is made at its first use
void run();
