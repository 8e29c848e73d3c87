/** How far it has come, on one line of a terminal; nothing elsewhere. */
export class ProgressLine {
  readonly #total: number;
  readonly #start = performance.now();
  #done = 0;
  #shown = 0;

  constructor(total: number) {
    this.#total = total;
  }

  step(): void {
    this.#done++;
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#shown < 200) return;
    this.#shown = now;
    const perSecond = (this.#done / (now - this.#start)) * 1000;
    const left = (this.#total - this.#done) / perSecond;
    process.stderr.write(
      `\r\x1b[K${this.#done} of ${this.#total}, ${perSecond.toFixed(0)} a second, ${left.toFixed(0)} s left`,
    );
  }

  /** Says something without disturbing the line. */
  print(text: string): void {
    this.end();
    console.error(text);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
