import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import type { ServerResponse, IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signed } from '../../support/certificates/certificates.ts';
import { atEnd } from '../../support/at-end.ts';
import { EngineStage } from './support/engine-stage.ts';
import { bytes, FileServer } from './support/file-server.ts';

jest.setTimeout(30_000); // on a machine that is busy

const expected = `Basic ${Buffer.from('ada:lovelace').toString('base64')}`;

function guarded(response: ServerResponse, request: IncomingMessage): void {
  if (request.headers.authorization === expected) void bytes('secret')(response, request);
  else response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Engine"', 'Content-Length': 0 }).end();
}

describe('A question for a login', () => {
  it('is held until it is answered, and asked once for a pipeline', async () => {
    const server = await FileServer.open({ '/a': guarded, '/b': guarded });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a'), server.url('/b')]);
    const { questions } = await stage.until((seen) => seen.questions.length > 0);
    const { hostname, port } = new URL(server.origin);
    expect(questions).toEqual([
      { id: 'q1', kind: 'login', pipeline: server.origin, host: hostname, port: Number(port), realm: 'Engine' },
    ]);
    stage.engine.answer('q1', { kind: 'certificate', accept: true }); // an answer to something else is none
    stage.engine.answer('q7', { kind: 'closed' });
    stage.engine.answer('q1', { kind: 'login', user: 'ada', password: 'lovelace' });
    await stage.untilOver();
    expect(stage.states).toEqual(['a: finished', 'b: finished']);
    expect(stage.seen.questions).toEqual([]);
    expect(stage.changes.filter(({ type }) => type === 'question')).toHaveLength(1);
    expect(JSON.stringify(stage.changes)).not.toContain('lovelace');
  });

  it('is asked again after a wrong answer, and says so', async () => {
    const server = await FileServer.open({ '/a': guarded });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a')]);
    await stage.until(({ questions }) => questions[0]?.id === 'q1');
    stage.engine.answer('q1', { kind: 'login', user: 'ada', password: 'byron' });
    const { questions } = await stage.until((seen) => seen.questions[0]?.id === 'q2');
    expect(questions).toMatchObject([{ kind: 'login', again: true }]);
    stage.engine.answer('q2', { kind: 'login', user: 'ada', password: 'lovelace' });
    await stage.untilStatus('a', 'finished');
  });

  it('shows of what a server says one line, in which nothing is hidden', async () => {
    const realm = `\u202eEngine${'x'.repeat(1000)}`;
    const challenge = Buffer.from(`Basic realm="${realm}"`).toString('latin1');
    const server = await FileServer.open({
      '/a': (response) => response.writeHead(401, { 'WWW-Authenticate': challenge }).end(),
    });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a')]);
    const { questions } = await stage.until((seen) => seen.questions.length > 0);
    const [question] = questions;
    const shown = question?.kind === 'login' ? question.realm : '';
    expect(shown.length).toBeLessThanOrEqual(201);
    expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(shown).toContain('Engine');
  });

  it('fails the transfer when it is closed, and drops what waits behind it', async () => {
    const server = await FileServer.open({ '/a': guarded, '/b': guarded });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a'), server.url('/b')]);
    await stage.until((seen) => seen.questions.length > 0);
    stage.engine.answer('q1', { kind: 'closed' });
    const { transfers, questions } = await stage.untilOver();
    expect(transfers.map(({ reason }) => reason)).toEqual([
      'Authentication required',
      'dropped, because a failed: Authentication required',
    ]);
    expect(questions).toEqual([]);
  });

  it('is closed when its transfer is aborted or removed', async () => {
    const server = await FileServer.open({ '/a': guarded, '/b': guarded });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a'), server.url('/b')]);
    await stage.until(({ questions }) => questions[0]?.id === 'q1');
    stage.engine.abortCurrent(server.origin);
    await stage.until(({ questions }) => questions[0]?.id === 'q2');
    stage.engine.remove('t2');
    await stage.until(({ questions }) => questions.length === 0);
    expect(stage.changes.flatMap((change) => (change.type === 'questionClosed' ? [change.id] : []))).toEqual([
      'q1',
      'q2',
    ]);
    stage.engine.answer('q2', { kind: 'login', user: 'ada', password: 'lovelace' });
    expect(stage.states).toEqual(['a: aborted']);
  });

  it('is not asked where the URL has the answer, and is where that is wrong', async () => {
    const server = await FileServer.open({ '/a': guarded, '/b': guarded });
    const other = await FileServer.open({ '/c': guarded });
    const stage = new EngineStage();
    const withLogin = (url: string, login: string) => url.replace('//', `//${login}@`);
    stage.engine.add([
      withLogin(server.url('/a'), 'ada:lovelace'),
      server.url('/b'),
      withLogin(other.url('/c'), 'ada:byron'),
    ]);
    const { questions } = await stage.until((seen) => seen.questions.length > 0);
    expect(questions).toMatchObject([{ pipeline: other.origin, again: true }]);
    stage.engine.answer('q1', { kind: 'login', user: 'ada', password: 'lovelace' });
    await stage.untilOver();
    expect(stage.states).toEqual(['a: finished', 'b: finished', 'c: finished']);
  });

  it('fails an upload, which cannot be sent twice, and tries it again without another question', async () => {
    const server = await FileServer.open({
      '/in': (response, request) => {
        request.resume().on('end', () => guarded(response, request));
      },
    });
    const stage = new EngineStage();
    stage.engine.upload(server.url('/in'), new File(['notes'], 'notes.txt'));
    await stage.until((seen) => seen.questions.length > 0);
    stage.engine.answer('q1', { kind: 'login', user: 'ada', password: 'lovelace' });
    const { transfers } = await stage.untilOver();
    expect(transfers[0]?.reason).toBe('Authentication required, and the body is a stream that cannot be sent again');
    stage.engine.retry('t1');
    await stage.untilStatus('notes.txt', 'finished');
    expect(stage.changes.filter(({ type }) => type === 'question')).toHaveLength(1);
  });

  it('is closed when the engine is destroyed', async () => {
    const server = await FileServer.open({ '/a': guarded });
    const stage = new EngineStage();
    stage.engine.add([server.url('/a')]);
    await stage.until((seen) => seen.questions.length > 0);
    stage.engine.destroy();
    stage.engine.answer('q1', { kind: 'login', user: 'ada', password: 'lovelace' });
    await server.close();
    expect(server.asked).toEqual(['GET /a']);
  });
});

