import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (name: string) => readFileSync(join(__dirname, name), 'utf8');

/** The root that has signed the others; made by make.sh, as all of this. */
export const rootCertificate = read('root.pem');

/** What servers show that the root has signed. */
export const signed = {
  localhost: { key: read('key.pem'), cert: read('localhost.pem') },
  otherHost: { key: read('key.pem'), cert: read('other-host.pem') },
};
