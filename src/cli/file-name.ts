// Room for `.part.json` and a number within the 255 bytes that common file systems take.
const longestBytes = 200;
const longestExtensionBytes = 20;

// Control characters (NUL is one), both kinds of slash, what Windows refuses, and invisible characters that would make
// a name look like another one.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}/\\<>:"|?*]/gu;

// Device names of Windows, with any extension. The superscript digits count there, too.
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)/i;

/**
 * A name for the file that is fetched from this URL path: one name that never leads out of its folder.
 *
 * The last segment, percent-decoded; `index.html` where it is empty. Unsafe characters become `_`, and so does what
 * would make the file hidden (`.`), an option (`-`) or a device (`CON`). Over-long names are cut before the extension.
 *
 * @param path - as in a URL, percent-encoded, with or without a query
 */
export function fileNameFromPath(path: string): string {
  const [pathname = ''] = path.split(/[?#]/, 1);
  const segment = decoded(pathname.slice(pathname.lastIndexOf('/') + 1));
  const plain = segment
    .normalize('NFC')
    .replace(unsafe, '_')
    .replace(/^ +|[ .]+$/g, '');
  if (plain === '') return segment === '' ? 'index.html' : '_';
  const visible = plain.replace(/^[.-]/, '_');
  return cut(device.test(visible) ? `_${visible}` : visible);
}

/**
 * Gives each file of one run a name of its own.
 *
 * A name that is taken gets a number before its extension (`a-2.txt`). The names of the partial file and its note count
 * as taken, too, and so does a name that differs in case alone, which is the same file on some systems.
 */
export class FileNames {
  readonly #taken = new Set<string>();

  /** The name itself, or the first numbered one that is free. */
  take(name: string): string {
    let free = name;
    for (let number = 2; this.#isTaken(free); number += 1) free = numbered(name, number);
    for (const one of family(free)) this.#taken.add(one);
    return free;
  }

  #isTaken(name: string): boolean {
    return family(name).some((one) => this.#taken.has(one));
  }
}

/** The file under which an unfinished download is kept. */
export function partName(name: string): string {
  return `${name}.part`;
}

/** The file that says what an unfinished download is a part of. */
export function noteName(name: string): string {
  return `${name}.part.json`;
}

function family(name: string): string[] {
  return [name, partName(name), noteName(name)].map((one) => one.toLowerCase());
}

function numbered(name: string, number: number): string {
  const [stem, extension] = split(name);
  return `${stem}-${number}${extension}`;
}

function cut(name: string): string {
  if (Buffer.byteLength(name) <= longestBytes) return name;
  const [stem, extension] = split(name);
  let kept = '';
  let room = longestBytes - Buffer.byteLength(extension);
  for (const character of stem) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    kept += character;
  }
  return kept + extension;
}

function split(name: string): [stem: string, extension: string] {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot) : '';
  return Buffer.byteLength(extension) > longestExtensionBytes
    ? [name, '']
    : [name.slice(0, name.length - extension.length), extension];
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not UTF-8: the percent signs stay.
    return segment;
  }
}
