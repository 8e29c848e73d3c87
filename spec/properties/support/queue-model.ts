import type { CommandKind, Told } from './queue-program.js';

interface ModelCommand {
  readonly id: number;
  readonly kind: CommandKind;
  phase: 'waits' | 'starts' | 'works' | 'finished' | 'fails' | 'recovers' | 'gone';
  isAborted: boolean;
}

/** What the queue has to do, in plain calls: no Observable, no HTTP. `tell` may call anything of it again. */
export class QueueModel {
  #commands: ModelCommand[] = [];
  #waiting: ModelCommand[] = [];
  #running: ModelCommand | undefined;
  #isDue = false;
  #isLooping = false;
  /** A failure begins a new one: what the loop of an old one was about to do is void. */
  #era = 0;
  #hasRun = false;

  constructor(
    readonly recovers: boolean,
    readonly tell: (told: Told) => void,
    readonly drop: (id: number) => void,
  ) {}

  get current(): number | undefined {
    return this.#running?.id;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  enqueue(kind: CommandKind): void {
    const command: ModelCommand = { id: this.#commands.length + 1, kind, phase: 'waits', isAborted: false };
    this.#commands.push(command);
    this.#waiting.push(command);
    if (!this.#running && !this.#isLooping) this.#isDue = true;
  }

  turn(): void {
    if (this.#isDue) this.#carryOn();
  }

  value(): void {
    if (this.#isOpen(this.#running)) this.tell('value');
  }

  finish(): void {
    if (this.#isOpen(this.#running)) this.#finish(this.#running);
  }

  fail(): void {
    if (this.#isOpen(this.#running)) this.#fail(this.#running);
  }

  recovered(): void {
    if (this.#running?.phase === 'recovers') this.#leave(this.#running);
  }

  abort(): void {
    const running = this.#running;
    if (running?.phase === 'starts' || running?.phase === 'works') this.#fail(running);
    else if (running?.phase === 'fails') running.isAborted = true;
    else if (running) this.#collapse();
  }

  clear(): void {
    const dropped = this.#waiting.splice(0);
    for (const command of dropped) command.phase = 'gone';
    for (const { id } of dropped) this.drop(id);
  }

  cancel(nth: number): void {
    const command = this.#commands[nth];
    if (command?.phase === 'waits') {
      command.phase = 'gone';
      this.#waiting.splice(this.#waiting.indexOf(command), 1);
    } else if (command?.phase === 'starts' || command?.phase === 'works') {
      command.phase = 'fails';
      this.tell(`failed ${command.id}`);
      command.phase = 'recovers';
      if (command.isAborted || this.#waiting.length === 0) this.#collapse();
      else if (!this.recovers) this.#leave(command);
    }
  }

  #carryOn(): void {
    if (this.#isLooping) return;
    this.#isLooping = true;
    this.#isDue = false;
    const era = this.#era;
    for (let command; !this.#running && (command = this.#waiting.shift());) {
      this.#hasRun = true;
      this.#begin(command);
      if (era !== this.#era) return;
    }
    this.#isLooping = false;
    if (this.#running || !this.#hasRun) return;
    this.#hasRun = false;
    this.tell('drained');
  }

  #begin(command: ModelCommand): void {
    this.#running = command;
    command.phase = 'starts';
    this.tell(`started ${command.id}`);
    if (this.#starts(command) && command.kind.startsWith('value')) this.tell('value');
    if (!this.#starts(command)) return;
    command.phase = 'works';
    if (command.kind.endsWith('finish')) this.#finish(command);
    else if (command.kind.endsWith('fail')) this.#fail(command);
  }

  #finish(command: ModelCommand): void {
    command.phase = 'finished';
    this.tell(`finished ${command.id}`);
    if (this.#running === command) this.#leave(command);
  }

  #leave(command: ModelCommand): void {
    command.phase = 'gone';
    this.#running = undefined;
    this.#carryOn();
  }

  #fail(command: ModelCommand): void {
    command.phase = 'fails';
    this.tell(`failed ${command.id}`);
    this.#collapse();
  }

  #collapse(): void {
    if (this.#running) this.#running.phase = 'gone';
    this.#running = undefined;
    this.#era++;
    this.#isLooping = this.#isDue = this.#hasRun = false;
    this.clear();
    this.tell('drained by a failure');
  }

  /** As a call: whoever is told something may have ended it. */
  #starts({ phase }: ModelCommand): boolean {
    return phase === 'starts';
  }

  #isOpen(command: ModelCommand | undefined): command is ModelCommand {
    return command?.phase === 'works';
  }
}
