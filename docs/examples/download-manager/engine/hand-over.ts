/** Between two downloads, in milliseconds: a browser takes several at one moment for one. */
const betweenMs = 250;
/** How long a browser may take to begin, in milliseconds. */
const takeUpMs = 60_000;

/** Gives files to the person as downloads of the browser, one after the other. */
export class HandOver {
  readonly #waiting: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  add(file: Blob, name: string): void {
    this.#waiting.push(() => download(file, name));
    if (this.#timer === undefined) this.#next();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #next(): void {
    this.#timer = undefined;
    const give = this.#waiting.shift();
    if (!give) return;
    give();
    this.#timer = setTimeout(() => this.#next(), betweenMs);
  }
}

function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), takeUpMs);
}
