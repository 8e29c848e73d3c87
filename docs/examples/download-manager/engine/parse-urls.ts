import { printableName } from './file-name.ts';

/** A user and a password that stood in a URL. */
export interface UrlLogin {
  readonly user: string;
  readonly password: string;
}

/** What a URL says of a transfer. */
export interface TransferUrl {
  /** Without user, password and fragment: what may be shown and kept. */
  readonly url: string;
  readonly origin: string;
  /** With the query, as it is asked for. */
  readonly path: string;
  readonly name: string;
  readonly login: UrlLogin | undefined;
}

/**
 * The URLs of a text, one a line. Empty lines are passed over.
 *
 * @throws TypeError that names the line, counted from 1
 */
export function parseUrls(lines: readonly string[]): TransferUrl[] {
  const urls: TransferUrl[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const url = parseUrl(line);
    if (!url) throw new TypeError(`Line ${index + 1} is no http or https address: ${beginning(line)}`);
    urls.push(url);
  }
  return urls;
}

/** @returns undefined for what is no http or https URL */
export function parseUrl(text: string): TransferUrl | undefined {
  const url = URL.parse(text.trim());
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  const login =
    url.username === '' && url.password === ''
      ? undefined
      : { user: decoded(url.username), password: decoded(url.password) };
  url.username = url.password = url.hash = '';
  const { href, origin, pathname, search, hostname } = url;
  const segment = decoded(pathname.slice(pathname.lastIndexOf('/') + 1));
  return { url: href, origin, path: pathname + search, name: printableName(segment) || hostname, login };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not UTF-8: the percent signs stay
  }
}

/** What was meant to be a URL, as it may be shown. */
export function beginning(line: string): string {
  const text = printableName(line.trim()).replace(/\/\/[^/]*@/, '//…@'); // no password is shown
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
