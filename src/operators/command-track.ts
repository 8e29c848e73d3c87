import type { CommandSignal, RequestStartedSignal } from '../values/signal.js';

/** What the signals so far have told about the command that they belong to. */
export class CommandTrack {
  #started: RequestStartedSignal | undefined;
  /** It has been started and has not succeeded: it is under way, or failed, or was cut off. */
  isUnfinished = false;

  /** 0 before the first command. */
  get id(): number {
    return this.#started?.id ?? 0;
  }

  /** Where its request goes; undefined when nobody said so. */
  get url(): string | undefined {
    return this.#started?.url;
  }

  see(signal: CommandSignal): void {
    if (signal.type === 'requestStarted') {
      this.#started = signal;
      this.isUnfinished = true;
    } else if (signal.type === 'requestFinished' && !signal.error) {
      this.isUnfinished = false;
    }
  }
}
