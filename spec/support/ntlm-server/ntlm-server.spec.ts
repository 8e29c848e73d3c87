import { createHmac } from 'node:crypto';
import { md4 } from './md4.js';
import { lmChallengeResponse, ntowfv2, ntProofStr, sessionBaseKey } from './ntlm-v2.js';
import { faultsOf, type Challenged } from './verify.js';

function bytes(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(/\s/g, ''), 'hex');
}

// [MS-NLMP], section 4.2.4: a server and a client, byte by byte.
const serverChallenge = bytes('0123456789abcdef');
const clientChallenge = bytes('aaaaaaaaaaaaaaaa');
const targetInfo = bytes('02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000');
const temp = Buffer.concat([
  bytes('01010000 00000000 0000000000000000'),
  clientChallenge,
  Buffer.alloc(4),
  targetInfo,
  Buffer.alloc(4),
]);
const challenge = bytes(`
  4e544c4d53535000 02000000 0c000c0038000000 33828ae2 0123456789abcdef 0000000000000000 2400240044000000
  060070170000000f 530065007200760065007200 02000c0044006f006d00610069006e00 01000c00530065007200760065007200
  00000000`);
const authenticate = bytes(`
  4e544c4d53535000 03000000 180018006c000000 5400540084000000 0c000c0048000000 0800080054000000 100010005c000000
  10001000d8000000 358288e2 0501280a0000000f 44006f006d00610069006e00 5500730065007200
  43004f004d0050005500540045005200 86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa
  68cd0ab851e51c96aabc927bebef6a1c 01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000
  02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000 00000000
  c5dad2544fc9799094ce1ce90bc9d03e`);
const account = { domain: 'Domain', user: 'User', password: 'Password' };
const negotiate = bytes('4e544c4d53535000 01000000 00000000');
const challenged: Challenged = { negotiate, challenge, serverChallenge, targetInfo };
const year1601 = -11_644_473_600_000; // the time 0 of the examples

describe('the computation of the NTLM server', () => {
  test.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('has the MD4 of RFC 1320, section A.5: %j', (text, digest) => {
    expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
  });

  test('agrees with [MS-NLMP], section 4.2.4', () => {
    const key = ntowfv2('Password', 'User', 'Domain');
    const proof = ntProofStr(key, serverChallenge, temp);

    expect([
      key.toString('hex'),
      proof.toString('hex'),
      sessionBaseKey(key, proof).toString('hex'),
      lmChallengeResponse(key, serverChallenge, clientChallenge).toString('hex'),
    ]).toEqual([
      '0c868a403bfd7a93a3001ef22ef02e3f',
      '68cd0ab851e51c96aabc927bebef6a1c',
      '8de40ccadbc14a82f15cb0ad0de95ca3',
      '86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa',
    ]);
  });
});

/** What the server says to a message that answers the challenge of the examples. */
function faults(message: Buffer, to: Partial<Challenged> = {}, now = year1601): string[] {
  return faultsOf(message, { ...challenged, ...to }, [account], now);
}

/** The message of the examples, changed. */
function changed(change: (message: Buffer) => unknown): Buffer {
  const message = Buffer.from(authenticate);
  change(message);
  return message;
}

/** A message around another client challenge, with a proof that is right, and a response of LM that is not. */
function around(blob: Buffer, lm = Buffer.alloc(24), mic?: (message: Buffer, proof: Buffer) => Buffer): Buffer {
  const key = ntowfv2('Password', 'User', 'Domain');
  const proof = ntProofStr(key, serverChallenge, blob);
  const texts = [Buffer.from('Domain', 'utf16le'), Buffer.from('User', 'utf16le')];
  const parts = [lm, Buffer.concat([proof, blob]), ...texts, Buffer.alloc(0), Buffer.alloc(0)];
  const head = Buffer.alloc(88);
  authenticate.copy(head, 0, 0, 12);
  let at = head.length;
  for (const [i, { length }] of parts.entries()) {
    head.writeUInt16LE(length, 12 + i * 8);
    head.writeUInt32LE(at, 16 + i * 8);
    at += length;
  }
  head.writeUInt32LE(0xe2888235, 60);
  const message = Buffer.concat([head, ...parts]);
  mic?.(message, proof).copy(message, 72);
  return message;
}

