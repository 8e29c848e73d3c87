import { TemporaryFolder } from '../cli/support/temporary-folder.js';
import { ok } from '../support/answers.js';
import { atEnd } from '../support/at-end.js';
import { RawServer } from '../support/raw-server.js';
import { cliStory } from './support/cli-story.js';

const whole = '0123456789';

interface Resumed {
  readonly code: number;
  readonly story: string;
  /** What is said of a file that is not just saved. */
  readonly said: string;
  readonly files: Readonly<Record<string, string>>;
  /** How the file was asked for, request by request. */
  readonly asked: readonly string[];
}

const unconditional = 'all of whatever it is';
const conditional = 'bytes=4- of "v1"';

/**
 * Goes on with the first four bytes of a file, where a server answers the request for the rest like this, and one for the
 * whole well; then comes the next file.
 */
async function resumed(...answer: readonly string[]): Promise<Resumed> {
  const asked: string[] = [];
  const server = await RawServer.answering(({ path, fields }) => {
    if (path === '/next') return ok('next');
    const { range = 'all', 'if-range': condition = 'whatever it is' } = fields;
    asked.push(`${range} of ${condition}`);
    return range === 'all' ? fresh : answer.join('\r\n');
  });
  const url = `http://127.0.0.1:${server.port}`;
  const folder = new TemporaryFolder();
  atEnd(() => {
    folder.remove();
  });
  folder.write('file.part', whole.slice(0, 4));
  folder.write('file.part.json', JSON.stringify({ url: `${url}/file`, etag: '"v1"', total: 10 }));
  const { code, story, stderr } = await cliStory(['--continue', `${url}/file`, `${url}/next`], folder.path, server);
  const said = /^http:\/\/server\/file: (.*)/m.exec(stderr)?.[1] ?? '';
  const files = Object.fromEntries(Object.entries(folder.files()).filter(([name]) => !name.endsWith('.json')));
  return { code, story, said, files, asked };
}

const fresh = `HTTP/1.1 200 OK\r\nETag: "v1"\r\nContent-Length: 10\r\n\r\n${whole}`;
const part = 'HTTP/1.1 206 Part';
const same = 'ETag: "v1"';
const range = 'Content-Range: bytes 4-9/10';
const rest = ['Content-Length: 6', '', 'abcdef'];

const begun = 'S1 F1 S2 Connecting Sending Reading';
const next = (id: number) =>
  `S${id} Sending Reading H200:OK p4/4 Connected F${id} S${id + 1} Closing Unconnected F${id + 1} DONE`;
const complete = { file: whole, next: 'next' };

describe('a download that is gone on with starts over, and has no wrong byte, where the rest comes with', () => {
  test.each<[string, readonly string[], string]>([
    [
      'another offset',
      [part, same, 'Content-Range: bytes 3-9/10', 'Content-Length: 7', '', '3456789'],
      'the part begins at byte 3, not at 4',
    ],
    [
      'all of it as a part',
      [part, same, 'Content-Range: bytes 0-9/10', 'Content-Length: 10', '', whole],
      'the part begins at byte 0, not at 4',
    ],
    ['another ETag', [part, 'ETag: "v2"', range, ...rest], 'it has another ETag now'],
    ['a weak ETag', [part, 'ETag: W/"v1"', range, ...rest], 'it has another ETag now'],
    ['no ETag', [part, range, ...rest], 'it has another ETag now'],
    ['no Content-Range', [part, same, ...rest], 'the part came without a valid Content-Range'],
    ['two Content-Ranges', [part, same, range, range, ...rest], 'the part came without a valid Content-Range'],
    [
      'a Content-Range of other units',
      [part, same, 'Content-Range: lines 4-9/10', ...rest],
      'the part came without a valid Content-Range',
    ],
    [
      'a range backwards',
      [part, same, 'Content-Range: bytes 4-3/10', ...rest],
      'the part came without a valid Content-Range',
    ],
    [
      'a range behind the end',
      [part, same, 'Content-Range: bytes 4-10/10', 'Content-Length: 7', '', '456789a'],
      'the part ends behind the whole',
    ],
    [
      'another length',
      [part, same, 'Content-Range: bytes 4-10/11', 'Content-Length: 7', '', '456789a'],
      'its length has changed',
    ],
    [
      'lengths that disagree',
      [part, same, range, 'Content-Length: 5', '', '45678'],
      'Content-Range and Content-Length disagree',
    ],
    [
      'several parts',
      [part, same, 'Content-Type: multipart/byteranges; boundary=x', 'Content-Length: 5', '', '--x--'],
      'the part came without a valid Content-Range',
    ],
    [
      '416 and another length',
      ['HTTP/1.1 416 No', 'Content-Range: bytes */3', 'Content-Length: 0', '', ''],
      'its length has changed',
    ],
    ['416 and no length', ['HTTP/1.1 416 No', 'Content-Length: 0', '', ''], 'the server refuses the rest'],
  ])('%s', async (_what, answer, reason) => {
    const told = answer[0]?.includes('416') === true ? 'H416:No' : 'H206:Part';

    expect(await resumed(...answer)).toEqual({
      code: 0,
      story:
        `${begun} ${told} F2! DONE! Closing Unconnected ` +
        `S5 F5 S6 Connecting Sending Reading H200:OK p10/10 Connected F6 ${next(7)}`,
      said: `starts over: ${reason}`,
      files: complete,
      asked: [conditional, unconditional],
    });
  });

  test('200 and all of another one, which is taken as it comes', async () => {
    expect(await resumed('HTTP/1.1 200 OK', 'ETag: "v2"', 'Content-Length: 7', '', 'another')).toEqual({
      code: 0,
      story: `${begun} H200:OK p7/7 Connected F2 ${next(3)}`,
      said: '',
      files: { file: 'another', next: 'next' },
      asked: [conditional],
    });
  });
});

describe('a download that is gone on with keeps what it has where', () => {
  test('the rest breaks off', async () => {
    expect(await resumed(part, same, range, 'Transfer-Encoding: chunked', '', '2', '45', 'xyz', '')).toEqual({
      code: 2,
      story: `${begun} H206:Part p2/0 F2! DONE! Closing Unconnected`,
      said: 'Invalid HTTP chunked body [server]; file.part (6 B) is kept, --continue goes on with it',
      files: { 'file.part': '012345' },
      asked: [conditional],
    });
  });

  test('less comes than was asked for', async () => {
    expect(await resumed(part, same, 'Content-Range: bytes 4-6/10', 'Content-Length: 3', '', '456')).toEqual({
      code: 2,
      story: `${begun} H206:Part p3/3 Connected F2 ${next(3)}`,
      said: 'cannot write file: the server sent it up to byte 7 of 10 only [server]; file.part (7 B) is kept, --continue goes on with it',
      files: { 'file.part': '0123456', next: 'next' },
      asked: [conditional],
    });
  });

  test('the server fails', async () => {
    expect(await resumed('HTTP/1.1 503 No', 'Content-Length: 5', '', 'sorry')).toEqual({
      code: 3,
      story: `${begun} H503:No p5/5 Connected F2 ${next(3)}`,
      said: '503 No',
      files: { 'file.part': '0123', next: 'next' },
      asked: [conditional],
    });
  });
});

test('bytes behind the rest are no part of the file', async () => {
  expect(await resumed(part, same, range, 'Content-Length: 6', '', '456789evil')).toEqual({
    code: 0,
    story: `${begun} H206:Part p6/6 Closing Unconnected F2 ${next(3).replace('S3', 'S3 Connecting')}`,
    said: '',
    files: complete,
    asked: [conditional],
  });
});
