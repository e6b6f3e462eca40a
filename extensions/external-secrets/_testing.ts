/**
 * Converts ExternalSecrets, for tests.
 *
 * @module
 */

import type { Manifest, Mapping, OutputFiles } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as workload from "../workload/mod.ts";
import * as externalSecrets from "./mod.ts";

/** An object of the namespace `shop`. */
export function object(
  kind: string,
  name: string,
  spec: unknown = {},
  more: Mapping = {},
): Manifest {
  const group = kind.startsWith("Cluster") && kind !== "ClusterGenerator" ||
      ["ExternalSecret", "SecretStore"].includes(kind)
    ? "external-secrets.io/v1"
    : "generators.external-secrets.io/v1alpha1";
  const namespace = kind.startsWith("Cluster") ? {} : { namespace: "shop" };
  return { apiVersion: group, kind, metadata: { name, ...namespace, ...more }, spec };
}

/** An ExternalSecret `db` of the store `vault`. */
export function external(spec: Mapping, name = "db"): Manifest {
  return object("ExternalSecret", name, { secretStoreRef: { name: "vault" }, ...spec });
}

/** A store of kind `fake` that is called `vault`. */
export function fakeStore(data: Record<string, string>): Manifest {
  return object("SecretStore", "vault", {
    provider: { fake: { data: Object.entries(data).map(([key, value]) => ({ key, value })) } },
  });
}

/** What else a conversion knows. */
export interface Given {
  /** What stands below `external-secrets` in secrets.yaml. */
  supplied?: Mapping;
  /** What the last run wrote. */
  previous?: Pick<OutputFiles, "get">;
}

/** What a pod gets as variables of the Secret `db`, or of another one, and what is said. */
export async function convert(
  manifests: readonly Manifest[],
  { supplied, previous }: Given = {},
  secret = "db",
) {
  const envFrom = [{ secretRef: { name: secret, optional: true } }];
  const pod: Manifest = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "shop" },
    spec: { containers: [{ name: "web", image: "web:1", envFrom }] },
  };
  const { project, files, diagnostics, needs, account } = await testConversion(
    [workload, externalSecrets],
    [pod, ...manifests],
    {
      ...supplied ? { supplied: { "external-secrets": supplied } } : {},
      ...previous ? { previous } : {},
      account: true,
    },
  );
  return {
    environment: project.services.web.environment ?? {},
    labels: project.services.web.labels,
    files,
    messages: diagnostics.map(({ message }) => message),
    said: diagnostics.map(({ code, path }) => `${code} ${path ?? ""}`.trim()),
    missing: diagnostics.filter(({ code }) => code === "missing-value").map(({ resource }) =>
      `${resource!.namespace}/${resource!.name}`
    ),
    needs: needs?.["external-secrets"],
    unknown: account!.counts["not-understood"],
  };
}
