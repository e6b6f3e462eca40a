/**
 * What a program asks the Kubernetes API about.
 *
 * @module
 */

/** Objects of a kind: one of a name, or those with some labels. */
export interface Reference {
  /** The kind, in lower case, singular: `deployment`. */
  kind: string;
  /** Its name; empty where labels say which objects are meant. */
  name: string;
  /** Labels that they have, as they were written: `app=web,tier=front`. */
  selector: string;
  /** Their namespace. */
  namespace: string;
  /** Whether the program waits until they are gone. */
  gone: boolean;
}

/** Short names and odd plurals of Kubernetes' kinds. */
const KINDS: Record<string, string> = {
  cm: "configmap",
  crd: "customresourcedefinition",
  deploy: "deployment",
  ds: "daemonset",
  endpoints: "endpoints",
  ep: "endpoints",
  ing: "ingress",
  ingresses: "ingress",
  ns: "namespace",
  po: "pod",
  pvc: "persistentvolumeclaim",
  rc: "replicationcontroller",
  rs: "replicaset",
  sa: "serviceaccount",
  sts: "statefulset",
  svc: "service",
};

/**
 * A kind as `kubectl` takes it: any number, any case, short, with or without its group.
 *
 * @example
 * ```ts
 * import { kindNamed } from "./reference.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(["deploy", "Deployments.apps", "pods", "svc"].map(kindNamed), [
 *   "deployment",
 *   "deployment",
 *   "pod",
 *   "service",
 * ]);
 * ```
 */
export function kindNamed(word: string): string {
  const kind = word.toLowerCase().split(".", 1)[0];
  return Object.hasOwn(KINDS, kind) ? KINDS[kind] : kind.replace(/s$/, "");
}

/**
 * A reference as people write it.
 *
 * @example
 * ```ts
 * import { describeReference } from "./reference.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const pods = { kind: "pod", name: "", selector: "app=db", namespace: "shop", gone: false };
 * assertEquals(describeReference(pods), "pod with app=db");
 * assertEquals(describeReference({ ...pods, name: "db-0", selector: "" }), "pod/db-0");
 * ```
 */
export function describeReference({ kind, name, selector }: Reference): string {
  return name !== "" ? `${kind}/${name}` : `${kind} with ${selector}`;
}
