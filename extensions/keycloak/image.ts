/**
 * The image of a Keycloak server, and what its tag gives away.
 *
 * @module
 */

import type { Spec } from "./spec.ts";

/** The image that the operator would run where the resource names none. */
export const DEFAULT_IMAGE = "quay.io/keycloak/keycloak:26.7.4";

/** An image, and what is known of the server in it. */
export interface Image {
  /** Reference of the image. */
  name: string;
  /** Major version of the server, where the tag says it; whatever says none is taken for a current one. */
  major: number;
  /** Whether the server in it has been built already (`kc.sh build`), so that it starts with `--optimized`. */
  optimized: boolean;
}

/** What is taken for the version of an image whose tag says nothing. */
const CURRENT = 26;

/**
 * `spec.image`, else the default. An image of one's own counts as built, as the operator has it; the
 * stock one never is, and would refuse to start with `--optimized`.
 */
export function imageOf(spec: Spec, fallback: string): Image {
  const own = spec.text("image").trim();
  const name = own === "" ? fallback : own;
  return {
    name,
    major: majorOf(name),
    optimized: spec.flag("startOptimized") ?? (own !== "" && !isStock(own)),
  };
}

/** The server runs on Quarkus, and in that operator, since 17; a smaller number is somebody's own count. */
function majorOf(name: string): number {
  const tag = /:v?(\d+)(?:[.-][\w.-]*)?$/.exec(name.split("@", 1)[0])?.[1];
  const major = tag === undefined ? CURRENT : Number(tag);
  return major >= 17 && major < 1000 ? major : CURRENT;
}

function isStock(name: string): boolean {
  return /^(quay\.io\/|docker\.io\/)?keycloak\/keycloak([:@]|$)/.test(name);
}
