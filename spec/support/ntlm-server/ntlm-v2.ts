import { createHmac } from 'node:crypto';
import { md4 } from './md4.js';

// What the server computes by itself, by the names of [MS-NLMP], section 3.3.2. Nothing of it may come from src/.

/** NTOWFv2, which is LMOWFv2 as well. The user is in upper case, the domain as it is. */
export function ntowfv2(password: string, user: string, domain: string): Buffer {
  return hmacMd5(md4(Buffer.from(password, 'utf16le')), Buffer.from(inUpperCase(user) + domain, 'utf16le'));
}

/** NTProofStr. `temp` is what the client has put behind it. */
export function ntProofStr(key: Buffer, serverChallenge: Buffer, temp: Buffer): Buffer {
  return hmacMd5(key, serverChallenge, temp);
}

/** The response of LM version 2: a proof, and the client challenge behind it. */
export function lmChallengeResponse(key: Buffer, serverChallenge: Buffer, clientChallenge: Buffer): Buffer {
  return Buffer.concat([hmacMd5(key, serverChallenge, clientChallenge), clientChallenge]);
}

/** Without a key exchange it is the exported session key, too. */
export function sessionBaseKey(key: Buffer, proof: Buffer): Buffer {
  return hmacMd5(key, proof);
}

/** The code over all three messages, the last with zeros in its place: section 3.1.5.1.2. */
export function messageIntegrityCode(sessionKey: Buffer, ...messages: readonly Buffer[]): Buffer {
  return hmacMd5(sessionKey, ...messages);
}

function hmacMd5(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const hmac = createHmac('md5', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** One character for one, as Windows has it: `ß` has no other in upper case. */
function inUpperCase(text: string): string {
  return text.replace(/\p{Lower}/gu, (letter) => {
    const capital = letter.toUpperCase();
    return capital.length > letter.length ? letter : capital;
  });
}
