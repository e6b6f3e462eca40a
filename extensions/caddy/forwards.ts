/**
 * Whether this Caddy forwards connections.
 *
 * @module
 */

import { readSettings, type StreamsContext } from "@dekube/engine/pacts";
import { SETTINGS } from "./settings.ts";

/** Caddy's own images, whatever their tag. */
const OFFICIAL =
  /^(?:(?:docker\.io|index\.docker\.io|public\.ecr\.aws\/docker)\/)?(?:library\/)?caddy(?:[:@]|$)/;

/** Where the user says that the image has the plugin. A Caddy of the user's own has global options of its own. */
export function forwards(ctx: StreamsContext): boolean {
  const { layer4, image } = readSettings("caddy", SETTINGS, ctx);
  if (!layer4 || ctx.config.disableIngress) return false;
  if (!OFFICIAL.test(image)) return true;
  ctx.report().warn(
    "bad-setting",
    `"extensions.caddy.layer4" in dekube.yaml is ignored, because ${image} has no plugins: name an image by extensions.caddy.image that has github.com/mholt/caddy-l4`,
  );
  return false;
}
