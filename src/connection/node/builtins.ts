/**
 * Modules of Node's own. Each takes Node half a millisecond more where it is imported: an ES module of it is made first,
 * though undici has loaded it long ago.
 */
export const crypto = process.getBuiltinModule('node:crypto');
export const dns = process.getBuiltinModule('node:dns');
export const net = process.getBuiltinModule('node:net');
export const tls = process.getBuiltinModule('node:tls');
