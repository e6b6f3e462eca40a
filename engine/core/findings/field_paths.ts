/**
 * Paths of fields as they stand in the object that a diagnostic is about.
 *
 * Whoever converts a pod may not know what it is a pod of, nor in which list of it a container stands.
 *
 * @module
 */

import { type Diagnostic, idOf, items, kindOf, type Manifest, text } from "../../../pacts/mod.ts";
import { workloadOf } from "../../../pacts/kubernetes/mod.ts";

/** Where objects have the pod that their containers are of, if elsewhere than most. */
const POD_SPECS: ReadonlyMap<string, string> = new Map([["Pod", "spec"]]);

const MOST = "spec.template.spec";

/** Diagnostics whose paths are those of the objects as they came in. */
export function withFieldPaths(
  diagnostics: readonly Diagnostic[],
  manifests: readonly Manifest[],
): Diagnostic[] {
  const byId = new Map(manifests.map((manifest) => [JSON.stringify(idOf(manifest)), manifest]));
  return diagnostics.map((diagnostic) => {
    const { resource, path } = diagnostic;
    const manifest = path === undefined ? undefined : byId.get(JSON.stringify(resource));
    if (!manifest) return diagnostic;
    return { ...diagnostic, path: inList(inPod(path!, manifest), manifest) };
  });
}

function inPod(path: string, manifest: Manifest): string {
  const place = POD_SPECS.get(kindOf(manifest));
  return place !== undefined && path.startsWith(MOST) ? place + path.slice(MOST.length) : path;
}

/** `initContainers[…]` where the container is one of those. */
function inList(path: string, manifest: Manifest): string {
  const [, name] = /^containers\[([^\]]*)\]/.exec(path) ?? [];
  if (name === undefined) return path;
  const { initContainers, containers } = workloadOf(manifest)?.pod ?? {};
  const has = (list: typeof containers) => items(list).some((one) => text(one.name) === name);
  return has(initContainers) && !has(containers) ? `initC${path.slice(1)}` : path;
}
