import { Prompter } from '../../src/cli/prompter.js';
import { FakeKeyboard } from './support/fake-keyboard.js';
import { fakeIo } from './support/run-cli.js';

describe('questions at a terminal', () => {
  let keyboard: FakeKeyboard;
  let interruption: AbortController;
  let io: ReturnType<typeof fakeIo>;
  let log: string[];
  let prompter: Prompter;
  const screen = { pause: () => log.push('pause'), resume: () => log.push('resume') };

  beforeEach(() => {
    keyboard = new FakeKeyboard();
    interruption = new AbortController();
    io = fakeIo('/', { interruption, stdin: keyboard });
    io.stderr.isTTY = true;
    log = [];
    prompter = new Prompter(io, screen);
  });

  /** What is on the screen has ended with this. */
  const shown = (end: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!io.stderr.text.endsWith(end)) return;
        io.stderr.off('text', look);
        resolve();
      };
      io.stderr.on('text', look);
      look();
    });

  it('shows what is typed, or hides it, and gives the keyboard back', async () => {
    const talked = prompter.converse(async (ask) => {
      log.push(`user ${String(await ask('User: ', 'shown'))}`);
      log.push(`password ${String(await ask('Password: ', 'hidden'))}`);
    });
    await shown('User: ');
    const held = [keyboard.isRaw, keyboard.isOpen];
    keyboard.press('aladdin\r');
    await shown('Password: ');
    keyboard.press('open sesame\r');
    await talked;

    expect(held).toEqual([true, true]);
    expect([keyboard.isRaw, keyboard.isOpen, keyboard.listenerCount('data')]).toEqual([false, false, 0]);
    expect(io.stderr.text).toBe('User: aladdin\nPassword: \n');
    expect(log).toEqual(['pause', 'user aladdin', 'password open sesame', 'resume']);
  });

  it('takes two lines that are pasted, in whatever pieces they come', async () => {
    const talked = prompter.converse(async (ask) => [await ask('1: ', 'shown'), await ask('2: ', 'hidden')]);
    await shown('1: ');
    for (const byte of Buffer.from('ü\r\n漢\r')) keyboard.press(Buffer.of(byte));

    expect(await talked).toEqual(['ü', '漢']);
  });

  it('takes a line that was pasted with its line feed as one', async () => {
    const talked = prompter.converse(async (ask) => [await ask('1: ', 'shown'), await ask('2: ', 'hidden')]);
    await shown('1: ');
    keyboard.press('a\r\nb\r\n');

    expect(await talked).toEqual(['a', 'b']);
  });

  it('holds one conversation at a time, and does not take what was typed in one for an answer in the next', async () => {
    const first = prompter.converse((ask) => ask('1: ', 'shown'));
    const second = prompter.converse((ask) => ask('Sure? ', 'shown'));
    await shown('1: ');
    keyboard.press('a\ry\r');
    expect(await first).toBe('a');
    await shown('Sure? ');
    keyboard.press('n\r');

    expect(await second).toBe('n');
    expect(log).toEqual(['pause', 'resume', 'pause', 'resume']);
  });

  it('leaves screen and keyboard alone where nothing is asked', async () => {
    expect(await prompter.converse(() => Promise.resolve(1))).toBe(1);
    expect([log, keyboard.isRaw]).toEqual([[], false]);
  });

  it('gives the keyboard back when a conversation fails, and holds the next', async () => {
    const failed = prompter.converse(async (ask) => {
      await ask('1: ', 'shown');
      throw new Error('broken');
    });
    await shown('1: ');
    keyboard.press('a\r');

    await expect(failed).rejects.toThrow('broken');
    expect([keyboard.isRaw, log]).toEqual([false, ['pause', 'resume']]);
    expect(await prompter.converse(() => Promise.resolve(2))).toBe(2);
  });

  it.each([
    ['Ctrl-C', () => keyboard.press('ab\x03'), true],
    ['a signal', () => interruption.abort(), true],
    ['Ctrl-D', () => keyboard.press('\x04'), false],
    ['the end of the terminal', () => keyboard.emit('end'), false],
  ])('gets no answer by %s', async (_name, happens, isInterrupted) => {
    const talked = prompter.converse(async (ask) => [
      await ask('1: ', 'hidden'),
      isInterrupted && (await ask('2: ', 'hidden')),
    ]);
    await shown('1: ');
    happens();

    expect(await talked).toEqual([undefined, isInterrupted && undefined]);
    expect([interruption.signal.aborted, prompter.isInterrupted]).toEqual([isInterrupted, isInterrupted]);
    expect([io.stderr.text, keyboard.isRaw, keyboard.isOpen]).toEqual(['1: \n', false, false]);
  });

  it('is there where somebody can see it and type', () => {
    const isThere = (stdin: FakeKeyboard | undefined, isTTY: boolean): boolean => {
      const one = fakeIo('/', stdin && { stdin });
      one.stderr.isTTY = isTTY;
      return new Prompter(one, screen).isThere;
    };

    expect([isThere(keyboard, true), isThere(keyboard, false), isThere(undefined, true)]).toEqual([true, false, false]);
  });
});
