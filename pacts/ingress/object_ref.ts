/**
 * Names of objects.
 *
 * @module
 */

/** An object by namespace and name. */
export interface ObjectRef {
  /** Its namespace. */
  namespace: string;
  /** Its name. */
  name: string;
}
