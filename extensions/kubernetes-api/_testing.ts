/**
 * Conversions to test with.
 *
 * @module
 */

import type { Config, RenderedService } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { WorkloadProvider } from "../workload/mod.ts";
import { KubernetesApi } from "./mod.ts";

type Json = Record<string, unknown>;

/** What came of a conversion. */
export interface Outcome {
  /** Services by name. */
  services: Record<string, RenderedService>;
  /** What this extension said: severity, code, object, field. */
  said: string[];
  /** Its messages. */
  messages: string[];
  /** Files by path. */
  files: Record<string, string>;
}

/** Codes of what this extension says, or keeps others from saying. */
const CODES = /^(api-|needs-api|secret-of-job|missing-secret|waits-in|collected|unreadable)/;

/** Converts manifests with the workload extension and this one. */
export async function convertAll(
  manifests: readonly object[],
  config: Partial<Config> = {},
): Promise<Outcome> {
  const extensions = [new WorkloadProvider(), new KubernetesApi()];
  const { project, diagnostics, files } = await testConversion(extensions, manifests, { config });
  const own = diagnostics.filter(({ code }) => CODES.test(code));
  return {
    services: project.services,
    said: own.map(({ severity, code, resource, path }) =>
      [severity, code, resource?.name, path].filter(Boolean).join(" ")
    ),
    messages: own.map(({ message }) => message),
    files: Object.fromEntries(
      [...files.entries()].map(([path, { content }]) => [path, String(content)]),
    ),
  };
}

/** A workload in the namespace `shop` whose pods bear the label `app: <name>`. */
export function workload(
  name: string,
  pod: Json = {},
  kind = "Deployment",
  spec: Json = {},
): object {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: "main", image: `example/${name}` }], ...pod },
  };
  return { kind, metadata: { name, namespace: "shop" }, spec: { template, ...spec } };
}

/** An object in the namespace `shop`. */
export function object(kind: string, name: string, rest: Json = {}, metadata: Json = {}): object {
  return { kind, metadata: { name, namespace: "shop", ...metadata }, ...rest };
}

/** A container of kubectl's image with these words. */
export function kubectl(name: string, line: string, more: Json = {}): Json {
  return { name, image: "bitnami/kubectl", args: line.split(" "), ...more };
}

/** Rules for a ServiceAccount. */
export function access(account: string, verbs: string[], resources: string[]): object[] {
  return [
    object("Role", account, { rules: [{ apiGroups: [""], resources, verbs }] }),
    object("RoleBinding", account, {
      subjects: [{ kind: "ServiceAccount", name: account, namespace: "shop" }],
      roleRef: { kind: "Role", name: account },
    }),
  ];
}

/** A readiness probe. */
export const PROBE: Json = { readinessProbe: { exec: { command: ["ok"] } } };
