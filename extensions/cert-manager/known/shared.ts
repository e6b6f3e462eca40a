/**
 * Parts of several of the kinds.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";

/** A key of a Secret. */
export const KEY: FieldNames = leaves("key name");
