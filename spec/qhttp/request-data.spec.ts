import { Readable } from 'node:stream';
import { HttpRequestHeader, type RequestData } from '../../src/index.js';
import { giving } from '../body/source-bytes.js';
import { ok } from '../support/answers.js';
import { httpTo } from '../support/http-to.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const whole = 'S1 Connecting Sending q Reading H200 Connected F1 DONE';

/** What the server received of one POST. */
async function received(data: RequestData | null | undefined) {
  const server = await RawServer.answering(() => ok());
  const http = httpTo(server);
  const recorder = new Recorder(http);
  http.post('/', data);
  await recorder.settled();
  const { fields, body } = server.lastRequest;
  return {
    signals: recorder.line,
    type: fields['content-type'],
    length: fields['content-length'] ?? fields['transfer-encoding'],
    body,
  };
}

function form(): FormData {
  const data = new FormData();
  data.append('a', 'ü');
  data.append('file', new Blob(['xyz'], { type: 'text/css' }), 'a.css');
  return data;
}

describe('the data of a request arrives whole', () => {
  test.each([
    ['a string, as UTF-8', 'wért €', undefined, '9', 'wért €'],
    ['an empty string', '', undefined, '0', ''],
    ['a Uint8Array', bytes('abc'), undefined, '3', 'abc'],
    ['a Buffer', Buffer.from('abc'), undefined, '3', 'abc'],
    ['an ArrayBuffer', bytes('abc').buffer, undefined, '3', 'abc'],
    ['a Blob', new Blob(['abc'], { type: 'text/css' }), 'text/css', '3', 'abc'],
    ['an empty Blob', new Blob([]), undefined, '0', ''],
    [
      'URLSearchParams',
      new URLSearchParams({ a: 'ü &' }),
      'application/x-www-form-urlencoded;charset=UTF-8',
      '12',
      'a=%C3%BC+%26',
    ],
    ['a Readable', Readable.from([bytes('ab'), bytes('c')]), undefined, 'chunked', 'abc'],
    ['an empty Readable', Readable.from([]), undefined, '0', ''],
    ['a ReadableStream', new Response('abc').body, undefined, 'chunked', 'abc'],
    ['an AsyncIterable', giving(bytes('ab'), bytes('c')), undefined, 'chunked', 'abc'],
    ['an empty AsyncIterable', giving<Uint8Array>(), undefined, '0', ''],
    ['undefined, which is none', undefined, undefined, '0', ''],
    ['null, which is none', null, undefined, '0', ''],
  ])('as %s', async (_what, data, type, length, body) => {
    const { body: seen, ...rest } = await received(data);

    expect({ ...rest, body: seen.toString() }).toEqual({ signals: whole, type, length, body });
  });

  test('as FormData, which a real parser reads', async () => {
    const { signals, type, length, body } = await received(form());

    const read = await new Response(new Uint8Array(body), { headers: { 'Content-Type': type ?? '' } }).formData();
    const file = read.get('file') as File; // it was appended as one

    expect([signals, Number(length), read.get('a'), file.name, file.type, await file.text()]).toEqual([
      whole,
      body.length,
      'ü',
      'a.css',
      'text/css',
      'xyz',
    ]);
  });

  const size = 1_000_003;
  const large = Uint8Array.from({ length: size }, (_, i) => i % 251);

  test.each<[string, () => RequestData]>([
    ['bytes', () => large],
    ['a string', () => Buffer.from(large).toString('hex')],
    ['a Blob', () => new Blob([large])],
    ['a Readable', () => Readable.from([large.subarray(0, 7), large.subarray(7)])],
    ['a ReadableStream', () => new Blob([large]).stream()],
    ['an AsyncIterable', () => giving(large.subarray(0, 70_000), large.subarray(70_000))],
  ])('as a megabyte of %s', async (_what, data) => {
    const { signals, body } = await received(data());
    const expected = Buffer.from(large);

    expect([signals, body.equals(expected) || body.toString() === expected.toString('hex')]).toEqual([whole, true]);
  });
});

describe('the header of a request with data', () => {
  const seenOf = async (header: HttpRequestHeader, data: RequestData) => {
    const server = await RawServer.answering(() => ok());
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.request(header, data);
    await recorder.settled();
    const { fields, body } = server.lastRequest;
    return [recorder.line, fields['content-type'], fields['content-length'], body.toString()];
  };

  test('keeps its own Content-Type', async () => {
    const header = new HttpRequestHeader('POST', '/');
    header.setContentType('text/x-own');

    expect(await seenOf(header, new URLSearchParams({ a: '1' }))).toEqual([whole, 'text/x-own', '3', 'a=1']);
  });

  test('gets the true Content-Length of data whose length is known', async () => {
    const header = new HttpRequestHeader('POST', '/');
    header.setContentLength(99);

    expect(await seenOf(header, 'abc')).toEqual([whole, undefined, '3', 'abc']);
  });

  test.each([
    ['a Readable', () => Readable.from([bytes('ab'), bytes('c')])],
    ['a ReadableStream', () => new Blob(['abc']).stream()],
    ['an AsyncIterable', () => giving(bytes('abc'))],
  ])('lends its Content-Length to %s', async (_what, data) => {
    const header = new HttpRequestHeader('PUT', '/');
    header.setContentLength(3);

    expect(await seenOf(header, data())).toEqual([whole, undefined, '3', 'abc']);
  });

  test.each([
    ['short', 'ab'],
    ['long', 'abcd'],
    ['empty', ''],
  ])(
    'whose stream turns out too %s for its Content-Length ends with an error, and the next works',
    async (_how, text) => {
      const server = await RawServer.answering(({ path }) => ok(path));
      const http = httpTo(server);
      const recorder = new Recorder(http);
      const header = new HttpRequestHeader('POST', '/');
      header.setContentLength(3);
      http.request(header, giving(...(text === '' ? [] : [bytes(text)])));
      await recorder.settled();
      const reason = http.errorString();

      http.get('/next');
      await recorder.settled();

      expect([recorder.line.replace('Sending q F1', 'Sending F1'), reason]).toEqual([
        'S1 Connecting Sending F1!UnknownError DONE! Closing Unconnected ' +
          'S2 Connecting Sending q Reading H200 p y Connected F2 DONE',
        expect.stringContaining('content-length'),
      ]);
    },
  );
});
