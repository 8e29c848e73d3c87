import { HttpContext, HttpContextToken } from '@angular/common/http';

/**
 * The name of the ordered pipeline that a call of `HttpClient` joins; undefined, the default, for none: such a call is a
 * sequence of its own.
 */
export const QHTTP_PIPELINE: HttpContextToken<string | undefined> = /* @__PURE__ */ new HttpContextToken<
  string | undefined
>(() => undefined);

/**
 * The context of a call that joins an ordered pipeline: it runs when those of the same name that were subscribed before have
 * succeeded, and when one of them fails it is dropped.
 *
 * @param context - one that has other values already; it gets this one, too
 *
 * @example
 * http.post('/jobs', job, { context: inPipeline('printer') }).subscribe();
 */
export function inPipeline(name: string, context: HttpContext = new HttpContext()): HttpContext {
  return context.set(QHTTP_PIPELINE, name);
}
