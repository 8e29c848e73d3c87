// Room for `.part` and a number within the 255 bytes that file systems take.
const longestBytes = 200;
const longestExtension = 20;

/** Control characters, and invisible ones that turn the reading direction or make two names look alike. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** What leads out of a folder, and what Windows takes for something else than a letter. */
const special = /[/\\<>:"|?*]/g;
/** Names of devices, which Windows does not take for files, whatever stands behind a dot. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|(?:com|lpt)[¹²³]) *(?:\.|$)/i;

/** What Windows leaves out at the end of a name. */
const ending = /[\s.]+$/;

/** A name as it may be shown: nothing in it that does not show. */
export function printableName(name: string): string {
  return name.replace(invisible, '_');
}

/**
 * A name as it may stand in a folder: never a path, never hidden, never a device, never empty, never too long.
 *
 * @param name - whatever a server or a URL says
 */
export function cleanFileName(name: string): string {
  const plain = printableName(name.normalize('NFC')).replace(special, '_').replace(/^\s+/, '').replace(ending, '');
  const visible = plain.replace(/^[.~-]/, '_');
  if (visible === '') return 'download';
  return shortened(device.test(visible) ? `_${visible}` : visible).replace(ending, '');
}

/** `film.mkv`, 2: `film (2).mkv`. */
export function numberedName(name: string, number: number): string {
  const [stem, extension] = split(name);
  return `${stem} (${number})${extension}`;
}

function split(name: string): [stem: string, extension: string] {
  const dot = name.lastIndexOf('.');
  const isExtension = dot > 0 && name.length - dot <= longestExtension;
  return isExtension ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}

function shortened(name: string): string {
  if (bytesOf(name) <= longestBytes) return name;
  const [stem, extension] = split(name);
  let kept = '';
  let room = longestBytes - bytesOf(extension);
  for (const character of stem) {
    room -= bytesOf(character);
    if (room < 0) break;
    kept += character;
  }
  return kept + extension;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
