/**
 * The remedy where something asks the Kubernetes API, in words that can be typed.
 *
 * @module
 */

/** How to have an API beside the project, as a sentence behind what does not happen without one. */
export const HAVE_API =
  'Where something needs that, have an API beside the project: "extensions.kube-api.mode: auto" in dekube.yaml';
