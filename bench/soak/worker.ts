import { Readable, Writable } from 'node:stream';
import { timer, type Subscription } from 'rxjs';
import { drainWith, QHttp, State } from '../../dist/index.js';
import type { Random } from '../fuzz/random.ts';
import type { Counts } from './counts.ts';

const good = ['small', 'small', 'small', 'small', 'missing', 'empty', 'interim', 'chunked', 'large', 'leaving'];
const bad = ['cut', 'cutHead', 'badChunk', 'garbage', 'nothing', 'reset', 'resetBody', 'unauthorized', 'silent'];
const odd = ['closing', 'untilClose', 'tooMuch'];

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** One QHttp after the other, each given bursts of random commands until all of them have ended. */
export class Worker {
  readonly #port: number;
  readonly #random: Random;
  readonly #counts: Counts;
  /** How many bursts a QHttp lives for. */
  readonly #lifetime: number;
  #http: QHttp;
  #cold: Subscription[] = [];
  #quiet: (() => void) | undefined;
  #since = performance.now();
  #isStopped = false;

  constructor(port: number, random: Random, counts: Counts, lifetime: number) {
    this.#port = port;
    this.#random = random;
    this.#counts = counts;
    this.#lifetime = lifetime;
    this.#http = this.#open();
  }

  /** How long the present burst has taken. */
  get ageMs(): number {
    return performance.now() - this.#since;
  }

  stop(): void {
    this.#isStopped = true;
  }

  async run(): Promise<void> {
    for (let bursts = 1; !this.#isStopped; bursts++) {
      this.#since = performance.now();
      await this.#burst();
      if (bursts % this.#lifetime !== 0) continue;
      this.#http.destroy();
      this.#http = this.#open();
    }
    this.#http.destroy();
  }

  #open(): QHttp {
    this.#counts.clients++;
    const http = new QHttp('127.0.0.1', this.#port, { pipelining: 1 + this.#random.below(4) });
    http.requestFinished$.subscribe(({ error }) => {
      this.#counts.commands++;
      if (error) this.#counts.faults++;
    });
    http.signals$.subscribe(({ type }) => {
      if (type === 'done' || type === 'stateChanged') this.#quiet?.();
      if (type === 'readyRead' && !this.#random.oneIn(20)) this.#counts.bytes += http.readAll().length;
      if (this.#random.oneIn(5000)) this.#abort(); // inside of any signal
    });
    return http;
  }

  async #burst(): Promise<void> {
    const random = this.#random;
    const http = this.#http;
    const isBad = random.oneIn(4);
    for (let left = 1 + random.below(10); left > 0; left--) this.#command(isBad && left === 1);
    const turns = random.oneIn(8) ? random.below(30) : Infinity;
    for (let i = 0; i < turns && this.#isBusy(http); i++) {
      if (turns === Infinity) await this.#nextQuiet();
      else await turn();
    }
    if (turns !== Infinity) this.#abort();
    while (this.#isBusy(http)) await this.#nextQuiet();
    for (const subscription of this.#cold) subscription.unsubscribe();
    this.#cold = [];
  }

  #isBusy(http: QHttp): boolean {
    return http.currentId() !== 0 || http.hasPendingRequests() || http.state() === State.Closing;
  }

  /** Until something has ended; what a silent server keeps waiting is given up. */
  #nextQuiet(): Promise<void> {
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.#abort(), 20 + this.#random.below(200));
      this.#quiet = () => {
        this.#quiet = undefined;
        clearTimeout(patience);
        queueMicrotask(resolve); // when whatever ends has ended
      };
    });
  }

  #abort(): void {
    this.#counts.aborts++;
    this.#http.abort();
    this.#quiet?.();
  }

  #command(isBad: boolean): void {
    const random = this.#random;
    const http = this.#http;
    const path = `/${random.pick(isBad ? bad : random.oneIn(8) ? odd : good)}/${random.below(1000)}`;
    switch (random.below(16)) {
      case 0:
        http.setHost('127.0.0.1', this.#port);
        break;
      case 1:
        http.setUser('user', 'secret');
        break;
      case 2:
        http.head(path, this.#mark());
        break;
      case 3:
        http.post(path, 'x'.repeat(random.below(2000)));
        break;
      case 4:
        http.post(path, Readable.from([Buffer.alloc(1000), Buffer.alloc(1000)]));
        break;
      case 5:
        http.get(path, this.#slowSink());
        break;
      case 6:
        if (random.oneIn(10)) http.close();
        else http.get(path, undefined, this.#mark());
        break;
      case 7:
      case 8:
        this.#subscribe(path);
        break;
      default:
        http.get(path, undefined, this.#mark());
    }
  }

  /** Half of the requests may be sent before their turn. */
  #mark(): { early: boolean } {
    return { early: this.#random.oneIn(2) };
  }

  /** A cold command whose chunks are taken slowly, and which is unsubscribed from now and then. */
  #subscribe(path: string): void {
    const random = this.#random;
    const isSlow = random.oneIn(3);
    const subscription = this.#http
      .get$(path, this.#mark())
      .pipe(
        drainWith(({ length }) => {
          this.#counts.bytes += length;
          return isSlow ? timer(0) : [];
        }),
      )
      .subscribe({ error: () => undefined }); // counted by its signals
    this.#cold.push(subscription);
    if (random.oneIn(4)) setImmediate(() => subscription.unsubscribe());
  }

  #slowSink(): Writable {
    const counts = this.#counts;
    return new Writable({
      highWaterMark: 1000,
      write(chunk: Buffer, _encoding, callback) {
        counts.bytes += chunk.length;
        setImmediate(callback);
      },
    });
  }
}
