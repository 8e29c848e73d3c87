import { runDemo } from '../../src/cli/demo/run-demo.js';
import { shown } from './support/shown.js';
import { fakeIo } from './support/run-cli.js';

/** Ports, ids, and how many pieces a body came in are different each time. */
function tidy(output: string): string {
  const first = Number(/requestStarted\((\d+)\)/.exec(output)?.[1]);
  return output
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(
      /(request(?:Started|Finished))\((\d+)/g,
      (_all, name: string, id: string) => `${name}(${Number(id) - first + 1}`,
    )
    .replaceAll(/( ×\d+)/g, ' ×N');
}

const plain = `One QHttp, 9 commands, queued at once and carried out in order:

setHost (HOST): done
  connection  Connecting
  connection  Sending
  connection  Reading
  connection  Connected
GET /known.bin (known length): 200 OK, 4.0 MiB
  connection  Sending
  connection  Reading
  connection  Connected
GET /chunked.bin (chunked): 200 OK, 2.5 MiB
  connection  Sending
  connection  Reading
  connection  Connected
POST /upload (upload): 200 OK, 32.0 MiB
  connection  Sending
  connection  Reading
  connection  Connected
GET /slow.txt (slow): 200 OK, 5.0 KiB
  connection  Sending
  connection  Reading
  connection  Connected
GET /missing (not there): 404 Not Found, 23 B
  connection  Sending
  connection  Reading
GET /cut.bin (cut off): failed, 2.0 MiB
GET /never-1 (waits): dropped
GET /never-2 (waits): dropped
  connection  Closing
  connection  Unconnected
`;

describe('the demonstration', () => {
  it('shows every kind of answer in plain lines, and ends well with the failure that it is meant to have', async () => {
    const io = fakeIo('/');

    expect(await runDemo(io, { bodyMs: 20 })).toBe(0);
    expect(io.stdout.text).not.toMatch(/[^\P{Cc}\n]/u);
    expect(tidy(io.stdout.text).startsWith(plain)).toBe(true);
    expect(io.stderr.text).toBe('');
  });

  it('tells the order of the signals', async () => {
    const io = fakeIo('/');
    await runDemo(io, { bodyMs: 20 });

    const story = tidy(io.stdout.text).split('The order of the signals:')[1] ?? '';
    const words = story.replaceAll(/ ×N/g, '').replaceAll(/\s+/g, ' ').trim();
    expect(words).toBe(
      [
        'setHost requestStarted(1), requestFinished(1, false)',
        'GET /known.bin requestStarted(2), Connecting, Sending, dataSendProgress, Reading, responseHeaderReceived(200), dataReadProgress, Connected, requestFinished(2, false)',
        'GET /chunked.bin requestStarted(3), Sending, dataSendProgress, Reading, responseHeaderReceived(200), dataReadProgress, Connected, requestFinished(3, false)',
        'POST /upload requestStarted(4), Sending, dataSendProgress, Reading, responseHeaderReceived(200), dataReadProgress, Connected, requestFinished(4, false)',
        'GET /slow.txt requestStarted(5), Sending, dataSendProgress, Reading, responseHeaderReceived(200), dataReadProgress, Connected, requestFinished(5, false)',
        'GET /missing requestStarted(6), Sending, dataSendProgress, Reading, responseHeaderReceived(404), dataReadProgress, Connected, requestFinished(6, false)',
        'GET /cut.bin requestStarted(7), Sending, dataSendProgress, Reading, responseHeaderReceived(200), dataReadProgress, requestFinished(7, true)',
        'done(true), Closing, Unconnected',
        'GET /never-1 (no signal at all)',
        'GET /never-2 (no signal at all)',
        '6 done, 1 failed, 2 dropped in 0 ms.',
        'Now with real URLs: qhttp URL... (npm start -- URL...)',
      ].join(' '),
    );
  });

  it('draws a bar for each download on a terminal', async () => {
    const io = fakeIo('/');
    io.stdout.isTTY = true;

    expect(await runDemo(io, { bodyMs: 20 })).toBe(0);
    expect(shown(io.stdout.text).slice(0, 11)).toEqual([
      'One QHttp, 9 commands, queued at once and carried out in order:',
      '',
      'connection: Unconnected',
      'GET /known.bin     ████████████████████████ 100% 4.0 MiB                         200 OK',
      'GET /chunked.bin   ████████████████████████ 100% 2.5 MiB                         200 OK',
      'POST /upload       ████████████████████████ 100% 32.0 MiB                        200 OK',
      'GET /slow.txt      ████████████████████████ 100% 5.0 KiB                         200 OK',
      'GET /missing       ████████████████████████ 100% 23 B                            404 Not Found',
      'GET /cut.bin       ████████████░░░░░░░░░░░░  50% 2.0 MiB/4.0 MiB                 failed',
      'GET /never-1                                                                     dropped',
      'GET /never-2                                                                     dropped',
    ]);
  });

  it('can be stopped', async () => {
    const interruption = new AbortController();
    interruption.abort();
    const io = fakeIo('/', { interruption });

    expect(await runDemo(io, { bodyMs: 20 })).toBe(130);
    expect(io.stdout.text).toContain('0 done, 0 failed, 9 dropped');
  });
});
