/**
 * Whether a connection is plain or TLS. The values are strings, so that `setHost(host, port)` and
 * `setHost(host, mode, port)` can be told apart.
 *
 * Source: Qt 4, `QHttp::ConnectionMode`.
 */
export const ConnectionMode = { Http: 'http', Https: 'https' } as const;
export type ConnectionMode = (typeof ConnectionMode)[keyof typeof ConnectionMode];
