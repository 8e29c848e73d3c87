import cliProgress from 'cli-progress';
import { State } from '../index.js';
import { barLine, type BarLine } from './bar-line.js';
import type { TextStream } from './io.js';
import { printable } from './printable.js';
import type { Row, View } from './view.js';

const idle: BarLine = { label: '', remark: '', done: 0, total: 0, speed: 0 };

/** For terminals: a live bar for each pipeline, and above them what has ended. */
export class BarsView implements View {
  readonly #stream: TextStream;
  readonly #bars: cliProgress.MultiBar;
  readonly #byOrigin = new Map<string, cliProgress.SingleBar>();
  /** Bars of pipelines that have ended: the next ones take them over. */
  readonly #free: cliProgress.SingleBar[] = [];
  #drawing = false;

  constructor(stream: TextStream) {
    this.#stream = stream;
    this.#bars = new cliProgress.MultiBar({
      stream,
      format: (_options, params, payload: BarLine) => barLine(payload, params.maxWidth - 1),
      clearOnComplete: true,
      hideCursor: true,
      linewrap: true,
      // Lines that are written above the bars leave remains of them behind.
      forceRedraw: true,
      gracefulExit: false,
    });
  }

  show(row: Row): void {
    const line: BarLine = {
      label: printable(row.count > 1 ? `${row.index}/${row.count} ${row.name}` : row.name),
      remark: `${row.sending ? 'upload, ' : ''}${State[row.state]}`,
      done: row.done,
      total: row.total,
      speed: row.speed,
    };
    const bar = this.#byOrigin.get(row.origin) ?? this.#free.pop() ?? this.#newBar(line);
    if (bar === undefined) return;
    this.#byOrigin.set(row.origin, bar);
    bar.update(line);
  }

  remove(origin: string): void {
    const bar = this.#byOrigin.get(origin);
    if (bar === undefined) return;
    this.#byOrigin.delete(origin);
    this.#free.push(bar);
    bar.update(idle);
  }

  line(text: string): void {
    // The rest of the line may hold a piece of the bar that stood there.
    if (this.#drawing) this.#bars.log(`${text}\x1b[K\n`);
    else this.#stream.write(`${text}\n`);
  }

  failure(text: string): void {
    this.line(text);
  }

  close(): void {
    if (!this.#drawing) return;
    this.#drawing = false;
    // Writes the lines that wait for the next redraw.
    this.#bars.update();
    this.#bars.stop();
  }

  /** A bar that leaves the screen at its top could not be drawn over any more: there are no more than fit. */
  #newBar(line: BarLine): cliProgress.SingleBar | undefined {
    if (this.#byOrigin.size + this.#free.length >= (this.#stream.rows ?? 24) - 2) return undefined;
    this.#drawing = true;
    return this.#bars.create(0, 0, { ...line });
  }
}
