import { CredentialSession } from '../../src/auth/credential-session.js';
import { md4 } from '../../src/auth/md4.js';
import { nodeHashes } from '../../src/auth/node/node-hashes.js';
import { readChallenge } from '../../src/auth/ntlm-messages.js';
import { ntlmKey, ntlmResponses } from '../../src/auth/ntlm-response.js';
import { parseChallenges } from '../../src/auth/parse-challenges.js';

/** [MS-NLMP], section 4.2.4: the values that all of its examples begin with. */
const account = { user: 'User', domain: 'Domain' };
const targetInfo = bytes('02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000');
const challengeMessage = bytes(
  '4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef00000000000000002400240044000000' +
    '060070170000000f53006500720076006500720002000c0044006f006d00610069006e0001000c005300650072007600' +
    '6500720000000000',
);
function bytes(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(' ', ''), 'hex');
}

function digits(value: Uint8Array): string {
  return Buffer.from(value).toString('hex');
}

/** A message of a server with another target info. */
function challengeWith(info: Buffer): Buffer {
  const message = Buffer.concat([challengeMessage.subarray(0, 0x38), info]);
  message.writeUInt16LE(info.length, 40);
  message.writeUInt16LE(info.length, 42);
  message.writeUInt32LE(0x38, 44);
  return message;
}

/** The payloads of a third message: LM, NT, domain, user, workstation, key. */
function payloads(field: string | undefined): Buffer[] {
  const message = Buffer.from(field?.replace('NTLM ', '') ?? '', 'base64');
  expect([message.toString('latin1', 0, 8), message.readUInt32LE(8)]).toEqual(['NTLMSSP\0', 3]);
  return [12, 20, 28, 36, 44, 52].map((at) => {
    const start = message.readUInt32LE(at + 4);
    return message.subarray(start, start + message.readUInt16LE(at));
  });
}

function session(user = String.raw`Domain\User`, password = 'Password'): CredentialSession {
  const made = new CredentialSession({
    hashes: nodeHashes,
    random: (length) => new Uint8Array(length).fill(0xaa),
    now: () => -11_644_473_600_000, // the examples have a time of 0, which is 1601
  });
  made.setUser(user, password);
  return made;
}

const request = { method: 'GET', uri: '/' };
const start = parseChallenges(['NTLM', 'Negotiate']);
const second = (message: Buffer) => parseChallenges([`NTLM ${message.toString('base64')}`]);

/** The third message for a second one. */
function thirdMessage(made: CredentialSession, message: Buffer): string | undefined {
  const attempt = made.begin(request);
  attempt.answer(start);
  attempt.authorize();
  attempt.answer(second(message));
  return attempt.authorize();
}

describe('MD4', () => {
  test.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('is that of RFC 1320, section A.5: %j', (text, digest) => {
    expect(digits(md4(new TextEncoder().encode(text)))).toBe(digest);
  });

  // By OpenSSL: `head -c LENGTH /dev/zero | openssl dgst -md4 -provider legacy`.
  test.each([
    [55, '2df5a83f688f18c0866c64173be82a8f'],
    [56, '7b9b4593cd9322ea492cf0bcdd84f0ae'],
    [63, '594697fc0810937e0e899a65911293b5'],
    [64, '2f6f7b10c5cadca6d5770f428c899ba7'],
    [119, '8bf9d82d3cd1246ab64363d6da010259'],
    [120, '888e0376839fc84239dba15a308df398'],
  ])('takes %i zeros: around these lengths the padding changes', (length, digest) => {
    expect(digits(md4(new Uint8Array(length)))).toBe(digest);
  });
});

describe('the examples of [MS-NLMP], section 4.2.4', () => {
  const key = ntlmKey(account, 'Password', nodeHashes);

  test('4.2.4.1.1: NTOWFv2', () => {
    expect(digits(key)).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
  });

  test('4.2.4.2: the responses of LM and NTLM version 2', () => {
    const challenge = { flags: 0, serverChallenge: bytes('0123456789abcdef'), targetInfo, timestamp: undefined };
    const novelty = { clientChallenge: bytes('aaaaaaaaaaaaaaaa'), now: -11_644_473_600_000 };

    const { lm, nt } = ntlmResponses(key, challenge, novelty, nodeHashes);

    expect([digits(lm), digits(nt)]).toEqual([
      '86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa',
      '68cd0ab851e51c96aabc927bebef6a1c' +
        `01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000${digits(targetInfo)}00000000`,
    ]);
  });

  test('4.2.4.3: the message of the server, and what ours answers', () => {
    const [lm, nt, domain, user, workstation, sessionKey] = payloads(thirdMessage(session(), challengeMessage));

    expect([lm?.toString('hex'), nt?.toString('hex', 0, 16)]).toEqual([
      '86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa',
      '68cd0ab851e51c96aabc927bebef6a1c',
    ]);
    expect([domain?.toString('utf16le'), user?.toString('utf16le')]).toEqual(['Domain', 'User']);
    expect([workstation?.length, sessionKey?.length]).toEqual([0, 0]);
  });
});

