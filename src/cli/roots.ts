import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf } from './error-text.js';
import { UsageError } from './usage-error.js';

const pem = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/**
 * Reads the certificates to trust from a PEM file.
 *
 * Node passes over what it cannot read: no root would be known, and every server refused without a word about the file.
 *
 * @throws UsageError for a file that cannot be read, or holds no certificate
 */
export async function readRoots(path: string): Promise<string[]> {
  try {
    const certificates = (await readFile(path, 'latin1')).match(pem) ?? [];
    for (const certificate of certificates) new X509Certificate(certificate);
    if (certificates.length > 0) return certificates;
  } catch (error) {
    throw new UsageError(`--cacert: cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
  throw new UsageError(`--cacert: there is no certificate in ${path} (PEM)`);
}