describe('A question about a certificate', () => {
  /** Closes each connection with its answer. */
  async function secureServer(): Promise<string> {
    const { key, cert } = signed.localhost;
    const server = createSecureServer({ key, cert }, (_request, response) =>
      response.writeHead(200, { 'Content-Length': 5, Connection: 'close' }).end('alpha'),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    atEnd(async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    });
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('is asked once, however often the server is connected to', async () => {
    const origin = await secureServer();
    const stage = new EngineStage();
    stage.engine.add([`${origin}/a`, `${origin}/b`]);
    const { questions } = await stage.until((seen) => seen.questions.length > 0);
    expect(questions).toEqual([
      {
        id: 'q1',
        kind: 'certificate',
        pipeline: origin,
        errors: [
          {
            code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
            message: expect.any(String) as string,
            subject: 'CN=rx-qhttp test: localhost',
            issuer: 'CN=rx-qhttp test root',
            validTo: expect.any(String) as string,
            fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) as string,
          },
        ],
      },
    ]);
    stage.engine.answer('q1', { kind: 'certificate', accept: true });
    await stage.untilOver();
    expect(stage.states).toEqual(['a: finished', 'b: finished']);
    expect(stage.seen.signals.filter(({ letter }) => letter === 't')).toHaveLength(2);
    expect(stage.changes.filter(({ type }) => type === 'question')).toHaveLength(1);
  });

  it.each([{ kind: 'certificate', accept: false } as const, { kind: 'closed' } as const])(
    'fails the transfer when it is answered by %j, and is asked again the next time',
    async (answer) => {
      const origin = await secureServer();
      const stage = new EngineStage();
      stage.engine.add([`${origin}/a`, `${origin}/b`]);
      await stage.until((seen) => seen.questions.length > 0);
      stage.engine.answer('q1', answer);
      await stage.untilOver();
      expect(stage.states).toEqual(['a: failed', 'b: dropped']);
      stage.engine.retry('t2');
      const { questions } = await stage.until((seen) => seen.questions.length > 0);
      expect(questions).toMatchObject([{ id: 'q2', kind: 'certificate' }]);
    },
  );
});
