/** What docs/servers.md asks of web servers and of proxies; its cells come from the tests with these names. */
export const tables = {
  web: {
    servers: ['nginx', 'Apache'],
    features: [
      'keep-alive',
      'large bodies',
      'chunked answers',
      'ranges and conditions',
      'slow answers',
      'uploads',
      'uploads in chunks',
      'TLS 1.2',
      'TLS 1.3',
      'faulty certificates',
      'client certificates',
      'Basic',
      'Digest, MD5',
      'Digest, SHA-256',
      'Digest, stale nonces',
    ],
  },
  proxies: {
    servers: ['Squid', 'proxy-chain', 'microsocks', 'socks5-server'],
    features: [
      'HTTP, absolute URIs',
      'HTTP in a tunnel',
      'HTTPS in a tunnel',
      'faulty certificates',
      'keep-alive',
      'names looked up by the proxy',
      'unreachable hosts',
      'no password',
      'password',
      'Digest, MD5',
      'Digest, stale nonces',
      'NTLM',
    ],
  },
} as const;

type Table = (typeof tables)[keyof typeof tables];

export type Server = Table['servers'][number];
export type Feature = Table['features'][number];

/** What a server has not got, and why. Every other cell has to come from a test. */
export const lacking: Readonly<Record<Server, Readonly<Partial<Record<Feature, string>>>>> = {
  nginx: {
    'Digest, MD5': 'nginx has no Digest.',
    'Digest, SHA-256': 'nginx has no Digest.',
    'Digest, stale nonces': 'nginx has no Digest.',
  },
  Apache: {
    'Digest, SHA-256': 'mod_auth_digest knows MD5 only.',
  },
  Squid: {},
  'proxy-chain': {},
  microsocks: {},
  'socks5-server': {},
};
