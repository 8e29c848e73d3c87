import { certificate } from './certificate.js';

const dayMs = 24 * 60 * 60 * 1000;
const daysFromNow = (days: number) => new Date(Date.now() + days * dayMs);

const hosts = ['localhost', '127.0.0.1'];
const root = certificate({ name: 'rx-qhttp test root', isAuthority: true });
const intermediate = certificate({ name: 'rx-qhttp test intermediate', isAuthority: true, issuer: root });
const leaf = certificate({ name: 'rx-qhttp test: below the intermediate', issuer: intermediate, hosts });

const past = { validFrom: daysFromNow(-2), validTo: daysFromNow(-1) };
const expiredLeaf = certificate({ name: 'rx-qhttp test: expired below', issuer: intermediate, hosts, ...past });

/** The root that has signed the others. Nobody trusts it: its certificates are made anew for each file of tests. */
export const rootCertificate = root.cert;

/** What servers show that the root has signed. */
export const signed = {
  localhost: certificate({ name: 'rx-qhttp test: localhost', issuer: root, hosts }),
  /** Not for the address. */
  localhostByName: certificate({ name: 'rx-qhttp test: by name', issuer: root, hosts: ['localhost'] }),
  otherHost: certificate({ name: 'rx-qhttp test: other host', issuer: root, hosts: ['other.example'] }),
  expired: certificate({
    name: 'rx-qhttp test: expired',
    issuer: root,
    hosts,
    ...past,
  }),
  notYetValid: certificate({
    name: 'rx-qhttp test: not yet valid',
    issuer: root,
    hosts,
    validFrom: daysFromNow(1),
    validTo: daysFromNow(2),
  }),
  /** The same below the intermediate, with the whole chain. */
  expiredBelow: { ...expiredLeaf, cert: expiredLeaf.cert + intermediate.cert },
  /** With the whole chain below the root, as a server should. */
  withIntermediate: { ...leaf, cert: leaf.cert + intermediate.cert },
  withoutIntermediate: leaf,
  client: certificate({ name: 'rx-qhttp test: client', issuer: root }),
};

/** For localhost and 127.0.0.1, signed by itself. */
export const selfSigned = certificate({ name: 'localhost', hosts });

/** The same, but expired. */
export const expiredSelfSigned = certificate({ name: 'localhost', hosts, ...past });
