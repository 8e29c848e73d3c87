// Structural, as errors of Node may come from another realm than this code.

/** What an error says. */
export function messageOf(error: unknown): string {
  return textOf(error, 'message') ?? String(error);
}

/** The code of an error of Node, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return textOf(error, 'code');
}

function textOf(error: unknown, key: 'message' | 'code'): string | undefined {
  const text: unknown =
    typeof error === 'object' && error !== null ? (error as Partial<Record<typeof key, unknown>>)[key] : undefined;
  return typeof text === 'string' ? text : undefined;
}
