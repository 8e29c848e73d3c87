import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, boolean, context, identifier, integer, octets, sequence, set, time, utf8 } from './der.js';

/** A certificate with its key. */
export interface Certificate {
  readonly name: string;
  readonly privateKey: KeyObject;
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

export interface CertificateOptions {
  readonly name: string;
  /** Without one it is self-signed. */
  readonly issuer?: Certificate;
  /** Whether it may sign others. */
  readonly isAuthority?: boolean;
  /** Names and addresses that it is good for. */
  readonly hosts?: readonly string[];
  readonly validFrom?: Date;
  readonly validTo?: Date;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Makes an X.509 certificate (RFC 5280, 4.1) with a key on the curve P-256, valid for a day unless said otherwise. */
export function certificate(options: CertificateOptions): Certificate {
  const { name, issuer, isAuthority = false, hosts = [] } = options;
  const { validFrom = new Date(Date.now() - dayMs), validTo = new Date(Date.now() + dayMs) } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const extensions = [
    extension('2.5.29.19', sequence(...(isAuthority ? [boolean(true)] : []))), // basicConstraints
    ...(isAuthority ? [extension('2.5.29.15', bits(Uint8Array.of(keyCertSign), 2))] : []), // keyUsage
    ...(hosts.length > 0 ? [extension('2.5.29.17', sequence(...hosts.map(generalName)))] : []), // subjectAltName
  ];
  const toBeSigned = sequence(
    context(0, integer(Uint8Array.of(2))), // version 3
    integer(Uint8Array.of(1, ...randomBytes(8))),
    ecdsaWithSha256,
    distinguishedName(issuer?.name ?? name),
    sequence(time(validFrom), time(validTo)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(...extensions)),
  );
  const signature = sign('sha256', toBeSigned, issuer?.privateKey ?? privateKey);
  return {
    name,
    privateKey,
    cert: pem('CERTIFICATE', sequence(toBeSigned, ecdsaWithSha256, bits(signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const ecdsaWithSha256 = sequence(identifier('1.2.840.10045.4.3.2'));
/** The bit of the key usage that lets it sign certificates. */
const keyCertSign = 0b100;

function extension(name: string, content: Uint8Array): Uint8Array {
  return sequence(identifier(name), octets(content));
}

/** With a common name alone. */
function distinguishedName(name: string): Uint8Array {
  return sequence(set(sequence(identifier('2.5.4.3'), utf8(name))));
}

/** @param host - a name, or an IPv4 address */
function generalName(host: string): Uint8Array {
  return isIP(host) === 4
    ? context(7, Uint8Array.from(host.split('.').map(Number)), 'primitive')
    : context(2, Buffer.from(host), 'primitive');
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
