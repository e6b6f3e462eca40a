/**
 * Keys that come from manifests: of variables, labels, hosts and settings of the kernel. Docker Compose refuses a whole
 * file for one that is empty, and what reads the others takes no control characters.
 *
 * @module
 */

import { type ComposeService, isMapping } from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";

/** Mappings whose keys anybody may choose; `=` would end the name in those that become lines. */
const CHOSEN: Record<string, RegExp> = {
  annotations: /^\P{Cc}+$/u,
  environment: /^[^\p{Cc}=]+$/u,
  extra_hosts: /^[^\p{Cc}=$\s]+$/u,
  labels: /^\P{Cc}+$/u,
  sysctls: /^[^\p{Cc}=]+$/u,
};

/** Takes keys off that can't stand in compose.yml, and says which. */
export function dropOddKeys(services: Record<string, ComposeService>, ctx: EngineContext): void {
  for (const service of Object.values(services)) {
    for (const [field, form] of Object.entries(CHOSEN)) {
      const map = service[field as keyof ComposeService];
      if (!isMapping(map)) continue;
      const odd = Object.keys(map).filter((key) => !form.test(key));
      if (odd.length === 0) continue;
      Object.assign(service, {
        [field]: Object.fromEntries(Object.entries(map).filter(([key]) => form.test(key))),
      });
      ctx.report(service.owner).warn(
        "odd-key",
        `compose.yml can't have these names below "${field}", which are left out: ${
          odd.slice(0, 5).map((key) => JSON.stringify(key)).join(", ")
        }${odd.length > 5 ? `, and ${odd.length - 5} more` : ""}`,
      );
    }
  }
}
