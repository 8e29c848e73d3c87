import { HttpResponseHeader } from '../../src/index.js';
import { judge, noteFrom, resumePoint, type PartNote, type ResumePoint, type Verdict } from '../../src/cli/resume.js';

const url = 'http://h/a';
const tagged: ResumePoint = { at: 4, validator: '"v1"', note: { url, etag: '"v1"', total: 10 } };
const dated: ResumePoint = {
  at: 4,
  validator: 'Sat, 01 Jan 2022 00:00:00 GMT',
  note: { url, lastModified: 'Sat, 01 Jan 2022 00:00:00 GMT' },
};

function answer(status: number, ...fields: string[]): HttpResponseHeader {
  return HttpResponseHeader.parse([`HTTP/1.1 ${status} Reason`, ...fields, '', ''].join('\r\n'));
}

function restart(reason: string): Verdict {
  return { kind: 'restart', reason };
}

describe('an answer to a request for the whole', () => {
  it.each<[number, string[], Verdict]>([
    [200, ['Content-Length: 10'], { kind: 'store', at: 0, total: 10 }],
    [200, ['Content-Length: 5000000000'], { kind: 'store', at: 0, total: 5_000_000_000 }],
    [200, ['Transfer-Encoding: chunked'], { kind: 'store', at: 0, total: undefined }],
    [201, [], { kind: 'store', at: 0, total: undefined }],
    [204, [], { kind: 'store', at: 0, total: undefined }],
    [
      206,
      ['Content-Range: bytes 0-9/10'],
      { kind: 'refuse', reason: 'the server sent a part that nobody had asked for' },
    ],
    [302, [], { kind: 'discard' }],
    [404, ['Content-Length: 10'], { kind: 'discard' }],
    [416, ['Content-Range: bytes */0'], { kind: 'discard' }],
    [500, [], { kind: 'discard' }],
  ])('%d %j', (status, fields, verdict) => {
    expect(judge(answer(status, ...fields), undefined)).toEqual(verdict);
  });

  it('takes a part where the caller asked for one', () => {
    expect(judge(answer(206, 'Content-Range: bytes 3-4/10', 'Content-Length: 2'), undefined, true)).toEqual({
      kind: 'store',
      at: 0,
      total: 2,
    });
  });
});

