import 'vitest';

declare module 'vitest' {
  /** What `support/server.ts` hands to the specs. */
  interface ProvidedContext {
    origin: string;
  }
}
