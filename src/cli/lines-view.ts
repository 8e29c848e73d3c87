import type { CliIo, TextStream } from './io.js';
import { printable } from './printable.js';
import { formatBytes } from './quantities.js';
import type { Row, View } from './view.js';

const progressEveryMs = 5000;

/** For pipes, files and dumb terminals: whole lines without control characters. A long download says so now and then. */
export class LinesView implements View {
  readonly #stream: TextStream;
  readonly #now: CliIo['now'];
  readonly #lastTold = new Map<string, { readonly index: number; readonly at: number }>();

  constructor(io: CliIo) {
    this.#stream = io.stderr;
    this.#now = io.now;
  }

  show(row: Row): void {
    const now = this.#now();
    const last = this.#lastTold.get(row.origin);
    if (last?.index === row.index && now - last.at < progressEveryMs) return;
    this.#lastTold.set(row.origin, { index: row.index, at: now });
    if (last?.index === row.index) this.line(`${printable(row.name)}: ${progressText(row)}`);
  }

  remove(origin: string): void {
    this.#lastTold.delete(origin);
  }

  line(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  failure(text: string): void {
    this.line(text);
  }

  close(): void {
    this.#lastTold.clear();
  }
}

function progressText({ done, total }: Row): string {
  return total === 0 ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`;
}
