import type { CommandSignal } from '../values/signal.js';

/** What the signals so far have told about the command that they belong to. */
export class CommandTrack {
  /** 0 before the first command. */
  id = 0;
  /** Where its request goes; undefined when nobody said so. */
  url: string | undefined;
  /** It has been started and has not succeeded: it is under way, or failed, or was cut off. */
  isUnfinished = false;

  see(signal: CommandSignal): void {
    if (signal.type === 'requestStarted') {
      this.id = signal.id;
      this.url = signal.url;
      this.isUnfinished = true;
    } else if (signal.type === 'requestFinished' && !signal.error) {
      this.isUnfinished = false;
    }
  }
}