const blobWith = (time: string, pairs: string) =>
  bytes(`01010000 00000000 ${time} aaaaaaaaaaaaaaaa 00000000 ${pairs} 00000000`);

describe('the NTLM server', () => {
  test('takes the message of the examples', () => {
    expect(faults(authenticate)).toEqual([]);
  });

  test.each([
    ['a proof that is wrong', changed((message) => (message[0x84] = 0)), 'NTProofStr is wrong'],
    [
      'a client challenge that the proof does not cover',
      changed((message) => (message[0xa4] = 0)),
      'NTProofStr is wrong',
    ],
    [
      'a user that nobody has',
      changed((message) => message.write('X', 0x54)),
      String.raw`nobody here has the name Domain\Xser`,
    ],
    [
      'a response of version 1',
      changed((message) => message.writeUInt16LE(24, 20)),
      'the response is not of version 2',
    ],
    [
      'a field outside of it',
      changed((message) => message.writeUInt32LE(0xffff, 24)),
      'the fields of the message do not lie inside it',
    ],
    ['less than a head', authenticate.subarray(0, 60), 'the fields of the message do not lie inside it'],
    ['flags that are missing', changed((message) => message.writeUInt32LE(0x00088004, 60)), 'flags are missing'],
    [
      'flags of its own',
      changed((message) => message.writeUInt32LE(0xe288821d, 60)),
      'there are flags that were not agreed upon',
    ],
    ['a wrong response of LM', changed((message) => (message[0x6c] = 0)), 'the response of LM is wrong'],
  ])('refuses %s', (_what, message, fault) => {
    expect(faults(message)).toEqual([fault]);
  });

  test('refuses an answer that is older than 36 hours, and one from as far ahead', () => {
    const hours = (count: number) => year1601 + count * 3_600_000;

    expect([36, 37, -36, -37].map((count) => faults(authenticate, {}, hours(count)))).toEqual([
      [],
      ['the time is not now'],
      [],
      ['the time is not now'],
    ]);
  });

  test('refuses the answer to another challenge', () => {
    expect(faults(authenticate, { serverChallenge: bytes('0123456789abcdee') })).toEqual(['NTProofStr is wrong']);
  });

  describe('that has told its time', () => {
    const time = '1122334455667788';
    const told = { targetInfo: bytes(`02000400 44006f00 07000800 ${time} 00000000`) };

    test('takes an answer with this very time, also among pairs of the client', () => {
      const blob = blobWith(time, `02000400 44006f00 09000000 07000800 ${time} 00000000`);

      expect(faults(around(blob), told)).toEqual([]);
    });

    test.each([
      [
        'another time',
        blobWith('0000000000000000', `02000400 44006f00 07000800 ${time} 00000000`),
        'the time is not the one that the server has told',
      ],
      ['a pair left out', blobWith(time, `07000800 ${time} 00000000`), 'the target info is not sent back as it came'],
      [
        'a pair changed',
        blobWith(time, `02000400 44006e00 07000800 ${time} 00000000`),
        'the target info is not sent back as it came',
      ],
      [
        'a list without an end',
        blobWith(time, `02000400 44006f00 07000800 ${time}ffff ffff`),
        'the target info is not sent back as it came',
      ],
    ])('refuses %s', (_what, blob, fault) => {
      expect(faults(around(blob), told)).toEqual([fault]);
    });

    test('refuses a response of LM', () => {
      const blob = blobWith(time, `02000400 44006f00 07000800 ${time} 00000000`);

      expect(faults(around(blob, Buffer.alloc(24, 1)), told)).toEqual([
        'there is a response of LM beside a time of the server',
      ]);
    });

    test('checks the MIC where a client says that there is one', () => {
      const blob = blobWith(time, `02000400 44006f00 07000800 ${time} 06000400 02000000 00000000`);
      const mic = (message: Buffer, proof: Buffer) => {
        const key = createHmac('md5', bytes('0c868a403bfd7a93a3001ef22ef02e3f')).update(proof).digest();
        return createHmac('md5', key)
          .update(Buffer.concat([negotiate, challenge, message]))
          .digest();
      };

      expect([around(blob, Buffer.alloc(24), mic), around(blob)].map((message) => faults(message, told))).toEqual([
        [],
        ['the MIC is wrong'],
      ]);
    });
  });
});
