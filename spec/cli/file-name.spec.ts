import { FileNames, fileNameFromPath } from '../../src/cli/file-name.js';

describe('fileNameFromPath', () => {
  it.each([
    ['/a.txt', 'a.txt'],
    ['/folder/a.txt?x=/y', 'a.txt'],
    ['/a%20b.txt', 'a b.txt'],
    ['/gr%C3%BCn.txt', 'grün.txt'],
    ['/gru%CC%88n.txt', 'grün.txt'],
    ['/', 'index.html'],
    ['/folder/', 'index.html'],
    ['/..', '_'],
    ['/%2e%2e', '_'],
    ['/.', '_'],
    ['/..%2f..%2fetc%2fpasswd', '_._.._etc_passwd'],
    ['/..%5c..%5cwindows', '_._.._windows'],
    ['/%2Fetc%2Fpasswd', '_etc_passwd'],
    ['/C%3A%5Cx', 'C__x'],
    ['/a%00b', 'a_b'],
    ['/a%0d%0ab%1b%7f', 'a__b__'],
    ['/a%C2%9Bb', 'a_b'],
    ['/a%E2%80%AEtxt.exe', 'a_txt.exe'],
    ['/%20%20', '_'],
    ['/a.%20.', 'a'],
    ['/.bashrc', '_bashrc'],
    ['/-rf', '_rf'],
    ['/CON', '_CON'],
    ['/con.txt', '_con.txt'],
    ['/Com1.log', '_Com1.log'],
    ['/nul%20.txt', '_nul .txt'],
    ['/console.txt', 'console.txt'],
    ['/com10', 'com10'],
    ['/%ff', '%ff'],
    ['/%', '%'],
    ['/a%3Ab%3Fc%2Ad%22e%3Cf%3Eg%7Ch', 'a_b_c_d_e_f_g_h'],
  ])('makes of %s the name %s', (path, name) => {
    expect(fileNameFromPath(path)).toBe(name);
  });

  it('cuts a long name before its extension, between characters', () => {
    expect(fileNameFromPath(`/${'a'.repeat(300)}.tar`)).toBe(`${'a'.repeat(196)}.tar`);
    expect(fileNameFromPath(`/${encodeURIComponent('é'.repeat(150))}.txt`)).toBe(`${'é'.repeat(98)}.txt`);
    expect(fileNameFromPath(`/${encodeURIComponent('😀'.repeat(150))}`)).toBe('😀'.repeat(50));
  });

  it('cuts an extension that is none', () => {
    expect(fileNameFromPath(`/a.${'b'.repeat(300)}`)).toBe(`a.${'b'.repeat(198)}`);
  });
});

describe('FileNames', () => {
  function taken(...names: string[]): string[] {
    const all = new FileNames();
    return names.map((name) => all.take(name));
  }

  it('numbers names that are taken', () => {
    expect(taken('a.txt', 'b.txt', 'a.txt', 'a.txt', 'a-2.txt', 'a', 'a')).toEqual([
      'a.txt',
      'b.txt',
      'a-2.txt',
      'a-3.txt',
      'a-2-2.txt',
      'a',
      'a-2',
    ]);
  });

  it('takes names that differ in case alone for one', () => {
    expect(taken('A.txt', 'a.TXT')).toEqual(['A.txt', 'a-2.TXT']);
  });

  it('keeps clear of partial files and their notes', () => {
    expect(taken('a', 'a.part', 'a.part.json')).toEqual(['a', 'a-2.part', 'a.part-2.json']);
    expect(taken('a.part', 'a')).toEqual(['a.part', 'a-2']);
  });
});
