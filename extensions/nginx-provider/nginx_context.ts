/**
 * What the parts of nginx.conf work with.
 *
 * @module
 */

import type { RenderContext } from "@dekube/engine/pacts/proxy";
import type { Definitions } from "./definitions.ts";

/** What a proxy works with, and what stands beside its servers. */
export interface NginxContext extends RenderContext {
  /** What stands beside the servers. */
  readonly definitions: Definitions;
}
