/**
 * The Secret of a ClickHouseCluster, by which servers and the operator know each other.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  objectBeside,
  type ObjectIndex,
  randomWord,
  type Secret,
  secretValue,
} from "@dekube/engine/pacts";
import { annotationsOf, labelsOf, type Resource } from "./resource.ts";

/** Keys of the Secret that are told to the server, each by a variable. */
export const SECRETS = {
  "interserver-password": "CLICKHOUSE_INTERSERVER_PASSWORD",
  "keeper-identity": "CLICKHOUSE_KEEPER_IDENTITY",
  "cluster-secret": "CLICKHOUSE_CLUSTER_SECRET",
} as const;

/** The Secret of the installation; one that is among the manifests is taken as it is. */
export function ownSecret(
  resource: Resource,
  objects: ObjectIndex,
  ctx: ControllerContext,
): { management: string; made: Manifest[] } {
  const { cr, name, namespace } = resource;
  const found = objects.get("Secret", namespace, name) as Secret | undefined;
  const keys = [...Object.keys(SECRETS), "management-password"];
  // An empty one would let everybody in.
  const known = new Map(keys.map((key) => {
    const value = found && secretValue(found, key);
    return [key, value?.trim() === "" ? undefined : value];
  }));
  const values = keys.map((key) => {
    const value = known.get(key) ?? ctx.generated.value(cr, key, () => {
      const word = randomWord(32);
      return key === "keeper-identity" ? `clickhouse:${word}` : word;
    });
    return [key, value] as const;
  });
  if (found && keys.some((key) => !known.get(key) && secretValue(found, key) !== undefined)) {
    ctx.report(cr).warn(
      "missing-password",
      `the Secret "${name}" has a key that is empty, by which everybody could sign in as another server or the operator, so what is made up takes its place. Put a value into it`,
    );
  }
  const isWhole = found !== undefined && keys.every((key) => known.get(key) !== undefined);
  return {
    management: new Map(values).get("management-password")!,
    made: isWhole ? [] : [objectBeside(cr, "Secret", name, {
      type: "Opaque",
      stringData: Object.fromEntries(values),
    }, { labels: labelsOf(resource), annotations: annotationsOf(resource) })],
  };
}
