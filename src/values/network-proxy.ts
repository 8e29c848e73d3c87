/**
 * A proxy.
 *
 * - `none`: no proxy
 * - `http`: plain HTTP with absolute URIs, HTTPS through CONNECT
 * - `httpCaching`: plain HTTP with absolute URIs; HTTPS is an error
 * - `socks5`: names are looked up by the proxy
 * - `environment`: what `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say
 *
 * Source: Qt 4, `QNetworkProxy`.
 */
export interface NetworkProxy {
  readonly type: 'none' | 'http' | 'httpCaching' | 'socks5' | 'environment';
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}
