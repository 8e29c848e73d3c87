import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { EngineStage } from './support/engine-stage.ts';
import { bytes, FileServer } from './support/file-server.ts';

jest.setTimeout(30_000); // on a machine that is busy

const mebibyte = 1024 * 1024;
const size = 64 * mebibyte;

/** Sends a large body as fast as it goes, and counts. */
class Fountain {
  sent = 0;
  isClosed = false;
  readonly answer = (response: ServerResponse): void => {
    response.writeHead(200, { 'Content-Length': size });
    response.on('close', () => {
      this.isClosed = true;
    });
    const piece = Buffer.alloc(mebibyte, 'abcdefgh');
    const send = () => {
      while (this.sent < size) {
        this.sent += piece.length;
        if (!response.write(piece)) {
          response.once('drain', send);
          return;
        }
      }
      response.end();
    };
    send();
  };
}

/** Takes as long as a whole download does, on another connection: what is not held would have gone on meanwhile. */
async function meanwhile(stage: EngineStage): Promise<void> {
  const other = await FileServer.open({ '/other': bytes(Buffer.alloc(size)) });
  stage.engine.add([other.url('/other')]);
  await stage.until(
    ({ transfers }) => transfers.at(-1)?.pipeline === other.origin && transfers.at(-1)?.status === 'finished',
  );
  await other.close();
}

describe('Pause', () => {
  it('stops the bytes of a download in the socket, and resuming lets all of them come', async () => {
    const fountain = new Fountain();
    const server = await FileServer.open({ '/film': fountain.answer });
    const stage = new EngineStage();
    stage.engine.add([server.url('/film')]);
    await stage.until(({ transfers }) => (transfers[0]?.done ?? 0) > 0);
    stage.engine.pause('t1');
    await meanwhile(stage);
    const { sent } = fountain;
    expect(sent).toBeLessThan(size);
    const [paused] = stage.seen.transfers;
    await meanwhile(stage);
    expect(fountain.sent).toBe(sent);
    expect(stage.named('film')).toEqual(paused);
    expect(paused).toMatchObject({ status: 'paused' });
    expect(paused).not.toHaveProperty('bytesPerSecond');
    expect(paused).not.toHaveProperty('secondsLeft');

    stage.engine.resume('t1');
    await stage.untilStatus('film', 'finished');
    expect(stage.sinks[0]?.size).toBe(size);
  });

  it('holds what has not begun to come, too', async () => {
    const fountain = new Fountain();
    let release = (): void => undefined;
    const server = await FileServer.open({
      '/film': (response) => {
        release = () => fountain.answer(response);
      },
    });
    const stage = new EngineStage();
    stage.engine.add([server.url('/film')]);
    await server.untilAsked('GET /film');
    await stage.untilStatus('film', 'running');
    stage.engine.pause('t1');
    release();
    await stage.until(({ transfers }) => transfers[0]?.httpStatus === 200);
    await meanwhile(stage);
    const { sent } = fountain;
    await meanwhile(stage);
    expect(fountain.sent).toBe(sent);
    expect(sent).toBeLessThan(size);
    stage.engine.resume('t1');
    await stage.untilStatus('film', 'finished');
  });

  it('keeps what waits behind it waiting, and lets it run when what is paused is aborted', async () => {
    const fountain = new Fountain();
    const server = await FileServer.open({ '/film': fountain.answer, '/next': bytes('next') });
    const stage = new EngineStage();
    stage.engine.add([server.url('/film'), server.url('/next')]);
    await stage.until(({ transfers }) => (transfers[0]?.done ?? 0) > 0);
    stage.engine.pause('t1');
    stage.engine.pause('t2'); // it waits: left undone
    await stage.untilStatus('film', 'paused');
    expect(stage.states).toEqual(['film: paused', 'next: waiting']);
    stage.engine.abortCurrent(server.origin);
    await stage.untilStatus('next', 'finished');
    expect(stage.states).toEqual(['film: aborted', 'next: finished']);
    await server.until(() => fountain.isClosed);
    expect(stage.sinks.map(({ state }) => state)).toEqual(['given up', 'whole']);
  });

  it('stops an upload at its source, and goes on from there', async () => {
    const received: number[] = [];
    const server = await FileServer.open({
      '/in': async (response, request) => {
        let length = 0;
        for await (const piece of request) length += (piece as Buffer).length;
        received.push(length);
        response.end();
      },
    });
    const piece = new Uint8Array(mebibyte);
    let pulls = 0;
    async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
      for (; pulls < 64; pulls++) {
        yield piece;
        if (pulls === 4) stage.engine.pause('t1');
      }
      await Promise.resolve();
    }
    const stage = new EngineStage();
    stage.engine.send(server.url('/in'), { name: 'film', size, type: '', data: pieces });
    await stage.untilStatus('film', 'paused');
    await meanwhile(stage);
    expect(pulls).toBe(5);
    stage.engine.resume('t1');
    await stage.untilStatus('film', 'finished');
    expect(received).toEqual([size]);
    expect(stage.named('film')).toMatchObject({ done: size, total: size });
  });

  it('lets go of the source of an upload that is aborted while it is paused', async () => {
    const server = await FileServer.open({ '/in': () => undefined });
    const ended = new EventTarget();
    async function* pieces(over: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
      over.addEventListener('abort', () => ended.dispatchEvent(new Event('over')));
      try {
        yield new Uint8Array(1000);
        stage.engine.pause('t1');
        yield new Uint8Array(1000);
        await Promise.resolve();
      } finally {
        ended.dispatchEvent(new Event('returned'));
      }
    }
    const stage = new EngineStage();
    stage.engine.send(server.url('/in'), { name: 'film', size: 2000, type: '', data: pieces });
    await stage.untilStatus('film', 'paused');
    const released = Promise.all([once(ended, 'over'), once(ended, 'returned')]);
    stage.engine.remove('t1');
    await released;
  });

  it('is not for an upload whose bytes are handed over at once', async () => {
    const server = await FileServer.open({ '/in': () => undefined });
    const can = { pauseUploads: false, answerCertificates: true, chooseFolder: false };
    const stage = new EngineStage({ can });
    stage.engine.upload(server.url('/in'), new File(['notes'], 'notes.txt'));
    await stage.untilStatus('notes.txt', 'running');
    stage.engine.pause('t1');
    await meanwhile(stage);
    expect(stage.named('notes.txt').status).toBe('running');
  });
});
