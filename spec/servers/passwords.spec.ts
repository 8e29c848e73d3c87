import type { QHttp } from '../../src/index.js';
import { httpTo, text } from '../support/http-to.js';
import { Recorder } from '../support/recorder.js';
import { startApache } from './support/apache.js';
import { startNginx } from './support/nginx.js';
import { ann, realm } from './support/passwords.js';
import { feature, withEach } from './support/with-each.js';

/** Which password a path wants. */
const schemes = [
  ['Basic', '/basic/'],
  ['Digest, MD5', '/digest/'],
] as const;

const sent = 'Sending q Reading';
const answer = `${sent} H200 p y Connected`;
const asked = `Connecting ${sent} a(${realm})`;
const refused = 'F1!AuthenticationRequiredError DONE! Closing Unconnected';

withEach({ nginx: startNginx, Apache: startApache }, (server, name) => {
  let http: QHttp;
  let recorder: Recorder;

  beforeEach(() => {
    http = httpTo({ port: server().portOf('plain') });
    recorder = new Recorder(http);
  });

  /** A page that one test alone asks for. */
  function page(path: string): string {
    server().serve(path, 'a page');
    return path;
  }

  /** What was asked for, with the user and whether it came over the first connection. */
  async function logged(path: string, count: number): Promise<string[]> {
    const lines = await server().logged(path, count);
    return lines.map(({ request, user, connection }) => {
      const isFirst = connection === lines[0]?.connection;
      return `${request} ${user}${isFirst ? '' : ' on another connection'}`;
    });
  }

  for (const [scheme, place] of name === 'Apache' ? schemes : schemes.slice(0, 1)) {
    feature(scheme, () => {
      it('sends the credentials of setUser() when it is asked, and at once from then on', async () => {
        const path = page(`${place}known`);
        http.setUser(ann.user, ann.password);
        http.get(path);
        http.get(path);

        await recorder.settled();

        expect([recorder.line, text(http.readAll())]).toEqual([
          `S1 F1 S2 Connecting ${sent} ${answer} F2 S3 ${answer} F3 DONE`,
          'a page',
        ]);
        expect(await logged(path, 3)).toEqual([`GET ${path} 401 -`, `GET ${path} 200 ann`, `GET ${path} 200 ann`]);
      });

      it('sends what a subscriber fills in', async () => {
        const path = page(`${place}asked`);
        const questions: object[] = [];
        http.authenticationRequired$.subscribe(({ host, port, authenticator }) => {
          questions.push({ host, port, realm: authenticator.realm });
          authenticator.setUser(ann.user);
          authenticator.setPassword(ann.password);
        });
        http.get(path);
        http.get(path);

        await recorder.settled();

        expect([recorder.line, text(http.readAll())]).toEqual([
          `S1 ${asked} ${answer} F1 S2 ${answer} F2 DONE`,
          'a page',
        ]);
        expect(questions).toEqual([{ host: '127.0.0.1', port: server().portOf('plain'), realm }]);
      });

      it('fails with a wrong password, which is sent once', async () => {
        const path = page(`${place}wrong`);
        http.setUser(ann.user, 'a wrong password');
        http.get(path);
        http.get(path);

        await recorder.settled();

        expect(recorder.line).toBe(`S1 F1 S2 Connecting ${sent} ${sent} a(${realm}) ${refused.replace('F1', 'F2')}`);
        expect((await server().logged(path, 2)).map(({ request }) => request)).toEqual([
          `GET ${path} 401`,
          `GET ${path} 401`,
        ]);
      });

      it('asks again behind a wrong password', async () => {
        const path = page(`${place}second`);
        const passwords = ['a wrong password', ann.password];
        http.authenticationRequired$.subscribe(({ authenticator }) => {
          authenticator.setUser(ann.user);
          authenticator.setPassword(passwords.shift() ?? '');
        });
        http.get(path);

        await recorder.settled();

        expect(recorder.line).toBe(`S1 ${asked} ${sent} a(${realm}) ${answer} F1 DONE`);
      });

      it('fails where nobody answers', async () => {
        http.get(page(`${place}unanswered`));
        http.get('/dropped');

        await recorder.settled();

        expect(recorder.line).toBe(`S1 ${asked} ${refused}`);
      });
    });
  }
});
