import { hasControls } from './bytes.js';
import type { Challenge } from './challenge.js';
import type { HashAlgorithm } from './hashes.js';
import type { Abilities } from './offer.js';

/** The protection that an answer gives: the request line, or with it the body. */
export type Qop = 'auth' | 'auth-int';

/** A challenge of the Digest scheme that can be answered: RFC 7616, section 3.3. */
export interface DigestOffer {
  readonly scheme: 'digest';
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the server wrote it; undefined where it did not, which means MD5. */
  readonly algorithm: string | undefined;
  readonly hash: HashAlgorithm;
  readonly isSession: boolean;
  /** Undefined for a server of RFC 2069, which knows none. */
  readonly qops: ReadonlySet<Qop> | undefined;
  readonly isStale: boolean;
  readonly isUtf8: boolean;
  readonly usesUserhash: boolean;
  /** The URIs that it is meant for; empty for all of the origin. */
  readonly domain: readonly string[];
}

/** @returns undefined for what is no Digest challenge, or one that cannot be answered with these abilities */
export function digestOffer({ scheme, parameters }: Challenge, abilities: Abilities): DigestOffer | undefined {
  if (scheme !== 'digest') return undefined;
  const realm = parameters.get('realm') ?? '';
  const nonce = parameters.get('nonce');
  const opaque = parameters.get('opaque');
  const algorithm = parameters.get('algorithm');
  const known = knownAlgorithm(algorithm ?? 'MD5');
  // All of these are sent back.
  if (nonce === undefined || hasControls(`${realm}${nonce}${opaque ?? ''}`)) return undefined;
  if (!known || !abilities.hashes.has(known.hash)) return undefined;
  const qops = qopsOf(parameters.get('qop') ?? '');
  // A session key is made with a cnonce, which only an answer with qop can tell the server.
  if (qops ? !canProtect(qops, abilities) : known.isSession) return undefined;
  return {
    scheme,
    realm,
    nonce,
    opaque,
    algorithm,
    ...known,
    qops,
    isStale: isTrue(parameters.get('stale')),
    isUtf8: parameters.get('charset')?.toLowerCase() === 'utf-8',
    usesUserhash: isTrue(parameters.get('userhash')),
    domain: parameters.get('domain')?.match(/\S+/g) ?? [],
  };
}

function knownAlgorithm(name: string): { readonly hash: HashAlgorithm; readonly isSession: boolean } | undefined {
  const [, hash, session] = /^(MD5|SHA-256|SHA-512-256)(-sess)?$/i.exec(name) ?? [];
  // The cast: the pattern lets nothing else through.
  return hash === undefined
    ? undefined
    : { hash: hash.toUpperCase() as HashAlgorithm, isSession: session !== undefined };
}

/** Those that are known, of a list; undefined for an empty one. */
function qopsOf(list: string): ReadonlySet<Qop> | undefined {
  const names = list.toLowerCase().match(/[^\s,]+/g);
  return names ? new Set(names.filter((name) => name === 'auth' || name === 'auth-int')) : undefined;
}

function canProtect(qops: ReadonlySet<Qop>, { knowsBody }: Abilities): boolean {
  return qops.has('auth') || (qops.has('auth-int') && knowsBody);
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}
