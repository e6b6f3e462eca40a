/**
 * What a claim begins with in a cluster.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#volume-snapshot-and-restore-volume-from-snapshot-support
 * @module
 */

import { type Diagnostics, mapping, text } from "../../../pacts/mod.ts";
import { nameOf } from "./volume_binder.ts";
import type { ClaimRequest } from "./volume_offer.ts";

/** Says of a claim that begins with a copy in a cluster that it begins empty here. `folder` is where it is kept. */
export function sayDataSource(
  request: ClaimRequest,
  folder: string,
  diagnostics: Diagnostics,
): void {
  const { spec, manifest, path } = request;
  const field = ["dataSourceRef", "dataSource"].find((field) =>
    text(mapping(spec[field]).name) !== ""
  );
  if (field === undefined) return;
  const { kind, name, namespace } = mapping(spec[field]);
  const source = `${text(kind) || "object"} "${
    nameOf({ namespace: text(namespace), name: text(name) })
  }"`;
  diagnostics.report(manifest, `${path}.${field}`).warn(
    "data-source",
    `the claim "${
      nameOf(request)
    }" begins with what the ${source} holds, while here it begins empty. Before the project first starts, copy that to ${folder}`,
  );
}
