import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Key and certificate of a server that nobody trusts, for localhost and 127.0.0.1; made by make.sh. */
export const selfSigned = {
  key: readFileSync(join(__dirname, 'key.pem'), 'utf8'),
  cert: readFileSync(join(__dirname, 'cert.pem'), 'utf8'),
};
