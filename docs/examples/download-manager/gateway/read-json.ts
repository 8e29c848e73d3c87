import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** In bytes: some ten thousand URLs. */
const longest = 4 * 1024 * 1024;

/** @throws Refusal for what is no JSON, does not say that it is, or is too long */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  // A form of another page can send text, but nothing that says that it is JSON.
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json *(;|$)/i.test(type)) throw new Refusal(415, 'Only application/json is taken');
  const pieces: Uint8Array[] = [];
  let length = 0;
  // Not ended here: the answer has to go over the same connection.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    length += piece.byteLength;
    if (length > longest) throw new Refusal(413, `More than ${longest} bytes are not taken`);
    pieces.push(piece);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)));
  } catch {
    throw new Refusal(400, 'This is no JSON');
  }
}
