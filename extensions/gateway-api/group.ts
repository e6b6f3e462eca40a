/**
 * The group of Gateway API's kinds.
 *
 * @module
 */

/** The group. */
export const GROUP = "gateway.networking.k8s.io";
