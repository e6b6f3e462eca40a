/**
 * Objects of kinds that nobody here reads, whose kinds say that they keep somebody out, and that select or name what is
 * served: who they let in nobody knows, so they are guards.
 *
 * @module
 */

import type { Config } from "../config.ts";
import { labelsOf, readLabelSelector } from "../kubernetes/label_selector.ts";
import { SelectorIndex } from "../kubernetes/selector_index.ts";
import type { Service } from "../kubernetes/types.ts";
import { isExcluded } from "../kubernetes/workloads.ts";
import type { ManifestStore } from "../lookups.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { isMapping, list, type Mapping, mapping, mappings, text } from "../read.ts";
import { isHarmlessPolicy } from "./harmless_policies.ts";
import type { PolicedPod } from "./policed_pod.ts";

/** Where policies are found. */
export interface PolicyContext {
  /** All objects. */
  readonly manifests: Pick<ManifestStore, "of" | "kinds" | "isConverted">;
  /** What the user says keeps nobody out. */
  readonly config: Pick<Config, "harmless">;
}

/** What kinds are called that keep somebody out. */
const GUARD =
  /polic(?:y|ies)|authori[sz]|authenticat|permission|firewall|securitygroup|intention|peer|acl|access|guard|waf|(?:allow|deny|block|white|black)list|ipfilter|oidc|jwt/i;

/** And others that are called alike. */
const NO_GUARD =
  /retry|timeout|health|rate|limit|balanc|traffic(?!permission)|observab|telemetry|trac|metric|log|dns|backup|retention|snapshot|scal|schedul|placement|propagation|evict|disrupt|priorit|image|certificate|tls|egress|storage|volume|claim|resource|cost|rollout|deploy|cleanup|sync|seccomp|apparmor|armor|resilien|circuit|compress|cors|cache|header|proxysettings|clientsettings|upstreamsettings|redirectpolicy|peering|pool|node|user|database|role|key|bucket|podsecurity|restart|session|lifecycle|monitor|quota/i;

/** Groups whose policies are read by those who know them. */
const READ =
  /^(?:security|networking|extensions|telemetry)\.istio\.io$|^policy\.linkerd\.io$|^kuma\.io$|^consul\.hashicorp\.com$|^cilium\.io$|(?:^|\.)projectcalico\.org$|^crd\.antrea\.io$|^vpcresources\.k8s\.aws$|^rbac\.authorization\.k8s\.io$|(?:^|\.)traefik\.(?:io|containo\.us)$|^k8s\.nginx\.org$|(?:^|\.)cert-manager\.io$|^kyverno\.io$|^admissionregistration\.k8s\.io$|(?:^|\.)aws\.(?:upbound|crossplane)\.io$|\.services\.k8s\.aws$|\.cnrm\.cloud\.google\.com$/;

/** Fields of a spec that say what it is for. */
const SUBJECT =
  /^(?:subjects?|applied?to|targets?|target(?:refs?|selectors?)|(?:pod|workload|endpoint|service|label)selectors?|selectors?|(?:service|workload|backend|ingress|route)(?:s|refs?|name)?|destinations?|scope|ref)$/i;

/** Selectors that are labels of pods, or of Services, by themselves. */
const SELECTOR = /(?:^|pod|workload|endpoint|service|label)selectors?$/i;

/** Kinds of objects by which pods are run. */
const WORKLOADS = /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Pod|Job|Rollout)$/;

/** The policies among the manifests. */
export class UnknownPolicies {
  readonly #ofPods = new SelectorIndex<Manifest>();
  readonly #byName = new Map<string, Manifest[]>();
  #isEmpty = true;

