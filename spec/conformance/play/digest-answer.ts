import { createHash } from 'node:crypto';
import type { ReceivedRequest } from '../recording.js';

/**
 * Judges a Digest answer (RFC 7616, 3.4.1) by computing it anew, and puts words in the place of what differs from run
 * to run, as the files do.
 */
export function withDigestJudged<R extends ReceivedRequest>(
  request: R,
  digest: readonly [user: string, password: string] | undefined,
): R {
  const line = /^(?:Proxy-)?Authorization: Digest (.*)$/im.exec(request.head);
  if (!line || !digest) return request;
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of (line[1] ?? '').matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)) {
    parameters.set(name, quoted ?? plain);
  }
  const value = (name: string) => parameters.get(name) ?? '';
  const hash = (text: string) =>
    createHash(value('algorithm') === 'SHA-256' ? 'sha256' : 'md5')
      .update(text)
      .digest('hex');
  const method = request.head.slice(0, request.head.indexOf(' '));
  const secret = hash(`${value('username')}:${value('realm')}:${digest[1]}`);
  const counted = parameters.has('qop') ? `:${value('nc')}:${value('cnonce')}:${value('qop')}` : '';
  const right = hash(`${secret}:${value('nonce')}${counted}:${hash(`${method}:${value('uri')}`)}`);
  return {
    ...request,
    head: request.head
      .replace(/\bresponse="[^"]*"/, 'response="$RESPONSE"')
      .replace(/\bcnonce="[^"]*"/, 'cnonce="$CNONCE"'),
    digestResponseCorrect: value('username') === digest[0] && value('response') === right,
  };
}
