import { textOf } from './reason-of.ts';

/**
 * Removes a file or a folder that nobody wants any more. A browser may hold its lock on one that was written for a moment
 * after it has said that it is over: so it is tried again, for some seconds.
 */
export async function removeEntry(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  for (let waitMs = 10; ; waitMs *= 2) {
    try {
      await folder.removeEntry(name, { recursive: true });
      return;
    } catch (error) {
      if (textOf(error, 'name') === 'NotFoundError') return;
      if (waitMs > 5000) {
        console.warn(`${name} could not be removed`, error);
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
