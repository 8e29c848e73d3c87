/** What an error says. It may be of another realm, such as that of a frame: then it is no `Error` of this one. */
export function reasonOf(error: unknown): string {
  const message = textOf(error, 'message');
  return message === '' ? String(error) : message;
}

/** A property of an error where that is a text; else an empty one. */
export function textOf(error: unknown, key: 'code' | 'message' | 'name'): string {
  if (typeof error !== 'object' || error === null || !(key in error)) return '';
  const value = (error as Readonly<Record<string, unknown>>)[key]; // it has the property, of whatever type
  return typeof value === 'string' ? value : '';
}
