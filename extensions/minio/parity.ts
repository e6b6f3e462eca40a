/**
 * How many drives of a server may fail: what fits several servers may be more than one has.
 *
 * @module
 */

import type { ControllerContext } from "@dekube/engine/pacts";
import type { Tenant } from "./tenant.ts";

const CLASSES = ["MINIO_STORAGE_CLASS_STANDARD", "MINIO_STORAGE_CLASS_RRS"];

/** Lowers `EC:n` where the server would not start with it, and says so. */
export function fitParity(
  values: Map<string, string>,
  { manifest, pool }: Tenant,
  ctx: ControllerContext,
): void {
  const most = Math.floor(pool.drives / 2);
  for (const name of CLASSES) {
    const value = values.get(name);
    const parity = Number(/^EC:(\d+)$/.exec(value ?? "")?.[1] ?? 0);
    if (parity <= most) continue;
    values.set(name, `EC:${most}`);
    ctx.report(manifest, `${pool.path}.volumesPerServer`).info(
      "lower-parity",
      `${name} is ${value}, and the one server that there is has ${pool.drives} ${
        pool.drives === 1 ? "drive" : "drives"
      }, so it is EC:${most} here`,
    );
  }
}
