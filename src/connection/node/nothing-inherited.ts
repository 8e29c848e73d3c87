/**
 * What a polluted `Object.prototype` has, named as missing. Node copies the options that it is given into plain objects,
 * and so would find it there: an address, a socket, a key by which a connection leads elsewhere or is another one.
 */
export function nothingInherited(): object {
  const names = Object.keys(Object.prototype).filter((name) => !defaults.has(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** For these `tls.connect()` has values of its own, which stand before what is inherited. */
const defaults = new Set(['ciphers', 'minDHSize']);
