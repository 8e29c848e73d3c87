import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installed } from './installed.js';
import type { Tab } from './tab.js';

/** Undefined where this machine has none. */
export const firefoxPath = installed('firefox-esr', 'firefox');

/** Firefox, over the little of WebDriver BiDi that the tests need. */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #open = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      const answer = JSON.parse(data) as Answer; // of the protocol
      this.#open.get(answer.id)?.(answer);
    };
  }

  /** @throws Error that says what to install */
  static async launch(): Promise<Firefox> {
    if (firefoxPath === undefined) throw new Error('Firefox is not installed: apt-get install firefox-esr');
    const profile = await mkdtemp(join(tmpdir(), 'firefox-'));
    const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
    const process = spawn(firefoxPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const socket = new WebSocket(`${await addressIn(process)}/session`);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const firefox = new Firefox(process, profile, socket);
    await firefox.command('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    return firefox;
  }

  async openTab(): Promise<Tab> {
    const { context } = await this.command('browsingContext.create', { type: 'tab' });
    return {
      open: async (url) => {
        await this.command('browsingContext.navigate', { context, url, wait: 'complete' });
      },
      call: async (name, ...args) => {
        // As text: the protocol has a form of its own for values.
        const call = `${name}(...${JSON.stringify(args)})`;
        const expression = `(async () => JSON.stringify({ value: await ${call} }))()`;
        const target = { context };
        const answer = await this.command('script.evaluate', { expression, target, awaitPromise: true });
        if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text);
        return (JSON.parse(answer.result?.value ?? '{}') as { value?: unknown }).value; // as the expression says
      },
      close: async () => {
        await this.command('browsingContext.close', { context });
      },
    };
  }

  async close(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.kill();
    await gone;
    this.#socket.close();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 3 });
  }

  /** @throws Error with what the browser says where it refuses */
  async command(method: string, params: object): Promise<Result> {
    const id = ++this.#lastId;
    const { error, message, result } = await new Promise<Answer>((resolve) => {
      this.#open.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    this.#open.delete(id);
    if (error !== undefined || !result) throw new Error(`${method}: ${error ?? ''} ${message ?? ''}`);
    return result;
  }
}

interface Answer {
  readonly id: number;
  readonly error?: string;
  readonly message?: string;
  readonly result?: Result;
}

/** Of the commands above, all in one. */
interface Result {
  readonly context?: string;
  readonly type?: 'success' | 'exception';
  readonly result?: { readonly value?: string };
  readonly exceptionDetails?: { readonly text: string };
}

/** Where it listens, which it says when it does. */
async function addressIn({ stderr }: ChildProcess): Promise<string> {
  let said = '';
  for await (const piece of stderr as AsyncIterable<Buffer>) {
    said += piece.toString();
    const address = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`Firefox has not started: ${said}`);
}
