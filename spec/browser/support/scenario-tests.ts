import { createHash } from 'node:crypto';
import type { Ports, ScenarioName } from './scenarios.js';
import { numbers, type Echo, type Site } from './site.js';
import type { Tab } from './tab.js';

/** A page of the first site, and that site's neighbour. */
export interface Stage {
  readonly own: Site;
  readonly far: Site;
  readonly tab: Tab;
}

/** How a scenario is carried out: in the page, or in its worker. */
export type Place = 'run' | 'runInWorker';
export const places: readonly Place[] = ['run', 'runInWorker'];

export function resultOf({ own, far, tab }: Stage, where: Place, name: ScenarioName): Promise<unknown> {
  const ports: Ports = { own: own.port, far: far.port };
  return tab.call(where, name, ports);
}

/** What every browser does. */
export function testScenarios(stage: () => Stage, version: string): void {
  describe.each(places)('%s', (where) => {
    const result = (name: ScenarioName): Promise<unknown> => resultOf(stage(), where, name);

    test('speaks the version of HTTP that the test is about', async () => {
      expect(await result('version')).toBe(version);
    });

    test('gets a page, in states that follow each other as on Node', async () => {
      expect(await result('get')).toEqual({
        states: ['Unconnected', 'Sending', 'Reading', 'Connected'],
        line: 'S1 Sending q Reading H200 p y Connected F1 DONE',
        body: 'hello',
        type: 'text/plain',
      });
    });

    test('takes answers without a body, with an error status, of unknown length, and to HEAD; and closes', async () => {
      const { line } = (await result('answers')) as { line: string };
      const of = (n: number, status: number, rest: string): string =>
        `S${n} Sending q Reading H${status} ${rest}Connected F${n}`;
      expect(line).toBe(
        [of(1, 204, ''), of(2, 404, 'p y '), of(3, 200, 'p y '), of(4, 200, ''), 'S5 Closing Unconnected F5 DONE'].join(
          ' ',
        ),
      );
    });

    test('sends texts, forms, Blobs, files, streams and iterables', async () => {
      const bodies = (await result('bodies')) as Record<string, Echo>;
      const seen = Object.entries(bodies).map(([name, { type, declared, length, sha256 }]) => {
        const boundary = /boundary=(.*)$/.exec(type ?? '')?.[1];
        return [
          name,
          boundary === undefined ? type : type?.replace(boundary, '…'),
          Number(declared) === length,
          length,
          sha256,
        ];
      });
      const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
      expect(seen.filter(([name]) => name !== 'form')).toEqual([
        ['text', undefined, true, 4, sha256('text')],
        ['query', 'application/x-www-form-urlencoded;charset=UTF-8', true, 5, sha256('a=b+c')],
        ['blob', 'image/png', true, 4, sha256('blob')],
        ['stream', undefined, true, 6, sha256('stream')],
        ['iterable', undefined, true, 7, sha256('one two')],
      ]);
      expect(seen.find(([name]) => name === 'form')?.slice(0, 3)).toEqual([
        'form',
        'multipart/form-data; boundary=…',
        true,
      ]);
    });

    test('tells how much of 64 MiB has gone up', async () => {
      expect(await result('upload')).toEqual({
        line: 'S1 Sending q Reading H200 p Connected F1 DONE',
        length: 64 * 1024 * 1024,
        isMonotonic: true,
        isInSteps: true,
        isWhole: true,
        ratio: 1,
      });
    });

    test('tells how much of 256 MiB has come down', async () => {
      const bytes = 256 * 1024 * 1024;
      const { steps, ...told } = (await result('download')) as { steps: number };
      expect(told).toEqual({ isMonotonic: true, done: bytes, total: bytes, ratio: 1 });
      expect(steps).toBeGreaterThan(10);
    });

    test('keeps every piece of a body as it came', async () => {
      expect(await result('kept')).toBe(createHash('sha256').update(numbers).digest('hex'));
    });

    test('gives up a download, which the server sees, and drops what waits', async () => {
      const gone = stage().own.gone('/large');
      expect(await result('abort')).toEqual({
        line: 'S1 Sending q Reading H200 p y F1!Aborted DONE! Closing Unconnected',
        error: 'Aborted: Request aborted',
      });
      await gone;
    });

    test('gives up an upload, which the server sees', async () => {
      const gone = stage().own.gone('/echo');
      expect(await result('abortUpload')).toEqual({
        line: 'S1 Sending q F1!Aborted DONE! Closing Unconnected',
        error: 'Aborted: Request aborted',
      });
      await gone;
    });

    test('drops what waits behind a request that gets no answer', async () => {
      expect(await result('drops')).toEqual({
        line: 'S1 Sending q Reading H200 p y Connected F1 S2 Sending q F2!UnknownError DONE! Closing Unconnected',
        error:
          `UnknownError: No answer from ${stage().own.origin}: it cannot be reached, or closed the connection, ` +
          'or does not let pages of other origins ask it (CORS)',
      });
    });

    test('takes a body that is cut off for one', async () => {
      expect(await result('cut')).toEqual({
        line: 'S1 Sending q Reading H200 p y F1!WrongContentLength DONE! Closing Unconnected',
        error: `WrongContentLength: The body from 127.0.0.1:${stage().own.port} ended after 5 of 10 bytes, before it was whole`,
      });
    });

    test('goes on after a failure', async () => {
      expect(await result('again')).toBe(
        'S1 Sending q F1!UnknownError DONE! Closing Unconnected S2 Sending q Reading H200 p y Connected F2 DONE',
      );
    });

    test('asks another origin, which has to allow it', async () => {
      expect(await result('otherOrigin')).toEqual({
        allowed: 'hello',
        uploaded: 1024 * 1024,
        refused: {
          line: 'S1 Sending q F1!UnknownError DONE! Closing Unconnected',
          error: expect.stringContaining('(CORS)') as string,
        },
      });
    });

    test('has interceptors as on Node', async () => {
      expect(await result('interceptor')).toEqual({
        line: 'S1 Sending q Reading H200 p y Connected F1 DONE',
        seen: ['GET /elsewhere'],
      });
    });

    test('lets the browser follow redirects, or none', async () => {
      const strict = 'S1 Sending q F1!UnknownError DONE! Closing Unconnected';
      expect(await result('redirect')).toEqual({ status: 200, length: 5, strict });
    });

    test('shows a body that the browser has decoded without the length and the coding that it had', async () => {
      expect(await result('decoded')).toEqual({ length: 1000, hasLength: false, coding: '' });
    });

    test('sends a password to the site that asks for it, as Basic', async () => {
      const again = 'Sending q Reading H200 p y Connected';
      expect(await result('password')).toEqual({
        unknown: 'S1 Sending q Reading a(engine) F1!AuthenticationRequiredError DONE! Closing Unconnected',
        known: `S1 F1 S2 Sending q Reading ${again} F2 DONE`,
        elsewhere: `S1 F1 S2 Sending q Reading ${again} F2 DONE`,
        asked: `S1 Sending q Reading a(engine) ${again} F1 DONE`,
      });
    });

    test('delivers a 401 that nobody answers, where that is wanted', async () => {
      const sent = 'Sending q Reading';
      expect(await result('challenges')).toEqual({
        line:
          `S1 ${sent} a(engine) H401 p y Connected F1 S2 ${sent} H200 p y Connected F2 DONE ` +
          `S3 ${sent} a(engine) ${sent} H200 p y Connected F3 DONE`,
        answered: 'secret',
        delivered: '401 who?',
      });
    });

    test('refuses at the call what a browser cannot do', async () => {
      const option = (name: string, reason: string): string =>
        `TypeError: The option ${name} has no effect in a browser: ${reason}`;
      const field = (name: string): string => `TypeError: A browser does not let anybody set the field ${name}`;
      expect(await result('refusals')).toEqual({
        setProxy: "TypeError: setProxy() is not possible here: connections are the browser's",
        setSocket: "TypeError: setSocket() is not possible here: connections are the browser's",
        tls: option('tls', 'the browser decides whom it trusts'),
        pipelining: option('pipelining', 'the browser decides what goes over which connection'),
        connect: option('timeouts.connect', 'the browser does not show when it connects; there is timeouts.headers'),
        headerBytes: option('limits.headerBytes', 'the browser reads the heads of answers'),
        host: field('Host'),
        cookie: field('Cookie'),
        connection: field('Connection'),
        trace: 'TypeError: A browser does not send TRACE',
        data: 'TypeError: A browser sends no data with GET',
        absolute: 'TypeError: A browser sends no absolute URI: set the host',
        keepAlive: 'nothing',
      });
    });

    test('has a pool for many origins', async () => {
      expect(await result('pool')).toEqual(Array.from({ length: 6 }, () => 'hello'));
    });

    test('writes into files, which stay as they are when anything fails', async () => {
      expect(await result('files')).toEqual({
        saved: 'hello',
        failure: expect.stringMatching(/ended after \d of 10 bytes/) as string,
        after: 'hello',
        stream: 'hello',
      });
    });
  });
}
