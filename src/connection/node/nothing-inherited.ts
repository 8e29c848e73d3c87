/**
 * Options by which a connection of Node would lead elsewhere, or be another one: of `net.Socket`, of its `connect()`, of
 * the streams below it, of `tls.connect()` and of `tls.createSecureContext()`. Node copies the options that it is given
 * into plain objects, and so finds there what a polluted `Object.prototype` has.
 *
 * Not those for which `tls.connect()` has values of its own.
 */
const names = [
  // net.Socket
  ...['fd', 'handle', 'allowHalfOpen', 'onread', 'pauseOnCreate', 'manualStart', 'signal', 'typeOfService'],
  // its connect()
  ...['path', 'localAddress', 'localPort', 'family', 'hints', 'lookup', 'timeout', 'blockList'],
  ...['keepAliveInitialDelay', 'autoSelectFamily', 'autoSelectFamilyAttemptTimeout'],
  // streams
  ...['highWaterMark', 'readableHighWaterMark', 'writableHighWaterMark', 'encoding', 'defaultEncoding'],
  ...['objectMode', 'readableObjectMode', 'writableObjectMode', 'readable', 'writable', 'captureRejections'],
  ...['decodeStrings', 'read', 'write', 'writev', 'final', 'destroy', 'construct'],
  // tls.connect()
  ...['socket', 'servername', 'session', 'secureContext', 'ALPNCallback', 'SNICallback', 'pskCallback'],
  ...['requestOCSP', 'enableTrace'],
  // tls.createSecureContext()
  ...['ca', 'cert', 'key', 'pfx', 'passphrase', 'crl', 'dhparam', 'ecdhCurve', 'sigalgs', 'minVersion', 'maxVersion'],
  ...['secureProtocol', 'secureOptions', 'sessionIdContext', 'sessionTimeout', 'ticketKeys', 'clientCertEngine'],
  ...['privateKeyEngine', 'privateKeyIdentifier', 'honorCipherOrder', 'allowPartialTrustChain'],
  'certificateCompression',
];

/** All of them, named as missing. */
export const nothingInherited: object = Object.fromEntries(names.map((name) => [name, undefined]));
