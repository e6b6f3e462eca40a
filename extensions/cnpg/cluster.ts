/**
 * A Cluster with what everything else needs to know of it.
 *
 * @see https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/
 * @module
 */

import {
  type ConvertContext,
  idOf,
  type Manifest,
  mapping,
  namespaceOf,
  type ResourceId,
} from "@dekube/engine/pacts";
import { isStorable } from "@dekube/engine/pacts/postgres";
import { type PostgresImage, postgresImage } from "./image.ts";
import { word } from "./read.ts";

/** Names that the API server takes: they become file names and parts of URLs. */
const NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/** A Cluster, its names checked and its defaults filled in. */
export interface Cluster {
  /** Its identity. */
  id: ResourceId;
  /** `metadata.name`. */
  name: string;
  /** Its namespace; empty where it is unknown. */
  namespace: string;
  /** The manifest as it is. */
  manifest: Manifest;
  /** `spec`. */
  spec: Record<string, unknown>;
  /** What the container runs. */
  image: PostgresImage;
  /** `bootstrap.initdb`, or what stands in its place. */
  bootstrap: Record<string, unknown>;
  /** Database of the application (`bootstrap.initdb.database`, `app`). */
  database: string;
  /** Role that owns it (`bootstrap.initdb.owner`, the database's name). */
  owner: string;
}

/** Reads a Cluster; `undefined`, and said, where it is none that can be converted. */
export function readCluster(manifest: Manifest, ctx: ConvertContext): Cluster | undefined {
  const id = idOf(manifest);
  const { name } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  if (!NAME.test(name) || (namespace !== "" && !NAME.test(namespace))) {
    ctx.report(id, "metadata.name").warn(
      "bad-name",
      `"${name}" in namespace "${namespace}" is no name that Kubernetes takes (lower-case letters, digits, "-"), so the Cluster is left out. Rename it`,
    );
    return undefined;
  }
  const spec = mapping(manifest.spec);
  const { initdb, recovery, pg_basebackup: copied } = mapping(spec.bootstrap);
  const bootstrap = mapping(initdb ?? recovery ?? copied);
  const database = readName("database", "app");
  return {
    id,
    name,
    namespace,
    manifest,
    spec,
    image: postgresImage(manifest, ctx),
    bootstrap,
    database,
    owner: readName("owner", database),
  };

  function readName(field: string, fallback: string): string {
    const value = word(bootstrap[field]) || fallback;
    if (isStorable(value)) return value;
    ctx.report(id, `spec.bootstrap.initdb.${field}`).warn(
      "bad-name",
      `the ${field} has a NUL in its name; it is called "${fallback}"`,
    );
    return fallback;
  }
}
