import { login } from './answers.ts';

/** What is to be seen on the server, and what it shows. */
export interface DemoUrl {
  readonly url: string;
  readonly shows: string;
}

/** What a file is like whose URL does not say it, so that the URLs are short. */
const queries: Readonly<Record<string, string>> = {
  '/files/spring.bin': 'bytes=12000000&rate=2000000',
  '/files/summer.bin': 'bytes=8000000&rate=2000000&length=unknown',
  '/private/autumn.bin': 'bytes=4000000&rate=2000000',
  '/files/winter.bin': 'bytes=6000000&rate=2000000',
  '/files/adagio.flac': 'bytes=8000000&rate=1000000',
  '/broken/scherzo.flac': 'bytes=6000000&rate=1000000',
  '/files/finale.flac': 'bytes=6000000&rate=1000000',
  '/files/letter.bin': 'bytes=3000000&rate=1000000',
  '/upload': 'rate=1000000',
};

/** The query of a URL, and behind it what it does not say. */
export function queryOf(path: string, search: string): URLSearchParams {
  return new URLSearchParams([search.slice(1), queries[path]].filter(Boolean).join('&'));
}

/**
 * Three pipelines, as a pipeline is an origin: one of files that come, one that fails in the middle, and one whose
 * certificate nobody knows.
 *
 * @param http - origin of the plain server by its address
 * @param byName - the same server by its name, which is another origin
 * @param https - origin of the server with the certificate that signed itself
 */
export function demoUrls(http: string, byName: string, https: string): readonly DemoUrl[] {
  const needsLogin = `a file for ${login.user}, whose password is ${login.password}`;
  return [
    { url: `${http}/files/spring.bin`, shows: 'a file' },
    { url: `${http}/files/summer.bin`, shows: 'a file whose length nobody tells' },
    { url: `${http}/private/autumn.bin`, shows: needsLogin },
    { url: `${http}/files/winter.bin`, shows: 'a file' },
    { url: `${byName}/files/adagio.flac`, shows: 'a file' },
    { url: `${byName}/broken/scherzo.flac`, shows: 'one that breaks off' },
    { url: `${byName}/files/finale.flac`, shows: 'what waits behind it' },
    { url: `${https}/files/letter.bin`, shows: 'a certificate to ask about' },
  ];
}

/** A page with the links, for who opens the server itself. */
export function indexPage(urls: readonly DemoUrl[], uploadUrl: string): string {
  const items = urls.map(
    ({ url, shows }) => `      <li><a href="${escaped(url)}">${escaped(url)}</a>: ${shows}</li>\n`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Files to try downloads with</title>
  </head>
  <body>
    <h1>Files to try downloads with</h1>
    <ul>
${items.join('')}    </ul>
    <p>What is sent by POST to <code>${escaped(uploadUrl)}</code> is counted, and goes nowhere.</p>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
