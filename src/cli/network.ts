import { resolve } from 'node:path';
import { environmentProxy } from '../connection/environment-proxy.js';
import { ErrorCode, type NetworkProxy, type Timeouts, type TlsOptions } from '../index.js';
import type { Order } from './arguments.js';
import { messageOf } from './error-text.js';
import type { CliIo } from './io.js';
import { loginsFor, wholeLogin, type WholeLogin } from './logins.js';
import { readNetrc } from './netrc-file.js';
import type { Prompter } from './prompter.js';
import { readRoots } from './roots.js';
import type { TargetUrl } from './target-url.js';
import { UsageError } from './usage-error.js';

/** How the servers of a run are reached. */
export interface Network {
  readonly tls: TlsOptions | undefined;
  readonly timeouts: Partial<Timeouts>;
  readonly location: boolean;
  readonly compressed: boolean;
  /** undefined where a URL is reached without a proxy. */
  readonly proxies: ReadonlyMap<TargetUrl, NetworkProxy>;
  /** Who logs in at a URL. */
  readonly logins: ReadonlyMap<TargetUrl, WholeLogin>;
}

/**
 * Reads files, looks at the environment and asks for passwords, before anything is fetched.
 *
 * @param warn - told what a person should know
 * @throws UsageError for what cannot be read or understood, NoAnswerError for a password that nobody tells
 */
export async function prepareNetwork(
  { urls, network }: Order,
  io: CliIo,
  prompter: Prompter,
  warn: (text: string) => void,
): Promise<Network> {
  const { cacert, compressed, connectMs = 0, location, netrc, totalMs = 0, user } = network;
  const timeouts = { connect: connectMs, total: totalMs };
  if (network.insecure) warn('warning: --insecure: whoever answers is believed, whatever their certificate says');
  const tls = cacert === undefined ? undefined : { ca: await readRoots(resolve(io.cwd, cacert)) };
  const entries = netrc === undefined ? [] : await readNetrc(netrc, io, warn);
  const proxies = await proxiesFor(urls, network, io, prompter);
  const logins = await loginsFor(urls, { user, netrc: entries }, prompter);
  return { tls, timeouts, location, compressed, proxies, logins };
}

/** What helps against the failure of a login where nobody was named; '' where somebody was, and for other failures. */
export function loginHint(code: ErrorCode, url: TargetUrl, { logins, proxies }: Network): string {
  if (code === ErrorCode.AuthenticationRequiredError && !logins.has(url)) return '; --user or --netrc says who asks';
  const isProxy = code === ErrorCode.ProxyAuthenticationRequiredError;
  return isProxy && proxies.get(url)?.user === undefined ? '; --proxy-user says who asks' : '';
}

async function proxiesFor(
  urls: readonly TargetUrl[],
  { proxy: named, proxyUser }: Order['network'],
  io: CliIo,
  prompter: Prompter,
): Promise<ReadonlyMap<TargetUrl, NetworkProxy>> {
  const proxies = new Map<TargetUrl, NetworkProxy>();
  for (const url of urls) {
    const proxy = named ?? fromEnvironment(url, io);
    if (proxy !== undefined && proxy.type !== 'none') proxies.set(url, proxy);
  }
  if (proxyUser === undefined || proxies.size === 0) return proxies;
  const login = await wholeLogin(proxyUser, ' for the proxy', prompter);
  // Nobody where Ctrl-C was pressed instead of a password.
  return new Map([...proxies].map(([url, proxy]) => [url, { ...proxy, ...login }]));
}

function fromEnvironment(url: TargetUrl, io: CliIo): NetworkProxy | undefined {
  try {
    return environmentProxy(url, io.environment);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}
