import { urlParts } from '../../src/pool/url-parts.js';

function whereTo(url: string): string {
  const { origin, path } = urlParts(url);
  return `${origin.name} ${path}`;
}

// What was taken apart before is remembered by what stands in front of the path.
describe('a URL that is like one before', () => {
  it.each([
    ['http://a/b'],
    ['http://a'],
    ['https://a:444/b?c=/d'],
    ['HTTP://A/b'],
    ['http:/a/b'],
    ['http:a/b/c'],
    ['http:///a/b'],
    ['http:////a/b'],
    ['https:///a/b'],
    ['https:a/b/c'],
    ['http:\\\\a\\b'],
    ['http://a?b/c'],
    ['http://a#b/c'],
    [' http://a/b'],
    ['http://\ta/b'],
    ['http://a//b/../c'],
  ])('leads where a URL parser says, also the second time: %j', (url) => {
    const { origin, pathname, search } = new URL(url);
    const expected = `${origin} ${pathname}${search}`;

    expect([whereTo(url), whereTo(url)]).toEqual([expected, expected]);
  });

  it('does not lead to the host of that one, for all its slashes', () => {
    whereTo('http:////one/path');

    expect(whereTo('http:////other/path')).toBe('http://other /path');
  });
});
