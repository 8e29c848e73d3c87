import { ownProperties } from './own-properties.js';

/** Text in PEM form, or bytes. */
export type Pem = string | Uint8Array;

/** How TLS connections are made. */
export interface TlsOptions {
  /** Roots to trust instead of the platform's. */
  readonly ca?: Pem | readonly Pem[];
  /** The own certificate, for servers that ask for one, with its key. */
  readonly cert?: Pem;
  readonly key?: Pem;
  /** Certificate and key in one PKCS #12 container. */
  readonly pfx?: Uint8Array;
  /** Of the key or the container. */
  readonly passphrase?: string;
  /** The name to ask the server for, and to check its certificate against; default: the host. */
  readonly servername?: string;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** SHA-256 fingerprints of which the server's certificate must have one, in hexadecimal, with colons or without. */
  readonly pin?: string | readonly string[];
}

/** What is left for another host than the one that the options are for: nothing that tells who we are, or who it has to be. */
export function impersonal({ ca, minVersion, pin }: TlsOptions): TlsOptions {
  return { ...(ca && { ca }), ...(minVersion && { minVersion }), ...(pin !== undefined && { pin }) };
}

/** @throws TypeError for a fingerprint that cannot be one */
export function checkTlsOptions(options: TlsOptions | undefined): void {
  for (const pin of pinsOf(options)) {
    if (!/^[0-9A-F]{64}$/.test(pin)) {
      throw new TypeError('tls.pin must be a SHA-256 fingerprint: 64 hexadecimal digits, with colons or without');
    }
  }
}

/** The fingerprints without colons, in upper case. */
export function pinsOf(options: TlsOptions | undefined): readonly string[] {
  const { pin = [] } = ownProperties(options ?? {});
  return (typeof pin === 'string' ? [pin] : pin).map((one) => one.replaceAll(':', '').toUpperCase());
}
