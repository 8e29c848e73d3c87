import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { page, pages, project } from './support/pages.js';

/** The links of a page that lead to a file of the project, pictures included. */
function linksIn(path: string): string[] {
  const targets = [...page(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^https?:/.test(target));
}

/** The anchors that a page's headings make. */
function anchorsOf(path: string): string[] {
  const headings = [...page(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('links in the pages', () => {
  it.each(pages)('of %s lead somewhere', (path) => {
    const dead = linksIn(path).filter((target) => {
      const [file = '', anchor] = target.split('#');
      const other = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(project, other))) return true;
      return anchor !== undefined && !anchorsOf(other).includes(anchor);
    });
    expect(dead).toEqual([]);
  });
});
