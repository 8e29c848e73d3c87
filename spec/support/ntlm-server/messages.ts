/** Of the negotiation: [MS-NLMP], section 2.2.2.5. */
export const flag = {
  unicode: 0x0000_0001,
  requestTarget: 0x0000_0004,
  ntlm: 0x0000_0200,
  targetIsDomain: 0x0001_0000,
  extendedSessionSecurity: 0x0008_0000,
  targetInfo: 0x0080_0000,
} as const;

const signature = Buffer.from('NTLMSSP\0', 'latin1');

/** 1 to 3; undefined for what is no message of NTLM. */
export function messageType(message: Buffer): number | undefined {
  const isOne = message.length >= 12 && message.subarray(0, 8).equals(signature);
  return isOne ? message.readUInt32LE(8) : undefined;
}

/** The flags of a NEGOTIATE_MESSAGE: section 2.2.1.1. */
export function negotiateFlags(message: Buffer): number {
  return message.readUInt32LE(12);
}

/** A CHALLENGE_MESSAGE: section 2.2.1.2. */
export function challengeMessage(
  flags: number,
  targetName: string,
  serverChallenge: Buffer,
  targetInfo: Buffer,
): Buffer {
  const name = Buffer.from(targetName, 'utf16le');
  const head = Buffer.alloc(48);
  signature.copy(head);
  head.writeUInt32LE(2, 8);
  writeField(head, 12, name.length, head.length);
  head.writeUInt32LE(flags, 20);
  serverChallenge.copy(head, 24);
  writeField(head, 40, targetInfo.length, head.length + name.length);
  return Buffer.concat([head, name, targetInfo]);
}

/** An AUTHENTICATE_MESSAGE: section 2.2.1.3. */
export interface Authenticate {
  readonly lm: Buffer;
  readonly nt: Buffer;
  readonly domain: string;
  readonly user: string;
  readonly flags: number;
}

/** @returns undefined for one whose fields do not lie inside it */
export function readAuthenticate(message: Buffer): Authenticate | undefined {
  if (message.length < 64) return undefined;
  const fields = [12, 20, 28, 36, 44, 52].map((at) => readField(message, at));
  const [lm, nt, domain, user, workstation, sessionKey] = fields;
  if (!lm || !nt || !domain || !user || !workstation || !sessionKey) return undefined;
  return {
    lm,
    nt,
    domain: domain.toString('utf16le'),
    user: user.toString('utf16le'),
    flags: message.readUInt32LE(60),
  };
}

/** Where the code stands over all messages, behind 8 bytes of a version. */
export const micAt = 72;

function readField(message: Buffer, at: number): Buffer | undefined {
  const length = message.readUInt16LE(at);
  const start = message.readUInt32LE(at + 4);
  return start + length <= message.length ? message.subarray(start, start + length) : undefined;
}

function writeField(head: Buffer, at: number, length: number, start: number): void {
  head.writeUInt16LE(length, at);
  head.writeUInt16LE(length, at + 2);
  head.writeUInt32LE(start, at + 4);
}
