import fc from 'fast-check';

/** What a command does as soon as it is subscribed: perhaps a value, then its end; an open one waits to be told. */
export type CommandKind = (typeof kinds)[number];

const kinds = ['finish', 'fail', 'open', 'value, finish', 'value, fail', 'value, open'] as const;

export type Told =
  'value' | 'recovering' | 'drained' | 'drained by a failure' | `${'started' | 'finished' | 'failed'} ${number}`;

/** A number is a place behind the command that runs, which itself is 0. */
export type Action =
  | readonly ['enqueue', CommandKind]
  | readonly ['cancel', number]
  | readonly ['turn' | 'value' | 'finish' | 'fail' | 'recovered' | 'abort' | 'clear'];

export interface QueueProgram {
  /** Whether recovering from a cancelled command takes until it is said to be over. */
  readonly recovers: boolean;
  readonly steps: readonly Action[];
  /** What is done inside the telling of the first, the second, … */
  readonly reactions: readonly (readonly Action[])[];
}

/** What a program is played on: the model, or the real queue. */
export interface Playable {
  readonly current: number | undefined;
  readonly waiting: number;
  enqueue(kind: CommandKind): void;
  turn(): void;
  value(): void;
  finish(): void;
  fail(): void;
  recovered(): void;
  abort(): void;
  clear(): void;
  cancel(nth: number): void;
}

const inside: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('enqueue'), fc.constantFrom(...kinds)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('cancel'), fc.nat(3)) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('value', 'finish', 'fail', 'recovered')) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('abort', 'clear')) },
);

const step: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: inside },
  { weight: 1, arbitrary: fc.tuple(fc.constant('turn')) }, // a turn never comes inside of a call
);

export const queuePrograms: fc.Arbitrary<QueueProgram> = fc.record({
  recovers: fc.boolean(),
  steps: fc.array(step, { maxLength: 30 }),
  reactions: fc.array(fc.array(inside, { maxLength: 4 }), { maxLength: 25 }),
});

/** Everything that can be seen of a run: what was told, and after each action what waits, runs and was dropped. */
export function play(
  { recovers, steps, reactions }: QueueProgram,
  make: (recovers: boolean, tell: (told: Told) => void, drop: (id: number) => void) => Playable,
): string[] {
  const log: string[] = [];
  const dropped: number[] = [];
  let told = 0;
  const act = (action: Action): void => {
    switch (action[0]) {
      case 'enqueue':
        queue.enqueue(action[1]);
        break;
      case 'cancel':
        queue.cancel((queue.current ?? 1) - 1 + action[1]);
        break;
      default:
        queue[action[0]]();
    }
    const { current, waiting } = queue;
    log.push(`${action.join(' ')}: runs ${current ?? 'none'}, ${waiting} wait, dropped ${dropped.join(' ')}`);
  };
  const queue = make(
    recovers,
    (what) => {
      log.push(what);
      for (const action of reactions[told++] ?? []) act(action);
    },
    (id) => dropped.push(id),
  );
  // At the end everything that was begun is let go on, so that a command that was forgotten is missed.
  for (const action of steps) act(action);
  for (let i = 0; i < 60; i++) for (const name of ['turn', 'recovered', 'finish'] as const) act([name]);
  return log;
}
