/** What is known of the certificate that a server showed. */
export interface CertificateSummary {
  /** Distinguished names, one `KEY=value` a line. */
  readonly subject: string;
  readonly issuer: string;
  /** Names and addresses that it is good for, as in `DNS:example.com, IP Address:127.0.0.1`. */
  readonly subjectAltName?: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** SHA-256, as upper case hexadecimal pairs between colons. */
  readonly fingerprint256: string;
}

/** Why a TLS connection cannot be trusted. */
export interface SslError {
  /** Node's code, such as `DEPTH_ZERO_SELF_SIGNED_CERT` or `ERR_TLS_CERT_ALTNAME_INVALID`. */
  readonly code: string;
  /** For a person. */
  readonly message: string;
  readonly certificate?: CertificateSummary;
}
