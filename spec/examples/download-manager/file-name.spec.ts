import fc from 'fast-check';
import { nameFromDisposition } from '../../../docs/examples/download-manager/engine/content-disposition.ts';
import { cleanFileName, numberedName } from '../../../docs/examples/download-manager/engine/file-name.ts';

describe('The name of a file', () => {
  it.each([
    ['film.mkv', 'film.mkv'],
    ['schöne Bilder (1).zip', 'schöne Bilder (1).zip'],
    ['../x', '_._x'],
    ['..', 'download'],
    ['.', 'download'],
    ['', 'download'],
    ['   ', 'download'],
    ['/etc/passwd', '_etc_passwd'],
    ['..\\..\\boot.ini', '_._.._boot.ini'],
    ['C:\\x', 'C__x'],
    ['a\0b', 'a_b'],
    ['a\r\nb', 'a__b'],
    ['.bashrc', '_bashrc'],
    ['-rf', '_rf'],
    ['~', '_'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['com¹.log', '_com¹.log'],
    ['console.txt', 'console.txt'],
    ['name. . ', 'name'],
    ['photo\u202egpj.exe', 'photo_gpj.exe'],
    ['e\u0301', 'é'],
    ['\ud800', '_'],
  ])('%j is cleaned to %j', (name, cleaned) => {
    expect(cleanFileName(name)).toBe(cleaned);
  });

  it('is cut before its extension where it is too long, and never within a character', () => {
    expect(cleanFileName(`${'ä'.repeat(300)}.tar.gz`)).toBe(`${'ä'.repeat(98)}.gz`);
    expect(cleanFileName('😀'.repeat(300))).toBe('😀'.repeat(50));
    expect(cleanFileName(`${'a'.repeat(198)}   b`)).toBe('a'.repeat(198));
  });

  it('is one name in any case: no path, not hidden, within the bytes of a file system, and clean already', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', minLength: 100 })), (name) => {
        const cleaned = cleanFileName(name);
        expect(cleaned).toMatch(/^[^./\\\p{Cc}-][^/\\\p{Cc}]*$/u);
        expect(Buffer.byteLength(numberedName(`${cleaned}.part`, 9999))).toBeLessThanOrEqual(255);
        expect(cleanFileName(cleaned)).toBe(cleaned);
      }),
      { interruptAfterTimeLimit: 3000 },
    );
  });

  it.each([
    ['film.mkv', 'film (2).mkv'],
    ['film', 'film (2)'],
    ['a.b.c', 'a.b (2).c'],
    ['a.not an extension at all', 'a.not an extension at all (2)'],
  ])('%s is numbered as %s', (name, numbered) => {
    expect(numberedName(name, 2)).toBe(numbered);
  });
});

describe('Content-Disposition', () => {
  it.each([
    ['attachment; filename="film.mkv"', 'film.mkv'],
    ['attachment; filename=film.mkv; size=7', 'film.mkv'],
    ['attachment;FILENAME = "a \\"b\\".txt"', 'a "b".txt'],
    [`inline; filename="x"; filename*=UTF-8''sch%C3%B6n.txt`, 'schön.txt'],
    [`inline; filename*=utf-8'de'sch%C3%B6n.txt; filename="x"`, 'schön.txt'],
    [`inline; filename*=UTF-8''%ff; filename="x"`, 'x'],
    [`inline; filename*=ISO-8859-1''%e4; filename="x"`, 'x'],
    [`attachment; filename="${Buffer.from('größe-日本.txt').toString('latin1')}"`, 'größe-日本.txt'],
    ['attachment; filename="gr\xf6\xdfe.txt"', 'größe.txt'],
    ['attachment; filename=""', ''],
    ['attachment', undefined],
    ['', undefined],
    ['attachment; filename="never ends', undefined],
    ['attachment; xfilename="x"', undefined],
  ])('%s names %j', (field, name) => {
    expect(nameFromDisposition(field)).toBe(name);
  });

  it('is read in no time, whatever it is', () => {
    const begun = performance.now();
    nameFromDisposition(`attachment; filename="${'\\'.repeat(60_000)}`);
    nameFromDisposition(';filename'.repeat(10_000) + ' '.repeat(50_000));
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
