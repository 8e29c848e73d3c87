import { programOf } from './installed.js';
import { passwordFiles, realm } from './passwords.js';
import type { Place } from './place.js';
import { Proxies, type Door, type ProxyPlan } from './proxies.js';

export function startSquid(): Promise<Proxies> {
  const program = programOf('Squid');
  const plan =
    (door: Door): ProxyPlan =>
    (port, place) => {
      place.write('passwords', door === 'digest' ? passwordFiles.digest : passwordFiles.md5);
      place.write('squid.conf', configure(door, place, port));
      // The name tells its shared memory from that of others.
      return { program, args: ['-N', '-n', `rxqhttp${port}`, '-f', place.path('squid.conf')] };
    };
  return Proxies.start('http', { open: plan('open'), password: plan('password'), digest: plan('digest') }, log);
}

const log = 'access.log';

function configure(door: Door, place: Place, port: number): string {
  return `
http_port 127.0.0.1:${port}
pid_filename ${place.path('squid.pid')}
logformat short %rm %ru %>Hs %[un
access_log stdio:${place.path(log)} short
cache_log ${place.path('cache.log')}
cache_store_log none
coredump_dir ${place.folder}
cache deny all
cache_mem 8 MB
netdb_filename none
pinger_enable off
icp_port 0
htcp_port 0
snmp_port 0
visible_hostname localhost
shutdown_lifetime 0 seconds
${authentication[door](place)}
http_access ${door === 'open' ? 'allow all' : 'allow known'}
http_access deny all
`;
}

const known = 'acl known proxy_auth REQUIRED';
const helpers = '/usr/lib/squid';

const authentication: Readonly<Record<Door, (place: Place) => string>> = {
  open: () => '',
  password: (place) => `
auth_param basic program ${helpers}/basic_ncsa_auth ${place.path('passwords')}
auth_param basic children 1 startup=1
auth_param basic realm ${realm}
${known}`,
  digest: (place) => `
auth_param digest program ${helpers}/digest_file_auth -c ${place.path('passwords')}
auth_param digest children 1 startup=1
auth_param digest realm ${realm}
auth_param digest nonce_max_count ${usesOfANonce}
${known}`,
};

/** How often Squid takes a nonce of Digest. */
export const usesOfANonce = 3;
