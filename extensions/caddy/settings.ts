/**
 * `extensions.caddy` in dekube.yaml.
 *
 * @module
 */

import { IMAGE, type Settings } from "@dekube/engine/pacts";
import { PROXY_SETTINGS } from "@dekube/engine/pacts/proxy";

/** What the user may set. */
export const SETTINGS = {
  image: { type: IMAGE, default: "caddy:2-alpine", description: "Image of the service." },
  ...PROXY_SETTINGS,
} satisfies Settings;
