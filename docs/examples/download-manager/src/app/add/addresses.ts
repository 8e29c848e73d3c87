/** What is wrong with a line of the text area. */
export interface LineError {
  /** Counted from 1, empty lines too. */
  readonly line: number;
  readonly message: string;
}

/** The addresses of a text, one a line, or what is wrong with it. */
export function addressesOf(text: string): { readonly urls: readonly string[]; readonly errors: readonly LineError[] } {
  const urls: string[] = [];
  const errors: LineError[] = [];
  text.split('\n').forEach((raw, at) => {
    const address = raw.trim();
    if (!address) return;
    const message = faultOf(address);
    if (message) errors.push({ line: at + 1, message });
    else urls.push(address);
  });
  return { urls, errors };
}

/** Why nothing can be fetched from an address, and what to do; undefined where it is a good one. */
export function faultOf(address: string): string | undefined {
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(address)) return `begin “${short(address)}” with http:// or https://`;
  if (!URL.canParse(address)) return `“${short(address)}” is no address: look for a typing mistake`;
  if (!/^https?:/i.test(address)) return `“${short(address)}” is neither http:// nor https://`;
  return undefined;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
