import { createHash } from 'node:crypto';

const user = 'ann';
const password = 'open sesame';

/** The one user that the servers know. */
export const ann = { user, password };

/** What the servers call themselves. */
export const realm = 'the tests';

const hash = (algorithm: string, text: string, encoding: 'hex' | 'base64') =>
  createHash(algorithm).update(text).digest(encoding);

/** The forms of a password file: as nginx and Apache read it, as Squid reads it, and for Digest. */
export const passwordFiles = {
  sha: `${user}:{SHA}${hash('sha1', password, 'base64')}\n`,
  md5: `${user}:${hash('md5', password, 'hex')}\n`,
  digest: `${user}:${realm}:${hash('md5', `${user}:${realm}:${password}`, 'hex')}\n`,
};
