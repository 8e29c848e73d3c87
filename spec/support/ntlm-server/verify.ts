import { av, readAvList, type AvPair } from './av-pairs.js';
import { flag, micAt, readAuthenticate, type Authenticate } from './messages.js';
import { lmChallengeResponse, messageIntegrityCode, ntowfv2, ntProofStr, sessionBaseKey } from './ntlm-v2.js';

/** Somebody whom the server knows. */
export interface Account {
  readonly domain: string;
  readonly user: string;
  readonly password: string;
  /** The other name, as in `user@domain.example`, which goes without a domain. */
  readonly principal?: string;
}

/** The messages that came before, and what the second one said. */
export interface Challenged {
  readonly negotiate: Buffer;
  readonly challenge: Buffer;
  readonly serverChallenge: Buffer;
  readonly targetInfo: Buffer;
}

/** [MS-NLMP], section 3.1.1.1: how old an answer may be, in tenths of a microsecond. */
const maxLifetime = 36n * 3600n * 10_000_000n;

/**
 * Everything that is wrong with a third message, one line each; none for one that authenticates.
 *
 * @param now - in milliseconds since 1970
 */
export function faultsOf(
  message: Buffer,
  challenged: Challenged,
  accounts: readonly Account[],
  now = Date.now(),
): string[] {
  const authenticate = readAuthenticate(message);
  if (!authenticate) return ['the fields of the message do not lie inside it'];
  const { nt, user, domain, flags } = authenticate;
  const account = accounts.find((one) => isMeant(one, authenticate));
  if (!account) return [`nobody here has the name ${domain}\\${user}`];
  if (nt.length < 16 + 28 + 4) return ['the response is not of version 2'];
  const key = ntowfv2(account.password, user, domain);
  const proof = nt.subarray(0, 16);
  if (!ntProofStr(key, challenged.serverChallenge, nt.subarray(16)).equals(proof)) return ['NTProofStr is wrong'];
  const needed = flag.unicode | flag.ntlm | flag.extendedSessionSecurity;
  const possible = challenged.challenge.readUInt32LE(20) | flag.requestTarget; // a client alone says the last
  return [
    ...((flags & needed) === needed ? [] : ['flags are missing']),
    ...((flags & ~possible) === 0 ? [] : ['there are flags that were not agreed upon']),
    ...clientFaults(nt.subarray(16), authenticate, challenged, key, now),
    ...micFaults(message, nt.subarray(16), challenged, sessionBaseKey(key, proof)),
  ];
}

function isMeant({ domain, user, principal }: Account, seen: Authenticate): boolean {
  const same = (one: string | undefined, other: string) => one?.toLowerCase() === other.toLowerCase();
  if (seen.domain === '') return same(principal, seen.user) || same(user, seen.user);
  return same(domain, seen.domain) && same(user, seen.user);
}

/** What is wrong with NTLMv2_CLIENT_CHALLENGE, section 2.2.2.7, and with the response of LM beside it. */
function clientFaults(temp: Buffer, { lm }: Authenticate, challenged: Challenged, key: Buffer, now: number): string[] {
  const faults: string[] = [];
  if (temp.readUInt16LE(0) !== 0x0101) faults.push('the version of the response is not 1');
  if (temp.readUIntLE(2, 6) !== 0 || temp.readUInt32LE(24) !== 0) faults.push('what is reserved is not zero');
  const told = readAvList(challenged.targetInfo) ?? [];
  const echoed = readAvList(temp.subarray(28));
  if (!echoed || !isEcho(told, echoed)) faults.push('the target info is not sent back as it came');
  const time = told.find(({ id }) => id === av.timestamp)?.value;
  const clock = temp.readBigUInt64LE(8);
  if (time) {
    if (clock !== time.readBigUInt64LE()) faults.push('the time is not the one that the server has told');
    if (!lm.equals(Buffer.alloc(24))) faults.push('there is a response of LM beside a time of the server');
  } else {
    const age = BigInt(now + 11_644_473_600_000) * 10_000n - clock;
    if (age > maxLifetime || age < -maxLifetime) faults.push('the time is not now');
    const expected = lmChallengeResponse(key, challenged.serverChallenge, temp.subarray(16, 24));
    if (!lm.equals(expected)) faults.push('the response of LM is wrong');
  }
  return faults;
}

/** All pairs in their order; a client may add its own. */
function isEcho(told: readonly AvPair[], echoed: readonly AvPair[]): boolean {
  let next = 0;
  for (const { id, value } of echoed) {
    const expected = told[next];
    if (expected?.id === id && expected.value.equals(value)) next++;
  }
  return next === told.length;
}

/** A client that says in its flags that there is a code over the messages has to have the right one. */
function micFaults(message: Buffer, temp: Buffer, { negotiate, challenge }: Challenged, sessionKey: Buffer): string[] {
  const flags = readAvList(temp.subarray(28))?.find(({ id }) => id === av.flags)?.value;
  if (!flags || (flags.readUInt32LE() & 0x2) === 0) return [];
  const mic = message.subarray(micAt, micAt + 16);
  const without = Buffer.from(message).fill(0, micAt, micAt + 16);
  const expected = messageIntegrityCode(sessionKey, negotiate, challenge, without);
  return mic.equals(expected) ? [] : ['the MIC is wrong'];
}
