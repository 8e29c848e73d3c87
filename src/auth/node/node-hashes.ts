import { createHash } from 'node:crypto';
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
      createHash(names[algorithm]); // getHashes() lists also what FIPS mode forbids
      return true;
    } catch {
      return false;
    }
  },
  hash: (algorithm, bytes) => createHash(names[algorithm]).update(bytes).digest(),
};
