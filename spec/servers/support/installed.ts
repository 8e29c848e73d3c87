import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What each server needs, and the package of Debian that has it. */
const servers = {
  nginx: { needs: ['nginx'], package: 'nginx-light' },
  Apache: {
    needs: ['apache2', '/usr/lib/apache2/modules/mod_auth_digest.so', '/usr/lib/apache2/modules/mod_ssl.so'],
    package: 'apache2-bin',
  },
  Squid: {
    needs: ['squid', '/usr/lib/squid/basic_ncsa_auth', '/usr/lib/squid/digest_file_auth'],
    package: 'squid',
  },
  microsocks: { needs: ['microsocks'], package: 'microsocks' },
} as const;

export type RealServer = keyof typeof servers;

/** Those that a machine may lack. */
export const realServers = Object.keys(servers) as RealServer[]; // the keys of a constant

export function isInstalled(server: RealServer): boolean {
  return servers[server].needs.every((file) => find(file) !== undefined);
}

/** @throws Error that says what to install */
export function programOf(server: RealServer): string {
  const [program, ...others] = servers[server].needs.map((file) => find(file));
  if (program !== undefined && others.every((file) => file !== undefined)) return program;
  throw new Error(`${server} is not installed, or not all of it: apt-get install ${servers[server].package}`);
}

/** Those of the system are often not in the path of a user. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

function find(file: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...systemFolders];
  const paths = file.startsWith('/') ? [file] : folders.map((folder) => join(folder, file));
  return paths.find((path) => existsSync(path));
}
