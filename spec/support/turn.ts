/** One turn of the event loop: what the kernel holds ready for a socket of this process is read in it. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
