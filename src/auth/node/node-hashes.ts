import type { Hash } from 'node:crypto';
import { hashedSchemes } from '../hashed-schemes.js';
import type { HashAlgorithm, Hashes } from '../hashes.js';

const names: Readonly<Record<HashAlgorithm, string>> = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512-256': 'sha512-256',
};

/** Those of the OpenSSL that Node was built with. */
export const nodeHashes: Hashes = {
  has: (algorithm) => {
    try {
      newHash(algorithm); // getHashes() lists also what FIPS mode forbids
      return true;
    } catch {
      return false;
    }
  },
  hash: (algorithm, bytes) => newHash(algorithm).update(bytes).digest(),
  schemes: hashedSchemes,
};

/** Not imported, which would take half a millisecond of every program; most never need a hash. */
function newHash(algorithm: HashAlgorithm): Hash {
  return process.getBuiltinModule('node:crypto').createHash(names[algorithm]);
}
