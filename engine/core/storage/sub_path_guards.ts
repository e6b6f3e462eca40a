/**
 * Keeps folders of claims in their places.
 *
 * @module
 */

import { type ComposeService, type ConvertContext, items, type Mount } from "../../../pacts/mod.ts";

/** A claim that is a folder of the machine. */
interface FolderClaim {
  /** Its key in dekube.yaml. */
  claim: string;
  /** The folders in it that are mounted, and those that they are in, with the services that mount them. */
  parts: Map<string, Set<string>>;
}

/**
 * Has whoever can write to what a folder of a claim is in mount that folder too, in its place.
 *
 * A folder in a claim (`subPath`) is mounted by its path on the machine, and Docker follows a link that is there, wherever
 * it leads. Who can write to the folder above could put one there, which Kubernetes would not follow. What is a mount in a
 * container can't be removed or renamed by it, though; so each part of such a path is one.
 */
export function guardSubPaths(
  services: Readonly<Record<string, ComposeService>>,
  ctx: Pick<ConvertContext, "report">,
): void {
  const claims = claimsOf(services);
  for (const [name, service] of Object.entries(services)) {
    const mounts = items(service.volumes);
    const targets = new Set(mounts.map(({ target }) => cleaned(target)));
    const guards = mounts.flatMap((above) => guardsIn(above, claims, targets));
    if (guards.length === 0) continue;
    service.volumes = [...mounts, ...guards.map(({ guard }) => guard)];
    sayGuards(name, guards, ctx.report(service.owner));
  }
}

/** A mount, and who mounts what it keeps in its place. */
interface Guard {
  guard: Mount;
  claim: string;
  part: string;
  users: ReadonlySet<string>;
}

/** What a mount needs beside it. `targets` are the places that are mounts already, and are added to. */
function guardsIn(
  above: Mount,
  claims: ReadonlyMap<string, FolderClaim>,
  targets: Set<string>,
): Guard[] {
  const place = placeOf(above);
  const known = place && claims.get(place.root);
  if (!known || above.read_only) return [];
  const inside = place.subPath === "" ? "" : `${place.subPath}/`;
  return [...known.parts].flatMap(([part, users]) => {
    if (!part.startsWith(inside) || part === place.subPath) return [];
    const target = cleaned(`${above.target}/${part.slice(inside.length)}`);
    if (targets.has(target)) return [];
    targets.add(target);
    const guard: Mount = {
      ...above,
      source: `${place.root}/${part}`,
      target,
      ...above.origin ? { origin: { ...above.origin, subPath: part } } : {},
    };
    return [{ guard, claim: known.claim, part, users }];
  });
}

function sayGuards(
  name: string,
  guards: readonly Guard[],
  report: ReturnType<ConvertContext["report"]>,
): void {
  const said = new Set<string>();
  for (const { claim, part, users } of guards) {
    const key = JSON.stringify([claim, part]);
    if (said.has(key)) continue;
    said.add(key);
    const names = [...users].filter((user) => user !== name).slice(0, MOST_NAMED)
      .map((user) => `"${user}"`).join(", ");
    report.info(
      "folder-kept-in-place",
      `the service "${name}" mounts the folder "${part}" of the claim "${claim}" in its place, so that it can't remove or rename it: a link there would lead ${
        names || "it"
      }, which mounts that folder alone, to any folder of the machine`,
    );
  }
}

/** Services that one message names. */
const MOST_NAMED = 3;

/** The claims of which folders are mounted, by their sources. */
function claimsOf(
  services: Readonly<Record<string, ComposeService>>,
): ReadonlyMap<string, FolderClaim> {
  const claims = new Map<string, FolderClaim>();
  for (const [name, { volumes }] of Object.entries(services)) {
    for (const mount of items(volumes)) {
      const place = placeOf(mount);
      if (!place || place.subPath === "") continue;
      const { root, claim, subPath } = place;
      const known = claims.get(root) ?? { claim, parts: new Map() };
      claims.set(root, known);
      for (const part of pathsTo(subPath)) {
        known.parts.set(part, (known.parts.get(part) ?? new Set()).add(name));
      }
    }
  }
  // Above before below, as they are mounted.
  for (const known of claims.values()) known.parts = new Map([...known.parts].sort(byPath));
  return claims;
}

/** Where a mount of a claim's folder is: the claim's own folder, and the path in it. */
function placeOf(
  { type, source, origin }: Mount,
): { root: string; claim: string; subPath: string } | undefined {
  if (type !== "bind" || source === undefined || origin?.claim === undefined) return undefined;
  const { claim, subPath } = origin;
  const end = subPath === "" ? "" : `/${subPath}`;
  return source.endsWith(end)
    ? { root: source.slice(0, source.length - end.length), claim, subPath }
    : undefined;
}

/** A path in a container as Docker has it. */
function cleaned(target: string): string {
  return `/${target.split("/").filter((part) => part !== "" && part !== ".").join("/")}`;
}

/** A path and those above it: of `a/b/c` they are `a`, `a/b` and itself. */
function pathsTo(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function byPath([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
