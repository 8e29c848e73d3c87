import type { X509Certificate } from 'node:crypto';
import type { Pem, TlsOptions } from '../../values/tls-options.js';
import { crypto, tls } from './builtins.js';

/**
 * Whether certificates lead to a root that is trusted, whatever their dates. Of several faults of a chain OpenSSL tells
 * the last that it has found, which hides that nobody knows who has issued one that has expired.
 *
 * @param leaf - with what the server has sent behind it as `issuerCertificate`
 * @param ca - the roots; those of the platform where there are none
 */
export function leadsToRoot(leaf: X509Certificate, ca: TlsOptions['ca']): boolean {
  const roots = ca ?? tls.getCACertificates('default');
  const trusted = (Array.isArray(roots) ? roots : [roots]).flatMap(certificatesIn);
  let certificate = leaf;
  for (let depth = 0; depth < longestChain; depth++) {
    const present = certificate;
    if (trusted.some((root) => root.fingerprint256 === present.fingerprint256 || isIssuedBy(present, root)))
      return true;
    const issuer = present.issuerCertificate;
    if (!issuer || issuer.fingerprint256 === present.fingerprint256 || !isIssuedBy(present, issuer)) return false;
    certificate = issuer;
  }
  return false;
}

export function isSelfSigned(certificate: X509Certificate): boolean {
  return isIssuedBy(certificate, certificate);
}

const longestChain = 20;

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** All of a bundle in PEM form, or the one in bytes. */
function certificatesIn(pem: Pem): X509Certificate[] {
  const text = typeof pem === 'string' ? pem : Buffer.from(pem).toString('latin1');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 && typeof pem !== 'string') return [new crypto.X509Certificate(pem)];
  return blocks.map((block) => new crypto.X509Certificate(block));
}
