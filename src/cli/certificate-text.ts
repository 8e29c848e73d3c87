import type { SslError } from '../index.js';
import { printable } from './printable.js';

/**
 * What a person has to know to decide whether to trust a server: whom its certificate is for, who says so, since when and
 * until when, its fingerprint, and everything that is wrong with it.
 *
 * @param origin - where the certificate came from
 */
export function certificateText(origin: string, errors: readonly SslError[]): string {
  const certificate = errors.find((error) => error.certificate)?.certificate;
  const rows: (readonly [label: string, value: string])[] = [];
  if (certificate !== undefined) {
    const { subject, subjectAltName, issuer, validFrom, validTo, fingerprint256 } = certificate;
    rows.push(
      ['issued to', nameText(subject)],
      ['valid for', subjectAltName ?? 'no name at all'],
      ['issued by', nameText(issuer)],
      ['valid from', validFrom],
      ['valid until', validTo],
      ['SHA-256', fingerprint256],
    );
  }
  rows.push(...errors.map(({ message }, index) => [index === 0 ? 'problem' : '', message] as const));
  const lines = rows.map(([label, value]) => `  ${label.padEnd(11)}  ${printable(value)}`.trimEnd());
  return [`${printable(origin)} cannot be trusted by its certificate:`, ...lines].join('\n');
}

/** A distinguished name on one line. */
function nameText(name: string): string {
  return name === '' ? 'nobody' : name.replaceAll('\n', ', ');
}
