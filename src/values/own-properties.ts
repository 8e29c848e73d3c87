/** Has nothing, and nothing behind it. V8 keeps an object without any prototype as a hash table; one of this stays fast. */
const nothing = /* @__PURE__ */ Object.freeze(Object.create(null) as object);

/**
 * A copy of what an object itself has, with nothing behind it: a polluted `Object.prototype` has no say in it.
 *
 * Where a library copies the copy into a plain object, name what must not come from there as `undefined`.
 */
export function ownProperties<T extends object>(object: T): T {
  return Object.assign(Object.create(nothing) as T, object);
}
