import { programOf } from './installed.js';
import { ann } from './passwords.js';
import { Proxies, type ProxyPlan } from './proxies.js';

export function startMicrosocks(): Promise<Proxies> {
  const program = programOf('microsocks');
  const plan =
    (...login: string[]): ProxyPlan =>
    (port) => ({ program, args: ['-i', '127.0.0.1', '-p', String(port), ...login] });
  return Proxies.start('socks5', { open: plan(), password: plan('-u', ann.user, '-P', ann.password) });
}
