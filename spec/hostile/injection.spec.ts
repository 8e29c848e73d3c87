import { ConnectionMode, HttpRequestHeader, QHttp } from '../../src/index.js';
import { ok } from '../support/answers.js';
import { endsCleanly } from '../support/ends-cleanly.js';
import { httpTo } from '../support/http-to.js';
import type { SeenRequest } from '../support/raw-connection.js';
import { RawServer } from '../support/raw-server.js';
import { Recorder } from '../support/recorder.js';
import { turn } from '../support/turn.js';

/** What would end a line, or a text of C; the later ones only where a character is cut to its low byte. */
const ends = {
  CR: '\r',
  LF: '\n',
  'CR and LF': '\r\n',
  NUL: '\0',
  'a character with the low byte of CR': '\u010d',
  'a character with the low byte of LF': '\u560a',
  'a character with the low byte of NUL': '\u0100',
};

function header(change: (header: HttpRequestHeader) => void): HttpRequestHeader {
  const made = new HttpRequestHeader('GET', '/');
  change(made);
  return made;
}

const field = (name: string, value: string) => header((made) => made.addValue(name, value));
const target = (method: string, path: string) => header((made) => made.setRequest(method, path));

function form(name: string, fileName?: string): FormData {
  const made = new FormData();
  if (fileName === undefined) made.append(name, 'value');
  else made.append(name, new File(['content'], fileName));
  return made;
}

type Call = (http: QHttp, end: string) => unknown;

/** Every place where a text of the caller comes near a line of the protocol. */
const places: Readonly<Record<string, Call>> = {
  'the path of get()': (http, end) => http.get(`/a${end}X: y`),
  'the path of post()': (http, end) => http.post(`/a${end}X: y`, 'body'),
  'the path of head()': (http, end) => http.head(`/a${end}X: y`),
  'the path of request()': (http, end) => http.request(target('GET', `/a${end}X: y`)),
  'the path of get$()': (http, end) => http.get$(`/a${end}X: y`),
  'the path of post$()': (http, end) => http.post$(`/a${end}X: y`, 'body'),
  'the path of head$()': (http, end) => http.head$(`/a${end}X: y`),
  'the path of request$()': (http, end) => http.request$(target('GET', `/a${end}X: y`)),
  'an absolute path': (http, end) => http.get(`http://host.example/a${end}X: y`),
  'the host of an absolute path': (http, end) => http.get(`http://host.example${end}X: y/a`),
  'the query of a path': (http, end) => http.get(`/?a=${end}X: y`),
  'a path that ends with it': (http, end) => http.get(`/a${end}`),
  'a path that begins with it': (http, end) => http.get(`${end}/a`),
  'a method': (http, end) => http.request(target(`GET${end}`, '/')),
  'the name of a field': (http, end) => http.request(field(`X${end}Y`, 'value')),
  'the value of a field': (http, end) => http.request(field('X', `value${end}Y: z`)),
  'a value that ends with it': (http, end) => http.request(field('X', `value${end}`)),
  'the value of Host': (http, end) => http.request(field('Host', `a${end}X: y`)),
  'the value of Authorization': (http, end) => http.request(field('Authorization', `Basic ${end}`)),
  'the name of a field of get$()': (http, end) => http.get$('/', { headers: { [`X${end}`]: 'value' } }),
  'the value of a field of post$()': (http, end) => http.post$('/', 'body', { headers: [['X', `a${end}b`]] }),
  'the value of a field of head$()': (http, end) => http.head$('/', { headers: { X: `a${end}b` } }),
  'the host of setHost()': (http, end) => http.setHost(`host${end}.example`, 80),
  'the host of setHost() with a mode': (http, end) => http.setHost(`host${end}`, ConnectionMode.Https),
  'the host of setHost$()': (http, end) => http.setHost$(`host.example${end}`),
  'the host of a constructor': (_http, end) => new QHttp(`${end}host.example`),
  'the user of setUser()': (http, end) => http.setUser(`user${end}`, 'secret'),
  'the user of setUser$()': (http, end) => http.setUser$(`user${end}`, 'secret'),
  'the host of setProxy()': (http, end) => http.setProxy(`proxy${end}`, 3128),
  'the host of setProxy$()': (http, end) => http.setProxy$({ type: 'socks5', host: `proxy${end}`, port: 1080 }),
  'the user of setProxy()': (http, end) => http.setProxy('proxy.example', 3128, `user${end}`, 'secret'),
  'the user of a proxy': (http, end) =>
    http.setProxy({ type: 'http', host: 'proxy.example', port: 3128, user: `user${end}` }),
  'the name of a part of a form': (http, end) => http.post('/', form(`name${end}`)),
  'the name of a file of a form': (http, end) => http.post('/', form('name', `file${end}`)),
  'the name of a part of a form in post$()': (http, end) => http.post$('/', form(`name${end}`)),
};

