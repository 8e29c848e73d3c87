/** An IP address as a number, so that text in different forms compares equal. */
export interface IpAddress {
  /** How many bits an address of its family has. */
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A range of addresses that begin with the same bits (RFC 4632, section 3.1). */
export interface IpRange {
  readonly address: IpAddress;
  /** How many bits, from the left, have to be the same. */
  readonly prefix: number;
}

/** Reads an address, IPv6 with or without a zone; undefined for what is none. */
export function ipAddressFrom(text: string): IpAddress | undefined {
  const value = text.includes(':') ? value6(text.replace(/%.*$/, '')) : value4(text);
  if (value === undefined) return undefined;
  if (!text.includes(':')) return { bits: 32, value };
  // RFC 4291, 2.5.5.2: an IPv4 address in the clothes of IPv6.
  return value >> 32n === 0xffffn ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value };
}

/** The eight numbers of an IPv6 address without a zone; undefined for what is none. */
export function groupsOf(text: string): readonly number[] | undefined {
  // As URLs are read, which gives it back in one form (RFC 5952); nothing but an address, though, is let through.
  const host = /^[\da-f:.]+$/i.test(text) ? URL.parse(`http://[${text}]`)?.hostname : undefined;
  if (host === undefined) return undefined;
  const [left = [], right = []] = host
    .slice(1, -1)
    .split('::')
    .map((side) => (side === '' ? [] : side.split(':').map((group) => parseInt(group, 16))));
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

/** Reads `ADDRESS/PREFIX`; undefined for what is none. */
export function ipRangeFrom(text: string): IpRange | undefined {
  const [, written = '', digits = ''] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  const address = ipAddressFrom(written);
  // The prefix counts from the left of what was written: 96 bits more where that was an IPv4 address within IPv6.
  const prefix = Number(digits) - (address?.bits === 32 && written.includes(':') ? 96 : 0);
  return address && digits !== '' && prefix >= 0 && prefix <= address.bits ? { address, prefix } : undefined;
}

/** Whether an address lies in a range of its own family. */
export function isWithin({ bits, value }: IpAddress, { address, prefix }: IpRange): boolean {
  const ignored = BigInt(address.bits - prefix);
  return bits === address.bits && value >> ignored === address.value >> ignored;
}

function value4(text: string): bigint | undefined {
  const parts = text.split('.');
  // A leading zero would be octal to some.
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return joined(parts.map(Number), 8n);
}

function value6(text: string): bigint | undefined {
  const groups = groupsOf(text);
  return groups && joined(groups, 16n);
}

function joined(parts: readonly number[], width: bigint): bigint {
  return parts.reduce((sum, part) => (sum << width) | BigInt(part), 0n);
}
