import { concat, fieldBytes, utf16 } from './bytes.js';
import type { NtlmAccount } from './ntlm-account.js';
import type { NtlmResponses } from './ntlm-response.js';

/** What the server tells in its message: [MS-NLMP], section 2.2.1.2. */
export interface NtlmChallenge {
  readonly flags: number;
  readonly serverChallenge: Uint8Array;
  /** Empty where it tells none. */
  readonly targetInfo: Uint8Array;
  /** The server's clock, as 8 bytes; undefined where it tells none. */
  readonly timestamp: Uint8Array | undefined;
}

/** [MS-NLMP], section 2.2.2.5. */
const flag = {
  unicode: 0x1,
  requestTarget: 0x4,
  ntlm: 0x200,
  alwaysSign: 0x8000,
  extendedSecurity: 0x80000,
  targetInfo: 0x800000,
};

/** What we can; nothing is signed or sealed over HTTP. */
const offered =
  flag.unicode | flag.requestTarget | flag.ntlm | flag.alwaysSign | flag.extendedSecurity | flag.targetInfo;

const signature = /* @__PURE__ */ fieldBytes('NTLMSSP\0');

/** The first message, without a domain and a workstation: section 2.2.1.1. */
export function negotiateMessage(): Uint8Array {
  const message = new Uint8Array(32);
  message.set(signature);
  const view = new DataView(message.buffer);
  view.setUint32(8, 1, true);
  view.setUint32(12, offered, true);
  return message;
}

/** Reads the second message; undefined for one that is none, or does not fit together. */
export function readChallenge(message: Uint8Array): NtlmChallenge | undefined {
  if (message.length < 32 || signature.some((byte, i) => message[i] !== byte)) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const flags = view.getUint32(20, true);
  if (view.getUint32(8, true) !== 2 || !(flags & flag.unicode)) return undefined;
  const serverChallenge = message.slice(24, 32);
  if (!(flags & flag.targetInfo) || message.length < 48) {
    return { flags, serverChallenge, targetInfo: new Uint8Array(), timestamp: undefined };
  }
  const start = view.getUint32(44, true);
  const end = start + view.getUint16(40, true);
  if (end > message.length) return undefined;
  const targetInfo = message.slice(start, end);
  return { flags, serverChallenge, targetInfo, timestamp: timestampIn(targetInfo) };
}

/** MsvAvTimestamp of a list of pairs: section 2.2.2.1. */
function timestampIn(targetInfo: Uint8Array): Uint8Array | undefined {
  const view = new DataView(targetInfo.buffer, targetInfo.byteOffset, targetInfo.byteLength);
  for (let at = 0; at + 4 <= targetInfo.length;) {
    const id = view.getUint16(at, true);
    const start = at + 4;
    at = start + view.getUint16(at + 2, true);
    if (id === 7 && at === start + 8 && at <= targetInfo.length) return targetInfo.slice(start, at);
  }
  return undefined;
}

/** The third message: section 2.2.1.3. Without a session key, version and MIC, which sign and seal what HTTP does not. */
export function authenticateMessage(
  { flags }: NtlmChallenge,
  { domain, user }: NtlmAccount,
  { lm, nt }: NtlmResponses,
): Uint8Array {
  const payloads = [lm, nt, utf16(domain), utf16(user), new Uint8Array(), new Uint8Array()];
  const head = new DataView(new ArrayBuffer(64));
  new Uint8Array(head.buffer).set(signature);
  head.setUint32(8, 3, true);
  let at = 64;
  for (const [i, { length }] of payloads.entries()) {
    head.setUint16(12 + i * 8, length, true);
    head.setUint16(14 + i * 8, length, true);
    head.setUint32(16 + i * 8, at, true);
    at += length;
  }
  head.setUint32(60, flags & offered, true);
  return concat(new Uint8Array(head.buffer), ...payloads);
}
