/**
 * Says which names on `hosts` in dekube.yaml no manifest has.
 *
 * @module
 */

import { append } from "../../../pacts/append.ts";
import { type Diagnostics, isMapping, type Manifest, settingPath } from "../../../pacts/mod.ts";
import { isHost } from "../../../pacts/ingress/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";
import type { HostRenames } from "./host_renames.ts";

/** More texts are not looked at: it is only to guess what was meant. */
const MOST_TEXTS = 100_000;

/** Warns of names that stand nowhere. */
export function warnUnusedHosts(
  renames: HostRenames,
  manifests: readonly Manifest[],
  diagnostics: Diagnostics,
): void {
  const { unused } = renames;
  if (unused.length === 0) return;
  const known = [...hostsIn(manifests)];
  for (const name of unused) {
    diagnostics.warn(
      "unknown-host",
      `"${settingPath("hosts", name)}" in dekube.yaml is a name that no manifest has${
        nearest(name, known)
      }, so it has no effect`,
    );
  }
}

/** Texts that are host names, as routes have them. */
function hostsIn(manifests: readonly Manifest[]): Set<string> {
  const hosts = new Set<string>();
  const waiting: unknown[] = manifests.map(({ spec }) => spec);
  for (let looked = 0; waiting.length > 0 && looked < MOST_TEXTS; looked++) {
    const value = waiting.pop();
    if (typeof value === "string") {
      if (value.includes(".") && isHost(value) && !/^[\d.]+$/.test(value)) hosts.add(value);
    } else if (Array.isArray(value)) append(waiting, value);
    else if (isMapping(value)) append(waiting, Object.values(value));
  }
  return hosts;
}
