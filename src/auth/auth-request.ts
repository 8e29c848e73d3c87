/** What an answer to a challenge may depend on. */
export interface AuthRequest {
  readonly method: string;
  /** The request-target as it is sent: a path, an absolute URI to a proxy, `host:port` for CONNECT. */
  readonly uri: string;
  /** The bytes of the body, empty where there is none; undefined where they are not known before they are sent. */
  readonly body?: Uint8Array | undefined;
}
