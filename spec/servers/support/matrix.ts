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
      'HTTP by absolute URIs',
      'HTTP through SOCKS 5',
      'HTTPS through CONNECT or SOCKS 5',
      'faulty certificates',
      'names looked up by the proxy',
      'hosts that refuse',
      'passwords, Basic',
      'passwords of SOCKS',
      'Digest, MD5',
      'Digest, stale nonces',
    ],
  },
} as const;

type Table = (typeof tables)[keyof typeof tables];

export type Server = Table['servers'][number];
export type Feature = Table['features'][number];

const socksOnly = {
  'HTTP by absolute URIs': 'SOCKS knows nothing of HTTP.',
  'passwords, Basic': 'SOCKS has passwords of its own.',
  'Digest, MD5': 'SOCKS has passwords of its own.',
  'Digest, stale nonces': 'SOCKS has passwords of its own.',
} as const;

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
  Squid: {
    'HTTP through SOCKS 5': 'Squid speaks no SOCKS.',
    'passwords of SOCKS': 'Squid speaks no SOCKS.',
  },
  'proxy-chain': {
    'HTTP through SOCKS 5': 'proxy-chain serves no SOCKS.',
    'passwords of SOCKS': 'proxy-chain serves no SOCKS.',
    'Digest, MD5': 'proxy-chain knows Basic only.',
    'Digest, stale nonces': 'proxy-chain knows Basic only.',
  },
  microsocks: socksOnly,
  'socks5-server': socksOnly,
};
