/**
 * Conversions to test with.
 *
 * @module
 */

import { type Diagnostic, type Mapping, mapping, type RenderedService } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as certManager from "../cert-manager/mod.ts";
import * as kubernetesApi from "../kubernetes-api/mod.ts";
import * as workload from "../workload/mod.ts";
import * as kubeApi from "./mod.ts";

/** What came of a conversion. */
export interface Outcome {
  /** Services by name. */
  services: Record<string, RenderedService>;
  /** Top-level volumes. */
  volumes: Mapping;
  /** What was said. */
  diagnostics: Diagnostic[];
  /** Codes of it. */
  codes: string[];
  /** Text of a file. */
  file(path: string): string;
  /** Mode of a file, and whether it is kept to. */
  mode(path: string): [mode: number, exact: boolean | undefined];
  /** Paths of all files. */
  paths: string[];
  /** Objects that the API gets. */
  // deno-lint-ignore no-explicit-any
  objects: any[];
  /** What its status follows. */
  // deno-lint-ignore no-explicit-any
  plan: any;
  /** All of it, for the next run. */
  files: Awaited<ReturnType<typeof testConversion>>["files"];
}

/** Converts with these settings of kube-api. */
export async function converted(
  manifests: readonly object[],
  settings: Mapping = { mode: "on" },
  options: Mapping = {},
): Promise<Outcome> {
  const config = mapping(options.config);
  const { project, diagnostics, files } = await testConversion(
    [workload, certManager, kubernetesApi, kubeApi],
    manifests,
    {
      ...options,
      config: { ...config, extensions: { ...mapping(config.extensions), "kube-api": settings } },
    },
  );
  const file = (path: string) => String(files.get(path)?.content ?? "");
  const paths = [...files.entries()].map(([path]) => path);
  const objects = paths.filter((path) => /^secrets\/\.kube-api-objects\/.*\.json$/.test(path))
    .flatMap((path) => JSON.parse(file(path)));
  const plan = file("secrets/.kube-api-status/plan.json");
  return {
    services: project.services,
    volumes: project.volumes ?? {},
    diagnostics,
    codes: diagnostics.map(({ code }) => code),
    file,
    mode: (path) => [files.get(path)!.mode, files.get(path)!.exact],
    paths,
    objects,
    plan: plan === "" ? undefined : JSON.parse(plan),
    files,
  };
}

/** An object in the namespace `shop`. */
export function object(kind: string, name: string, rest: object = {}, metadata: object = {}) {
  return { kind, metadata: { name, namespace: "shop", ...metadata }, ...rest };
}

/** A workload whose pods bear the label `app: <name>`. */
export function workloadOf(name: string, pod: object = {}, kind = "Deployment", spec: object = {}) {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: "main", image: `example/${name}` }], ...pod },
  };
  return object(kind, name, {
    spec: { selector: { matchLabels: { app: name } }, template, ...spec },
  });
}

/** Rules for a ServiceAccount. */
export function rights(account: string, verbs: string[], resources: string[]) {
  return [
    object("Role", account, { rules: [{ apiGroups: [""], resources, verbs }] }),
    object("RoleBinding", account, {
      subjects: [{ kind: "ServiceAccount", name: account }],
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: account },
    }),
  ];
}
