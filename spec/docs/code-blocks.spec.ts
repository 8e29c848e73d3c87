import { filesIn, page, pages } from './support/pages.js';

/** The blocks of JavaScript and TypeScript in a page. */
function codeBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```(?:js|ts|javascript|typescript)\n([^]*?)^```$/gm)].map(([, code = '']) => code);
}

/** What stands between blank lines. Types in comments are for the compiler, a page need not show them. */
function paragraphs(code: string): string[] {
  const untyped = code.replaceAll(/^ *\/\*\*(?:[^*]|\*(?!\/))*\*\/\n/gm, '');
  return untyped.split(/\n\s*\n/).map((paragraph) => paragraph.trimEnd().replace(/^\n+/, ''));
}

/** Whether all paragraphs of a block stand in the program, in the same order. */
function isTakenFrom(program: string, block: string): boolean {
  const theirs = paragraphs(program);
  let from = 0;
  return paragraphs(block).every((paragraph) => {
    const at = theirs.findIndex((one, index) => index >= from && isPartOf(one, paragraph));
    from = at + 1;
    return at >= 0;
  });
}

/** Whole lines one after the other, which may stand further to the right. */
function isPartOf(theirs: string, ours: string): boolean {
  const lines = theirs.split('\n');
  const wanted = ours.split('\n');
  return lines.some((_line, start) => {
    const indent = /^ */.exec(lines[start] ?? '')?.[0] ?? '';
    return wanted.every(
      (line, index) => lines[start + index] === indent.slice(/^ */.exec(wanted[0] ?? '')?.[0].length ?? 0) + line,
    );
  });
}

const programs = [
  ...['docs/examples', 'docs/guide'].flatMap((folder) => filesIn(folder, '.mjs')),
  // Tested with Angular's own tools, by `npm run test:angular`.
  ...filesIn('spec/angular/src/examples', '.ts').filter((path) => !path.endsWith('.spec.ts')),
].map((path) => page(path));
const blocks = pages.flatMap((path) => codeBlocks(page(path)).map((block) => [path, block] as const));

describe('code in the pages', () => {
  it('is there', () => {
    expect(blocks.length).toBeGreaterThan(3);
  });

  it.each(blocks)('of %s stands in a program that CI runs:\n%s', (_path, block) => {
    expect(programs.filter((program) => isTakenFrom(program, block))).toHaveLength(1);
  });

  it('is noticed when it is not what the program says', () => {
    const program = 'a();\nb();\n\n  c();\n  d();\n';
    expect(isTakenFrom(program, 'b();\n\nc();\nd();\n')).toBe(true);
    expect(isTakenFrom(program, 'c();\n\na();\n')).toBe(false);
    expect(isTakenFrom(program, 'a();\nd();\n')).toBe(false);
    expect(isTakenFrom(program, 'a(1);\n')).toBe(false);
  });
});