describe('the messages of NTLM', () => {
  test('begin with what we can, and nothing about us', () => {
    const attempt = session().begin(request);
    attempt.answer(start);

    const message = Buffer.from(attempt.authorize()?.replace('NTLM ', '') ?? '', 'base64');

    expect(message.toString('hex')).toBe(`4e544c4d53535000010000000582880${'0'.repeat(33)}`);
  });

  test.each([
    [String.raw`CORP\jane`, 'CORP', 'jane'],
    [String.raw`CORP\ja\ne`, 'CORP', String.raw`ja\ne`],
    ['jane@corp.example', '', 'jane@corp.example'],
    ['jane', '', 'jane'],
    ['Jürgen', '', 'Jürgen'],
  ])('take %s apart', (name, domain, user) => {
    const texts = payloads(thirdMessage(session(name), challengeMessage)).map((text) => text.toString('utf16le'));

    expect(texts.slice(2, 4)).toEqual([domain, user]);
  });

  test('make the key of a user in any case, character for character', () => {
    const [key, same, other] = ['straße', 'STRAßE', 'STRASSE'].map((user) =>
      digits(ntlmKey({ domain: 'Domain', user }, 'Password', nodeHashes)),
    );

    expect([key === same, key === other]).toEqual([true, false]);
  });

  test('have the time of the server where it tells one, and no LM response then', () => {
    const info = bytes('07000800 1122334455667788 00000000');
    const [lm, nt] = payloads(thirdMessage(session(), challengeWith(info)));

    expect([lm?.toString('hex'), nt?.toString('hex', 24, 32)]).toEqual(['00'.repeat(24), '1122334455667788']);
  });

  test('have our own time where it tells none', () => {
    const made = new CredentialSession({ hashes: nodeHashes, now: () => Date.UTC(2003, 5, 17, 10) });
    made.setUser('User', 'Password');

    const [, nt] = payloads(thirdMessage(made, challengeMessage));

    expect(nt?.toString('hex', 24, 32)).toBe('0090d336b734c301');
  });

  test('agree to what both sides can', () => {
    const message = Buffer.from(thirdMessage(session(), challengeMessage)?.replace('NTLM ', '') ?? '', 'base64');

    expect(message.readUInt32LE(60).toString(16)).toBe('888201');
  });

  test('have random client challenges', () => {
    const [one, other] = [1, 2].map(() => {
      const made = new CredentialSession({ hashes: nodeHashes });
      made.setUser('User', 'Password');
      return payloads(thirdMessage(made, challengeMessage))[0]?.toString('hex', 16);
    });

    expect([one?.length, one === other]).toEqual([16, false]);
  });

  test('speak version 2 also to a server without target info', () => {
    const plain = Buffer.from(challengeMessage.subarray(0, 0x38));
    plain.writeUInt32LE(0x00088201, 20);

    const [, nt] = payloads(thirdMessage(session(), plain));

    expect(nt?.length).toBe(16 + 28 + 4);
  });
});

describe('a second message that is none', () => {
  const broken = (change: (message: Buffer) => void): Buffer => {
    const message = Buffer.from(challengeMessage);
    change(message);
    return message;
  };

  test.each([
    ['another signature', broken((message) => message.write('X'))],
    ['another type', broken((message) => message.writeUInt32LE(3, 8))],
    ['no Unicode', broken((message) => message.writeUInt32LE(0xe28a8232, 20))],
    ['target info outside of it', broken((message) => message.writeUInt32LE(0xffffffff, 44))],
    ['target info longer than it', broken((message) => message.writeUInt16LE(0xffff, 40))],
    ['too little of it', broken(() => {}).subarray(0, 31)],
  ])('is refused: %s', (_what, message) => {
    const attempt = session().begin(request);
    attempt.answer(start);
    attempt.authorize();

    expect([readChallenge(message), attempt.answer(second(message))]).toEqual([undefined, 'refuse']);
  });

  test('is refused: no base64', () => {
    const attempt = session().begin(request);
    attempt.answer(start);
    attempt.authorize();

    expect(attempt.answer(parseChallenges(['NTLM a~~~']))).toBe('refuse');
  });

  test.each([
    ['a time of another length', '0700 ffff 0000'],
    ['half a time', '0700 0800 11223344'],
    ['half a pair', '0700 08'],
  ])('is read as far as it goes where its pairs are broken: %s', (_what, info) => {
    expect(readChallenge(challengeWith(bytes(info)))?.timestamp).toBeUndefined();
  });
});
