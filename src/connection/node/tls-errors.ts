import type { PeerCertificate, TLSSocket } from 'node:tls';
import { tls } from './builtins.js';
import { isSelfSigned, leadsToRoot } from './certificate-chain.js';
import type { CertificateSummary, SslError } from '../../values/ssl-error.js';
import { textOf } from '../../values/reason-of.js';
import { pinsOf, type TlsOptions } from '../../values/tls-options.js';

/** The certificate has none of the pinned fingerprints; the other codes are Node's. */
const pinMismatch = 'ERR_TLS_PIN_MISMATCH';

/**
 * Every reason not to trust the other side: what is wrong with the chain, with the dates, with the name, and with the
 * pinned fingerprint. Node tells one reason only and stops there.
 *
 * @param name - that the certificate has to be good for
 */
export function tlsErrors(socket: TLSSocket, name: string, options: TlsOptions): readonly SslError[] {
  const peer = socket.getPeerCertificate();
  const certificate = summaryOf(peer);
  const errors: SslError[] = [];
  const add = (code: string, message: string) => {
    if (!errors.some((error) => error.code === code))
      errors.push({ code, message, ...(certificate && { certificate }) });
  };
  if (!socket.authorized) {
    const code = String(socket.authorizationError);
    add(code, chainMessages[code] ?? code.toLowerCase().replaceAll('_', ' '));
    const hidden = hiddenBehind(code, socket, options);
    if (hidden !== undefined) add(hidden, chainMessages[hidden] ?? hidden);
  }
  if (!certificate) {
    if (errors.length === 0) add('ERR_TLS_NO_CERTIFICATE', 'the server showed no certificate');
    return errors;
  }
  const now = Date.now();
  if (now > Date.parse(peer.valid_to)) add('CERT_HAS_EXPIRED', `the certificate has expired on ${peer.valid_to}`);
  if (now < Date.parse(peer.valid_from)) {
    add('CERT_NOT_YET_VALID', `the certificate is not valid before ${peer.valid_from}`);
  }
  const mismatch = tls.checkServerIdentity(name, peer);
  if (mismatch) add(textOf(mismatch, 'code'), `the certificate is not for ${name}, but for ${namesOf(peer)}`);
  const pins = pinsOf(options);
  if (pins.length > 0 && !pins.includes(peer.fingerprint256.replaceAll(':', ''))) {
    add(pinMismatch, `the certificate is not the pinned one: its fingerprint is ${peer.fingerprint256}`);
  }
  return errors;
}

/** What is wrong with the chain beside a date: the code of an issuer that nobody knows. */
function hiddenBehind(code: string, socket: TLSSocket, { ca }: TlsOptions): string | undefined {
  const leaf = /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/.test(code) ? socket.getPeerX509Certificate() : undefined;
  if (!leaf || leadsToRoot(leaf, ca)) return undefined;
  return isSelfSigned(leaf) ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
}

/** OpenSSL's codes for what is often wrong with a chain. */
const chainMessages: Readonly<Record<string, string | undefined>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the chain ends in a self-signed certificate that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate of the issuer is missing',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the issuer of the certificate is not known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate of the issuer is missing, so that nothing can be verified',
  CERT_HAS_EXPIRED: 'a certificate has expired',
  CERT_NOT_YET_VALID: 'a certificate is not valid yet',
  CERT_REVOKED: 'a certificate has been revoked',
};

function summaryOf(peer: PeerCertificate): CertificateSummary | undefined {
  if (Object.keys(peer).length === 0) return undefined;
  return {
    subject: lines(peer.subject),
    issuer: lines(peer.issuer),
    ...(peer.subjectaltname !== undefined && { subjectAltName: peer.subjectaltname }),
    validFrom: peer.valid_from,
    validTo: peer.valid_to,
    fingerprint256: peer.fingerprint256,
  };
}

function lines(name: object): string {
  return Object.entries(name)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join('\n');
}

function namesOf(peer: PeerCertificate): string {
  return peer.subjectaltname ?? lines(peer.subject).replaceAll('\n', ', ');
}
