import { heapSlope, type Sample } from '../../bench/soak/samples.js';

function samples(heapOf: (commands: number) => number): Sample[] {
  return Array.from({ length: 100 }, (_, i) => {
    const commands = i * 1000;
    return { seconds: i, commands, faults: 0, heap: heapOf(commands), resident: 0, handles: 0 };
  });
}

describe('the slope of the heap', () => {
  it('is what each thousand commands leave behind', () => {
    const { bytesPerThousand, noise } = heapSlope(samples((commands) => 1e7 + 3 * commands));
    expect([Math.round(bytesPerThousand), Math.round(noise)]).toEqual([3000, 0]);
  });

  it('leaves out the warming up', () => {
    const { bytesPerThousand } = heapSlope(samples((commands) => (commands < 50_000 ? 0 : 1e7)));
    expect(bytesPerThousand).toBe(0);
  });

  it('tells what may be noise', () => {
    const { bytesPerThousand, noise } = heapSlope(samples((commands) => 1e7 + (commands % 7) * 50_000));
    expect(Math.abs(bytesPerThousand)).toBeLessThan(noise);
  });
});
