/**
 * Names that lead to the proxy from inside, too.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { ipAddress } from "../ip_address.ts";
import type { Sites } from "./sites.ts";

/**
 * The hosts of sites that containers should find the proxy behind, so that a public name works inside as it does
 * outside: literal ones that nothing in the project goes by. A name without a dot might be that of any Compose
 * service.
 */
export function publicNames(
  { hosts }: Pick<Sites, "hosts">,
  ctx: Pick<ConvertContext, "services">,
): string[] {
  return hosts.filter((host) =>
    host.includes(".") && !host.startsWith("*") && ipAddress(host) === undefined &&
    !ctx.services.find(host, "")
  );
}
