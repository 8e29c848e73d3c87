/**
 * A copy of what an object itself has, with nothing behind it: a polluted `Object.prototype` has no say in it.
 *
 * Where a library copies the copy into a plain object, name what must not come from there as `undefined`.
 */
export function ownProperties<T extends object>(object: T): T {
  return Object.assign(Object.create(null) as T, object);
}
