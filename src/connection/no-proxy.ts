import { ipAddressFrom, ipRangeFrom, isWithin } from './ip-address.js';
import type { Target } from './target.js';

/**
 * Whether a list of the form of `NO_PROXY` names a host, which then is reached without a proxy.
 *
 * Its entries are separated by commas or blanks. As with curl, a name stands for itself and for everything below it,
 * and a dot or `*.` in front changes nothing of that. What is no entry at all says nothing about any host.
 *
 * - `*`: every host
 * - `example.com`, `.example.com`, `*.example.com`: the host and all below it
 * - `127.0.0.1`, `::1`, `[::1]`: an address, in whatever form it is written
 * - `10.0.0.0/8`, `fe80::/10`: a range of addresses
 * - each but `*` and the ranges with `:PORT` behind it, IPv6 in brackets then: that port alone
 */
export function isExcluded({ host, port }: Pick<Target, 'host' | 'port'>, noProxy: string): boolean {
  const name = nameOf(host);
  const address = ipAddressFrom(name);
  return noProxy.split(/[\s,]+/).some((entry) => {
    if (entry === '' || entry === '*') return entry === '*';
    if (entry.includes('/')) {
      const range = ipRangeFrom(withoutBrackets(entry));
      return address !== undefined && range !== undefined && isWithin(address, range);
    }
    const [written, onlyPort] = split(entry);
    if (onlyPort !== undefined && onlyPort !== port) return false;
    const other = ipAddressFrom(written);
    if (address || other) return address?.bits === other?.bits && address?.value === other?.value;
    const suffix = nameOf(written.replace(/^\*?\./, ''));
    return suffix !== '' && (name === suffix || name.endsWith(`.${suffix}`));
  });
}

/** Names compare without case, and with the dot of the root or without (RFC 1034, section 3.1). */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** Host and port of an entry; an IPv6 address without its brackets. */
function split(entry: string): [host: string, port: number | undefined] {
  const [, host, port] = /^(\[.*\]|[^:]*):(\d{1,5})$/.exec(entry) ?? [];
  if (host === undefined) return [withoutBrackets(entry), undefined];
  return [withoutBrackets(host), Number(port)];
}

function withoutBrackets(text: string): string {
  return text.replace(/^\[(.*)\]/, '$1');
}