  /** Looks for them among all objects. */
  constructor({ manifests, config }: PolicyContext) {
    for (const kind of manifests.kinds()) {
      if (!mayGuard(kind) || manifests.isConverted(kind)) continue;
      if (isExcluded(kind, config.harmless)) continue;
      for (const policy of manifests.of(kind)) {
        if (keepsSomebodyOut(policy) && !isHarmlessPolicy(kind, policy)) this.#add(policy);
      }
    }
  }

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** Those for a pod: by its labels, or by the name of what runs it. */
  ofPod({ id, labels }: Pick<PolicedPod, "id" | "labels">): Manifest[] {
    if (this.#isEmpty) return [];
    return [
      ...this.#selecting(id.namespace, labels),
      ...this.#named("workload", id.namespace, id.name),
    ];
  }

  /** Those for a Service: by its labels, or by its name. */
  ofService(service: Service): Manifest[] {
    return this.#isEmpty ? [] : this.#named("service", namespaceOf(service), service.metadata.name);
  }

  /** Those for an object that has routes, by its name. */
  ofRoutes(object: Manifest): Manifest[] {
    return this.#isEmpty
      ? []
      : this.#named(object.kind.toLowerCase(), namespaceOf(object), object.metadata.name);
  }

  #selecting(namespace: string, labels: Readonly<Record<string, string>>): Manifest[] {
    return [...new Set([namespace, EVERYWHERE])]
      .flatMap((place) => this.#ofPods.selecting(place, labels));
  }

  #named(kind: string, namespace: string, name: string): Manifest[] {
    return [...new Set([namespace, EVERYWHERE])]
      .flatMap((place) => this.#byName.get(`${kind} ${place}/${name}`) ?? []);
  }

  #add(policy: Manifest): void {
    const home = policy.metadata.namespace === undefined ? EVERYWHERE : namespaceOf(policy);
    for (const [field, subject] of Object.entries(mapping(policy.spec))) {
      if (SUBJECT.test(field)) this.#addSubject(field, subject, home, policy, 0);
    }
  }

  /** What a policy is for, as its fields have it: selectors, references, names of Services. */
  #addSubject(
    field: string,
    subject: unknown,
    home: string,
    policy: Manifest,
    depth: number,
  ): void {
    if (depth > MOST_LEVELS) return;
    if (typeof subject === "string") {
      if (/^service(?:s|name)?$/i.test(field)) this.#addName("service", home, subject, policy);
      return;
    }
    if (Array.isArray(subject)) {
      for (const one of subject) this.#addSubject(field, one, home, policy, depth + 1);
      return;
    }
    if (!isMapping(subject)) return;
    if (isSelector(field, subject)) {
      const { matchLabels, matchExpressions } = selectorOf(subject);
      this.#ofPods.add(home, { matchLabels, matchExpressions }, policy);
      this.#isEmpty = false;
      return;
    }
    const name = text(subject.name);
    if (name !== "") {
      const kind = text(subject.kind) ||
        (/service|destination|backend/i.test(field) ? "Service" : "");
      const place = text(subject.namespace) || home;
      this.#addName(WORKLOADS.test(kind) ? "workload" : kind.toLowerCase(), place, name, policy);
    }
    for (const [below, value] of Object.entries(subject)) {
      if (SUBJECT.test(below) || below === "pods") {
        this.#addSubject(below, value, home, policy, depth + 1);
      }
    }
  }

  #addName(kind: string, place: string, name: string, policy: Manifest): void {
    if (kind === "" || name === "") return;
    const key = `${kind} ${place}/${name}`;
    const known = this.#byName.get(key);
    if (known) known.push(policy);
    else this.#byName.set(key, [policy]);
    this.#isEmpty = false;
  }
}

/** Stands for all namespaces, as no namespace is called. */
const EVERYWHERE = "";

/** How deep the fields are that say what a policy is for. */
const MOST_LEVELS = 6;

function mayGuard(kind: string): boolean {
  const slash = kind.lastIndexOf("/");
  const [group, name] = [kind.slice(0, Math.max(slash, 0)), kind.slice(slash + 1)];
  return group !== "" && !READ.test(group) && GUARD.test(name) && !NO_GUARD.test(name);
}

/** Rules about who may come in, or none that say where they are for: those that are for what goes out keep nobody out. */
function keepsSomebodyOut({ spec }: Manifest): boolean {
  const { ingress, egress } = mapping(spec);
  if (ingress === undefined) return egress === undefined;
  const rules = mappings(ingress);
  return list(ingress).length === 0 ||
    !rules.every(({ action }) => ["allow", "pass"].includes(text(action).toLowerCase()));
}

/** Whether a mapping says labels. */
function isSelector(field: string, subject: Mapping): boolean {
  if ("matchLabels" in subject || "matchExpressions" in subject) return true;
  if (SELECTOR.test(field) && isMapping(subject.labels)) return true;
  return SELECTOR.test(field) &&
    Object.values(subject).every((value) => typeof value === "string") &&
    !("kind" in subject) && !("name" in subject && "namespace" in subject);
}

function selectorOf(subject: Mapping) {
  return "matchLabels" in subject || "matchExpressions" in subject
    ? readLabelSelector(subject)
    : { matchLabels: labelsOf(subject.labels ?? subject), matchExpressions: [] };
}
