/**
 * MD4 as RFC 1320, section A.3 writes it, register by register. No OpenSSL of today has it, and what it is compared with
 * must not be made with it.
 */
export function md4(message: Uint8Array): Buffer {
  const padded = withLength(message);
  let [a, b, c, d] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let start = 0; start < padded.length; start += 64) {
    const x = (index: number) => padded.readInt32LE(start + index * 4);
    const [aa, bb, cc, dd] = [a, b, c, d];
    for (const i of [0, 4, 8, 12]) {
      a = rotated(a + choice(b, c, d) + x(i), 3);
      d = rotated(d + choice(a, b, c) + x(i + 1), 7);
      c = rotated(c + choice(d, a, b) + x(i + 2), 11);
      b = rotated(b + choice(c, d, a) + x(i + 3), 19);
    }
    for (const i of [0, 1, 2, 3]) {
      a = rotated(a + majority(b, c, d) + x(i) + 0x5a827999, 3);
      d = rotated(d + majority(a, b, c) + x(i + 4) + 0x5a827999, 5);
      c = rotated(c + majority(d, a, b) + x(i + 8) + 0x5a827999, 9);
      b = rotated(b + majority(c, d, a) + x(i + 12) + 0x5a827999, 13);
    }
    for (const i of [0, 2, 1, 3]) {
      a = rotated(a + (b ^ c ^ d) + x(i) + 0x6ed9eba1, 3);
      d = rotated(d + (a ^ b ^ c) + x(i + 8) + 0x6ed9eba1, 9);
      c = rotated(c + (d ^ a ^ b) + x(i + 4) + 0x6ed9eba1, 11);
      b = rotated(b + (c ^ d ^ a) + x(i + 12) + 0x6ed9eba1, 15);
    }
    [a, b, c, d] = [(a + aa) | 0, (b + bb) | 0, (c + cc) | 0, (d + dd) | 0];
  }
  const digest = Buffer.alloc(16);
  for (const [i, register] of [a, b, c, d].entries()) digest.writeInt32LE(register | 0, i * 4);
  return digest;
}

function choice(x: number, y: number, z: number): number {
  return z ^ (x & (y ^ z));
}

function majority(x: number, y: number, z: number): number {
  return (x & y) | (z & (x | y));
}

function rotated(word: number, bits: number): number {
  return (word << bits) | ((word | 0) >>> (32 - bits));
}

function withLength(message: Uint8Array): Buffer {
  const zeros = (64 + 55 - (message.length % 64)) % 64;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(message.length) * 8n);
  return Buffer.concat([message, Buffer.of(0x80), Buffer.alloc(zeros), length]);
}
