import { createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import { okInChunks, ok } from '../support/answers.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';

/** Takes so many pieces, and says then what a file system says. */
function filling(pieces: number): Writable {
  let left = pieces;
  return new Writable({
    write(_piece, _encoding, callback) {
      if (left-- > 0) callback();
      else callback(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
    },
  });
}

describe('a disk that is full', () => {
  const pieces = Array.from({ length: 64 }, () => 'x'.repeat(8 * 1024));

  test.each<[string, () => Writable, string]>([
    ['from the first byte', () => createWriteStream('/dev/full'), ok('x'.repeat(100_000))],
    ['from the first byte of a body that is short', () => createWriteStream('/dev/full'), ok('x')],
    ['amid a body', () => filling(1), okInChunks(...pieces)],
    ['at the last piece', () => filling(0), ok('x')],
  ])('%s ends the command, and the next one works', async (_when, to, answer) => {
    const server = await RawServer.answering(({ path }) => (path === '/next' ? ok('fine') : answer));
    const http = httpTo(server);
    const { story, error } = await endsCleanly(http, () => {
      http.get('/', to());
      http.get('/dropped');
    });

    expect([story.replace(/ p\d+\/\d+/g, ''), error]).toEqual([
      expect.stringMatching(
        /^S1 Connecting Sending q\d+\/\d+ Reading H200:OK F1!UnknownError DONE! Closing Unconnected$/,
      ),
      'UnknownError: The destination failed: ENOSPC: no space left on device, write',
    ]);
  });
});
