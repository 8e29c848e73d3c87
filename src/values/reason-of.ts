/**
 * The text of an error of any kind. It may come from another realm (a vm context, a worker, an iframe), where
 * `instanceof Error` is false.
 */
export function reasonOf(error: unknown): string {
  return textOf(error, 'message') || textOf(error, 'code') || String(error);
}

/** A property of an error where that is a text; else an empty one. */
export function textOf(error: unknown, key: 'code' | 'name' | 'message'): string {
  if (typeof error !== 'object' || error === null || !(key in error)) return '';
  const value = (error as Readonly<Record<string, unknown>>)[key]; // it has the property, of whatever type
  return typeof value === 'string' ? value : '';
}
