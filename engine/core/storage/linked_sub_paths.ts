/**
 * Says which mounts a container can lead elsewhere.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  type Mount,
  settingPath,
} from "../../../pacts/mod.ts";

/** A mount of a folder in a claim that is a folder of the machine. */
interface ClaimMount {
  service: string;
  owner: ComposeService["owner"];
  claim: string;
  subPath: string;
  readOnly: boolean;
}

/**
 * A folder in a claim is mounted by its path on the machine, and Docker follows a link that is there, wherever it leads.
 * Who has the folder above can put one there, which Kubernetes would not follow.
 */
export function sayLinkedSubPaths(
  services: Readonly<Record<string, ComposeService>>,
  ctx: Pick<ConvertContext, "report">,
): void {
  const mounts = Object.entries(services).flatMap(([service, { owner, volumes }]) =>
    items(volumes).flatMap((mount) => claimMount(mount, service, owner))
  );
  const writers = new Map<string, Set<string>>();
  for (const { service, claim, subPath, readOnly } of mounts) {
    if (readOnly) continue;
    const key = placeKey(claim, subPath);
    writers.set(key, (writers.get(key) ?? new Set()).add(service));
  }
  const said = new Set<string>();
  for (const { service, owner, claim, subPath } of mounts) {
    const above = foldersAbove(subPath).flatMap((path) => [
      ...(writers.get(placeKey(claim, path))?.values().take(MOST_NAMED) ?? []),
    ]);
    const key = JSON.stringify([service, claim, subPath]);
    if (above.length === 0 || said.has(key)) continue;
    said.add(key);
    const names = [...new Set(above)].slice(0, MOST_NAMED).map((name) => `"${name}"`).join(", ");
    ctx.report(owner).warn(
      "link-in-claim",
      `the service "${service}" mounts the folder "${subPath}" of the claim "${claim}", and ${names} can write to what that is in: a link in its place would lead "${service}" to any folder of the machine, which Kubernetes refuses. Unless you trust the images, keep the claim in a volume of Docker's, which refuses it too: ${
        settingPath("volumes", claim)
      }: {} in dekube.yaml`,
    );
  }
}

/** Services that one message names. */
const MOST_NAMED = 3;

function placeKey(claim: string, path: string): string {
  return JSON.stringify([claim, path]);
}

/** The folders that a path is in, the claim itself among them: of `a/b/c` they are ``, `a` and `a/b`. */
function foldersAbove(path: string): string[] {
  if (path === "") return [];
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index).join("/"));
}

function claimMount(
  { type, origin, read_only }: Mount,
  service: string,
  owner: ComposeService["owner"],
): ClaimMount[] {
  if (type !== "bind" || origin?.claim === undefined) return [];
  const { claim, subPath } = origin;
  return [{ service, owner, claim, subPath, readOnly: read_only === true }];
}
