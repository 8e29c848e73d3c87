import { HttpRequestHeader } from './http-request-header.js';

/** What the Connection field of a request says that says nothing else. */
export const keepAlive = 'Keep-Alive';

const plain = new HttpRequestHeader('GET');
plain.setValue('Connection', keepAlive);
// Whoever is given the list of one of them could else change that of all.
for (const field of plain.values()) Object.freeze(field);
Object.freeze(plain.values());

/** The header of a request without fields of its own; all of them share theirs. */
export function plainRequest(method: string, path: string): HttpRequestHeader {
  const header = plain.clone();
  header.setRequest(method, path);
  return header;
}

/** Whether a header has no fields but those of {@link plainRequest}. */
export function isPlain(header: HttpRequestHeader): boolean {
  return header.values() === plain.values();
}
