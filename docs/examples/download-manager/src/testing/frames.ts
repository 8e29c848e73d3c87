/** Frames and timers that come when a spec says so. */
export function useFrames(): void {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['requestAnimationFrame', 'cancelAnimationFrame', 'setTimeout', 'clearTimeout', 'performance'],
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** The next frame: everything that was asked for happens. */
export function frame(): void {
  vi.advanceTimersToNextFrame();
}
