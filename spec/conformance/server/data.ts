import { createHash } from 'node:crypto';
import type { Data, Json } from '../recording.js';

/** Longer data is noted by length and checksum. */
const longestText = 300;

export function dataOf(bytes: Uint8Array): Data & Json {
  if (bytes.length <= longestText) return Buffer.from(bytes).toString('latin1');
  return { length: bytes.length, sha1: createHash('sha1').update(bytes).digest('hex') };
}
