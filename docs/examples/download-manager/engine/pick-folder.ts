import { textOf } from './reason-of.ts';

/** File System Access, which the types of the DOM do not know. */
interface Picker {
  showDirectoryPicker?(options: { readonly mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
}

/** @returns undefined where the person has chosen none, or the browser cannot ask */
export async function pickFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await (globalThis as Picker).showDirectoryPicker?.({ mode: 'readwrite' });
  } catch (error) {
    if (textOf(error, 'name') === 'AbortError') return undefined;
    throw error;
  }
}
