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
  const byClaim = Map.groupBy(mounts, ({ claim }) => claim);
  const said = new Set<string>();
  for (const { service, owner, claim, subPath } of mounts) {
    const writers = byClaim.get(claim)!.filter((other) =>
      !other.readOnly && other.subPath !== subPath &&
      (other.subPath === "" || subPath.startsWith(`${other.subPath}/`))
    );
    const key = JSON.stringify([service, claim, subPath]);
    if (subPath === "" || writers.length === 0 || said.has(key)) continue;
    said.add(key);
    const names = [...new Set(writers.map((writer) => `"${writer.service}"`))].join(", ");
    ctx.report(owner).warn(
      "link-in-claim",
      `the service "${service}" mounts the folder "${subPath}" of the claim "${claim}", and ${names} can write to what that is in: a link in its place would lead "${service}" to any folder of the machine, which Kubernetes refuses. Unless you trust the images, keep the claim in a volume of Docker's, which refuses it too: ${
        settingPath("volumes", claim)
      }: {} in dekube.yaml`,
    );
  }
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
