import { statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readNote, writeNote } from '../../src/cli/part-note.js';
import { TemporaryFolder } from './support/temporary-folder.js';

describe('the note beside a partial file', () => {
  const folder = new TemporaryFolder();
  const path = (name: string): string => join(folder.path, name);
  afterAll(() => folder.remove());

  it('is read as it was written, and is private', async () => {
    const note = { url: 'http://h/', etag: '"x"', lastModified: 'date', total: 5 };
    await writeNote(path('note'), note);

    expect(await readNote(path('note'))).toEqual(note);
    expect(statSync(path('note')).mode & 0o777).toBe(0o600);
  });

  it('never replaces a file', async () => {
    folder.write('there', 'x');

    await expect(writeNote(path('there'), { url: '' })).rejects.toThrow('EEXIST');
  });

  it('is not there', async () => {
    expect(await readNote(path('missing'))).toBeUndefined();
  });

  it.each(['', 'nonsense', 'null', '[]', '5', '{"etag":"x"}', '{"url":5}'])('is none of ours: %s', async (text) => {
    folder.write('foreign', text);

    expect(await readNote(path('foreign'))).toBeUndefined();
  });

  it('loses what does not belong into a header field', async () => {
    folder.write('mad', JSON.stringify({ url: 'u', etag: '"x"\r\nEvil: 1', lastModified: 5, total: -1 }));

    expect(await readNote(path('mad'))).toEqual({ url: 'u' });
  });

  it('is not read through a link', async () => {
    folder.write('target', '{"url":"u"}');
    symlinkSync(path('target'), path('link'));

    expect(await readNote(path('link'))).toBeUndefined();
  });
});
