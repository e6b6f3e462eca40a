/**
 * Takes services out of a project, and nothing waits for them any more.
 *
 * @module
 */

import type { RenderedService } from "../../../pacts/mod.ts";
import { dropWaits } from "./dropped_waits.ts";

/** Removes services. Whatever waited for one waits for what that one waited for. */
export function removeServices(
  services: Record<string, RenderedService>,
  names: ReadonlySet<string>,
): void {
  dropWaits(services, ({ service, dependency }) => names.has(dependency) && !names.has(service));
  for (const name of names) delete services[name];
}
