import { concat } from './bytes.js';
import type { Hashes } from './hashes.js';

/** RFC 2104, with a key of at most 64 bytes: NTLM has no longer one. */
export function hmacMd5(key: Uint8Array, message: Uint8Array, hashes: Hashes): Uint8Array {
  const inner = hashes.hash('MD5', concat(padded(key, 0x36), message));
  return hashes.hash('MD5', concat(padded(key, 0x5c), inner));
}

function padded(key: Uint8Array, mask: number): Uint8Array {
  return Uint8Array.from({ length: 64 }, (_, i) => (key[i] ?? 0) ^ mask);
}
