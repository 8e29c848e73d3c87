import fc from 'fast-check';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import { eventData } from '../../../docs/examples/download-manager/engine/server-sent-events.ts';

function read(...pieces: readonly (string | Uint8Array)[]): Promise<string[]> {
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
  return lastValueFrom(from(bytes).pipe(eventData(), toArray()));
}

describe('Server-Sent Events', () => {
  it.each<[string, string, string[]]>([
    ['an event', 'data: a\n\n', ['a']],
    ['two of them', 'data: a\n\ndata: b\n\n', ['a', 'b']],
    ['lines that are one event', 'data: a\ndata: b\n\n', ['a\nb']],
    ['other ends of lines', 'data: a\r\n\r\ndata: b\r\rdata: c\n\n', ['a', 'b', 'c']],
    ['no blank behind the colon, and two', 'data:a\n\ndata:  b\n\n', ['a', ' b']],
    ['comments and other fields', ': hello\nevent: x\nid: 7\nretry: 1\ndata: a\n\n: bye\n\n', ['a']],
    ['an event without data', 'event: x\n\n', []],
    ['one that has not ended', 'data: a\n\ndata: b\n', ['a']],
    ['nothing', '', []],
  ])('reads %s', async (_what, text, events) => {
    expect(await read(text)).toEqual(events);
  });

  it('lets go of where they come from when nobody reads them any more', () => {
    const source$ = new Subject<Uint8Array>();
    const reading = source$.pipe(eventData()).subscribe();
    expect(source$.observed).toBe(true);
    reading.unsubscribe();
    expect(source$.observed).toBe(false);
  });

  it('may be cut within the end of a line', async () => {
    expect(await read('data: a\r', '\ndata: b\r', '\n\r\n')).toEqual(['a\nb']);
  });

  it('may be cut anywhere, within characters and line ends too', async () => {
    const event = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text));
    const lineEnd = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.array(event), lineEnd, fc.array(fc.nat(40)), async (events, end, sizes) => {
        const bytes = Buffer.from(events.map((text) => `data: ${text}${end}${end}`).join(''));
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const size of sizes) pieces.push(bytes.subarray(at, (at += size)));
        expect(await read(...pieces, bytes.subarray(at))).toEqual(events);
      }),
    );
  });
});
