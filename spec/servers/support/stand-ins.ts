import { join } from 'node:path';
import { ann, realm } from './passwords.js';
import { Proxies, type ProxyPlan } from './proxies.js';

export const startProxyChain = (): Promise<Proxies> => start('http', 'proxy-chain');
export const startSocks5Server = (): Promise<Proxies> => start('socks5', 'socks5-server');

function start(type: Proxies['type'], name: string): Promise<Proxies> {
  const plan =
    (...login: string[]): ProxyPlan =>
    (port) => ({
      program: process.execPath,
      args: [join(__dirname, 'stand-in.mjs'), name, String(port), ...login],
      asSelf: true, // others may not be allowed to read it
    });
  return Proxies.start(type, { open: plan(), password: plan(ann.user, ann.password, realm) });
}
