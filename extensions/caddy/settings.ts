/**
 * `extensions.caddy` in dekube.yaml.
 *
 * @module
 */

import { BOOLEAN, IMAGE, type Settings } from "@dekube/engine/pacts";
import { PROXY_SETTINGS } from "@dekube/engine/pacts/proxy";

/** What the user may set. */
export const SETTINGS = {
  image: { type: IMAGE, default: "caddy:2-alpine", description: "Image of the service." },
  layer4: {
    type: BOOLEAN,
    default: false,
    description:
      "The image has the plugin github.com/mholt/caddy-l4, so connections of TCP, UDP and TLS are forwarded.",
  },
  ...PROXY_SETTINGS,
} satisfies Settings;