/** A user may have such characters, which are encoded, and a form is UTF-8. */
const isEncoded = (place: string, end: string) => end > '\xff' && /user|form/.test(place);

describe.each(Object.entries(places))('%s', (place, call) => {
  const refused = Object.entries(ends).filter(([, end]) => !isEncoded(place, end));

  test.each(refused)('with %s is refused at the call, and nothing leaves', async (_name, end) => {
    const server = await RawServer.answering(() => ok('fine'));
    const http = httpTo(server);
    const recorder = new Recorder(http);

    expect(() => call(http, end)).toThrow(TypeError);
    await turn();

    expect([recorder.story, http.hasPendingRequests(), server.connections.length]).toEqual(['', false, 0]);
    http.get('/next');
    await recorder.settled();
    expect(server.requests.map(({ path }) => path)).toEqual(['/next']);
  });
});

describe('a character whose low byte would end a line', () => {
  const long = '\u010d\u560a\u0100';

  test('goes as UTF-8 in a user and in the names of a form', async () => {
    const server = await RawServer.answering(({ fields }) =>
      fields['authorization'] === undefined
        ? 'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="a"\r\nContent-Length: 0\r\n\r\n'
        : ok('fine'),
    );
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.setUser(long, long);
    http.post('/', form(long, long));
    await recorder.settled();

    const { fields, body } = server.lastRequest;
    expect(Buffer.from(fields['authorization']?.slice(6) ?? '', 'base64').toString()).toBe(`${long}:${long}`);
    expect(body.toString()).toContain(`name="${long}"; filename="${long}"\r\n`);
  });
});

describe('a password with line ends', () => {
  const password = 'a\r\nX: y\0';
  const answering = (challenge: string, accepts: (request: SeenRequest) => boolean) =>
    RawServer.answering((request) =>
      request.path === '/next' || accepts(request)
        ? ok('fine')
        : `HTTP/1.1 401 No\r\nWWW-Authenticate: ${challenge}\r\nContent-Length: 0\r\n\r\n`,
    );

  test('is hashed by Digest', async () => {
    const server = await answering('Digest realm="a", nonce="n", qop="auth"', ({ fields }) =>
      /response="[0-9a-f]{32}"/.test(fields['authorization'] ?? ''),
    );
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.setUser('user', password);
    http.get('/');
    await recorder.settled();

    expect([http.lastResponse().statusCode(), server.requests.length]).toEqual([200, 2]);
  });

  test('is not sent by Basic, which has no place for it', async () => {
    const server = await answering('Basic realm="a"', () => false);
    const http = httpTo(server);

    const { story, error } = await endsCleanly(http, () => {
      http.setUser('user', password);
      http.get('/');
    });

    expect([story.replace(/q\d+\/\d+/, 'q'), error, server.requests.length]).toEqual([
      `S1 F1 S2 Connecting Sending q Reading a(a)@127.0.0.1:${server.port},user` +
        ' F2!AuthenticationRequiredError DONE! Closing Unconnected',
      'AuthenticationRequiredError: Authentication required',
      2,
    ]);
  });
});

describe('what a server may put into its questions', () => {
  test('does not come back in the request but as it was quoted', async () => {
    const nonce = String.raw`n\", uri=\"/evil\", x=\"`;
    const server = await RawServer.answering(({ path, fields }) =>
      path === '/next' || fields['authorization'] !== undefined
        ? ok('fine')
        : `HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="a", nonce="${nonce}", qop="auth"\r\nContent-Length: 0\r\n\r\n`,
    );
    const http = httpTo(server);
    const recorder = new Recorder(http);
    http.setUser('user', 'secret');
    http.get('/');
    await recorder.settled();

    expect(server.lastRequest.fields['authorization']).toContain(`nonce="${nonce}", uri="/"`);
  });
});
