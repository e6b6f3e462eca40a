/**
 * Nothing becomes a property of every object.
 *
 * @module
 */

/** What names lead to from what manifests hold: mappings, lists, texts, numbers and flags. */
const SHARED = [Object, Array, Function, String, Number, Boolean];

/**
 * From here on code that goes by foreign names and comes upon what every object has, as by `constructor.prototype`,
 * fails there. It would give each service, and each call of the platform, settings that nobody asked for.
 *
 * What every object inherits is sealed rather than frozen: one of a frozen property's name could not be assigned to any
 * object, and names such as `constructor` may be those of a Service or a variable. Extensions are loaded before, since
 * packages may bring along what a platform lacks.
 */
export function sealPrototypes(): void {
  for (const shared of SHARED) {
    Object.seal(shared.prototype);
    Object.freeze(shared);
  }
}
