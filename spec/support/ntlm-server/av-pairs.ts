/** One piece of what a server tells of itself: [MS-NLMP], section 2.2.2.1. */
export interface AvPair {
  readonly id: number;
  readonly value: Buffer;
}

/** By their names there, without `MsvAv`. */
export const av = {
  eol: 0,
  nbComputerName: 1,
  nbDomainName: 2,
  dnsComputerName: 3,
  dnsDomainName: 4,
  flags: 6,
  timestamp: 7,
} as const;

/** With the end that the list has to have. */
export function avList(pairs: readonly AvPair[]): Buffer {
  const parts = [...pairs, { id: av.eol, value: Buffer.alloc(0) }].map(({ id, value }) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  });
  return Buffer.concat(parts);
}

/** Reads up to the end of the list; undefined where there is none. */
export function readAvList(bytes: Buffer): AvPair[] | undefined {
  const pairs: AvPair[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const id = bytes.readUInt16LE(at);
    const end = at + 4 + bytes.readUInt16LE(at + 2);
    if (id === av.eol) return pairs;
    if (end > bytes.length) return undefined;
    pairs.push({ id, value: bytes.subarray(at + 4, end) });
    at = end;
  }
  return undefined;
}