describe('an answer to a request for the rest', () => {
  it.each<[string, number, string[], Verdict]>([
    [
      'the rest',
      206,
      ['Content-Range: bytes 4-9/10', 'ETag: "v1"', 'Content-Length: 6'],
      { kind: 'store', at: 4, total: 10 },
    ],
    ['a piece of the rest', 206, ['Content-Range: bytes 4-6/10', 'ETag: "v1"'], { kind: 'store', at: 4, total: 10 }],
    [
      'the rest of an unknown whole',
      206,
      ['Content-Range: bytes 4-9/*', 'ETag: "v1"'],
      { kind: 'store', at: 4, total: 10 },
    ],
    ['the whole', 200, ['Content-Length: 12', 'ETag: "v2"'], { kind: 'store', at: 0, total: 12 }],
    ['an error', 500, [], { kind: 'discard' }],
    ['a redirect', 302, [], { kind: 'discard' }],
    [
      'another offset',
      206,
      ['Content-Range: bytes 0-9/10', 'ETag: "v1"'],
      restart('the part begins at byte 0, not at 4'),
    ],
    ['another ETag', 206, ['Content-Range: bytes 4-9/10', 'ETag: "v2"'], restart('it has another ETag now')],
    ['a weak ETag', 206, ['Content-Range: bytes 4-9/10', 'ETag: W/"v1"'], restart('it has another ETag now')],
    ['no ETag', 206, ['Content-Range: bytes 4-9/10'], restart('it has another ETag now')],
    ['no Content-Range', 206, ['ETag: "v1"'], restart('the part came without a valid Content-Range')],
    [
      'two Content-Ranges',
      206,
      ['Content-Range: bytes 4-9/10', 'Content-Range: bytes 4-9/10', 'ETag: "v1"'],
      restart('the part came without a valid Content-Range'),
    ],
    [
      'several parts',
      206,
      ['Content-Type: multipart/byteranges; boundary=x', 'ETag: "v1"'],
      restart('the part came without a valid Content-Range'),
    ],
    [
      'a range backwards',
      206,
      ['Content-Range: bytes 4-3/10', 'ETag: "v1"'],
      restart('the part came without a valid Content-Range'),
    ],
    [
      'a range behind the end',
      206,
      ['Content-Range: bytes 4-10/10', 'ETag: "v1"'],
      restart('the part ends behind the whole'),
    ],
    ['another length', 206, ['Content-Range: bytes 4-10/11', 'ETag: "v1"'], restart('its length has changed')],
    [
      'lengths that disagree',
      206,
      ['Content-Range: bytes 4-9/10', 'ETag: "v1"', 'Content-Length: 5'],
      restart('Content-Range and Content-Length disagree'),
    ],
    ['nothing, as all is there', 416, ['Content-Range: bytes */4'], restart('its length has changed')],
    ['nothing of another length', 416, ['Content-Range: bytes */3'], restart('its length has changed')],
    ['nothing, without a reason', 416, [], restart('the server refuses the rest')],
  ])('%s', (_name, status, fields, verdict) => {
    expect(judge(answer(status, ...fields), tagged)).toEqual(verdict);
  });

  it('knows by 416 that nothing is missing', () => {
    const whole: ResumePoint = { ...tagged, at: 10 };

    expect(judge(answer(416, 'Content-Range: bytes */10'), whole)).toEqual({ kind: 'complete' });
    expect(judge(answer(416, 'Content-Range: bytes */10', 'ETag: "v1"'), whole)).toEqual({ kind: 'complete' });
    expect(judge(answer(416, 'Content-Range: bytes */10', 'ETag: "v2"'), whole)).toEqual(restart('it has changed'));
    // The length was not known when the part was fetched.
    expect(judge(answer(416, 'Content-Range: bytes */4'), dated)).toEqual({ kind: 'complete' });
  });

  it('compares the date where there is no ETag', () => {
    const range = 'Content-Range: bytes 4-9/10';

    expect(judge(answer(206, range), dated)).toEqual({ kind: 'store', at: 4, total: 10 });
    expect(judge(answer(206, range, `Last-Modified: ${dated.validator}`), dated)).toEqual({
      kind: 'store',
      at: 4,
      total: 10,
    });
    expect(judge(answer(206, range, 'Last-Modified: Sun, 02 Jan 2022 00:00:00 GMT'), dated)).toEqual(
      restart('it was modified since'),
    );
  });

  it('needs to know the length of the whole', () => {
    expect(judge(answer(206, 'Content-Range: bytes 4-9/*'), dated)).toEqual(
      restart('the server does not tell the length of the whole'),
    );
  });
});

describe('what is noted about an answer', () => {
  it.each<[string, string[], Omit<PartNote, 'url'>]>([
    ['a strong ETag and the length', ['ETag: "x"', 'Content-Length: 7'], { etag: '"x"', total: 7 }],
    ['no weak ETag', ['ETag: W/"x"'], {}],
    ['no ETag that is none', ['ETag: x'], {}],
    ['no doubled ETag', ['ETag: "x"', 'ETag: "y"'], {}],
    [
      'a date that is older than the answer',
      ['Last-Modified: Sat, 01 Jan 2022 00:00:00 GMT', 'Date: Sat, 01 Jan 2022 00:00:01 GMT'],
      { lastModified: 'Sat, 01 Jan 2022 00:00:00 GMT' },
    ],
    [
      'no date as old as the answer',
      ['Last-Modified: Sat, 01 Jan 2022 00:00:00 GMT', 'Date: Sat, 01 Jan 2022 00:00:00 GMT'],
      {},
    ],
    ['no date without a Date', ['Last-Modified: Sat, 01 Jan 2022 00:00:00 GMT'], {}],
  ])('%s', (_name, fields, note) => {
    expect(noteFrom(url, answer(200, ...fields))).toEqual({ url, ...note });
  });
});

describe('resumePoint', () => {
  const note: PartNote = { url, etag: '"x"', lastModified: 'date', total: 10 };

  it('goes on where the file ends, under the stronger condition', () => {
    expect(resumePoint(note, 4, url)).toEqual({ at: 4, validator: '"x"', note });
    expect(resumePoint({ url, lastModified: 'date' }, 4, url)?.validator).toBe('date');
    expect(resumePoint(note, 10, url)?.at).toBe(10);
  });

  it.each<[string, PartNote | undefined, number, string]>([
    ['there is no note', undefined, 4, url],
    ['there is nothing to compare', { url, total: 10 }, 4, url],
    ['the file is empty', note, 0, url],
    ['the file is longer than the whole', note, 11, url],
    ['it is a part of something else', note, 4, 'http://h/b'],
  ])('starts over where %s', (_name, found, size, wanted) => {
    expect(resumePoint(found, size, wanted)).toBeUndefined();
  });
});
