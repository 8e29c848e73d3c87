import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { PartNote } from './resume.js';

const longestNoteBytes = 64 * 1024;

/** Writes the note beside a new partial file; readable for its owner alone, since a URL may hold secrets. */
export async function writeNote(path: string, note: PartNote): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(note)}\n`);
  } finally {
    await handle.close();
  }
}

/** Reads a note; undefined where there is none, or where it is none of ours. */
export async function readNote(path: string): Promise<PartNote | undefined> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestNoteBytes), 0, longestNoteBytes, 0);
      return toNote(JSON.parse(buffer.toString('utf8', 0, bytesRead)));
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

// What goes into a header field: no control characters.
const validator = /^[\x20-\x7e\x80-\xff]+$/;

function toNote(value: unknown): PartNote | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { url, etag, lastModified, total } = value as Record<keyof PartNote, unknown>;
  if (typeof url !== 'string') return undefined;
  return {
    url,
    ...(isValidator(etag) ? { etag } : {}),
    ...(isValidator(lastModified) ? { lastModified } : {}),
    ...(typeof total === 'number' && Number.isSafeInteger(total) && total >= 0 ? { total } : {}),
  };
}

function isValidator(value: unknown): value is string {
  return typeof value === 'string' && validator.test(value);
}
