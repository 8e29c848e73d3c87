/**
 * The addresses in a page or in a list: links of HTML, and lines of anything else. Where some of them look like files, those
 * that do not (other pages) are left out.
 *
 * @param base - the address of the page, as links may be relative
 */
export function linksIn(text: string, base: string): readonly string[] {
  const found = /<a\s/i.test(text) ? hrefsIn(text, base) : text.split(/\s+/);
  const urls = [...new Set(found)].filter((url) => /^https?:\/\//i.test(url) && URL.canParse(url));
  const files = urls.filter(isFile);
  return files.length > 0 ? files : urls;
}

/** Parsed for its links alone: nothing of it is shown, loaded or run. */
function hrefsIn(html: string, base: string): readonly string[] {
  const page = new DOMParser().parseFromString(html, 'text/html');
  return [...page.querySelectorAll('a[href]')].flatMap((link) => {
    const url = URL.parse(link.getAttribute('href') ?? '', base);
    if (!url) return [];
    url.hash = '';
    return [url.href];
  });
}

function isFile(url: string): boolean {
  const { pathname } = new URL(url);
  return /\.[a-z\d]{1,8}$/i.test(pathname) && !/\.(html?|php|aspx?|jsp)$/i.test(pathname);
}
