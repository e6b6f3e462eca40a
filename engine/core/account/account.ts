/**
 * The account of a conversion: what became of every field.
 *
 * @module
 */

import { above, type FieldRule, type FieldRules } from "../../../pacts/account.ts";
import {
  type Diagnostic,
  type ExtensionInfo,
  idOf,
  kindOf,
  type Manifest,
  namespaceOf,
  ownValue,
} from "../../../pacts/mod.ts";
import { isExcluded } from "../../../pacts/mod.ts";
import { WORKLOAD_KINDS } from "../../../pacts/kubernetes/mod.ts";
import { convertersByKind } from "../extensions/registry.ts";
import { WITHOUT_COUNTERPART } from "../findings/kinds.ts";
import { clusterScopedKinds } from "../manifests/cluster_scope.ts";
import { sourceOf } from "../manifests/source.ts";
import type { Dropped, Run } from "../run.ts";
import { Annotations, isOnlySign } from "./annotations.ts";
import type { RuleContext } from "./asked.ts";
import { Destinations } from "./destinations.ts";
import { CLUSTER_KINDS } from "./kubernetes/cluster_kinds.ts";
import { ALL_KINDS, KUBERNETES_RULES } from "./kubernetes/rules.ts";
import { type RuleNode, ruleTree } from "./rule_tree.ts";
import { type Said, SaidByObject, type SaidOf } from "./said.ts";
import type { Account, FieldVerdict, ObjectAccount, Verdict } from "./verdict.ts";
import { type Leaf, leavesOf } from "./walk.ts";
import { writtenPath } from "./written_path.ts";

/** Accounts for all fields of the objects that came in. `said` is all that there is to say. */
export function accountOf(run: Run, said: Iterable<Diagnostic>): Account {
  const infos = [...new Set(run.input.extensions.flatMap(({ info }) => info ?? []))];
  const leavesOut = new Set(infos.flatMap(({ leavesOut = [] }) => leavesOut));
  const accountant = new Accountant(run, infos, new SaidByObject(said, leavesOut));
  const counts: Account["counts"] = {
    converted: 0,
    meaningless: 0,
    "not-convertible": 0,
    "not-understood": 0,
  };
  const account: Account = { counts, excluded: 0, objects: [] };
  const add = (object: ObjectAccount) => {
    for (const { verdict } of object.fields) counts[verdict]++;
    account.objects.push(object);
  };
  for (const manifest of run.asked) {
    if (isLeftOut(manifest, run)) account.excluded++;
    else add(accountant.account(manifest));
  }
  for (const dropped of run.dropped) add(accountDropped(dropped));
  return account;
}

/** Whether `exclude` names what an object makes. */
function isLeftOut(manifest: Manifest, { config }: Run): boolean {
  const kind = kindOf(manifest);
  return (kind.includes("/") || makesPods(kind)) &&
    isExcluded(manifest.metadata.name, config.exclude);
}

/** Whether objects of a kind of Kubernetes' own make pods. */
function makesPods(kind: string): boolean {
  return kind === "CronJob" || WORKLOAD_KINDS.includes(kind);
}

/** Why a field is not in the output that would be there. */
const NO_OTHER =
  "the service is no other for it: it asks for what a container has anyway, or an extension has put something in its place";

const NO_NAMESPACE: FieldVerdict = {
  verdict: "meaningless",
  by: "engine",
  reason: "objects of the kind belong to no namespace",
};

/** Kind and name of an object, whatever namespace it says that it is in. */
function scopelessKey(manifest: Manifest): string {
  return `${kindOf(manifest)} ${manifest.metadata.name}`;
}

/** An object that was taken out before anything was made of any. */
function accountDropped({ manifest, code, reason }: Dropped): ObjectAccount {
  const verdict = { verdict: "meaningless", by: "engine", code, reason } as const;
  const fields = [...leavesOf(manifest, undefined)]
    .map(({ keys }) => ({ path: writtenPath(keys), ...verdict }));
  return { ...identityOf(manifest), fields };
}

function identityOf(manifest: Manifest): Pick<ObjectAccount, "resource" | "file"> {
  const source = sourceOf(manifest);
  return { resource: idOf(manifest), ...(source ? { file: source.file } : {}) };
}

/** Whether keys lead to an annotation. */
function isAnnotation(keys: Leaf["keys"]): boolean {
  return keys.length > 2 && keys.at(-2) === "annotations" && keys.at(-3) === "metadata";
}

class Accountant {
  readonly #run: Run;
  readonly #said: SaidByObject;
  readonly #claimedBy: ReadonlyMap<string, string>;
  readonly #annotations: Annotations;
  readonly #destinations: Destinations;
  readonly #ctx: RuleContext;
  readonly #admitted: ReadonlySet<string>;
  /** Those that name a namespace, and are of a kind that belongs to none. */
  readonly #misplaced: ReadonlySet<string>;
  readonly #rewriters: ReadonlySet<string | undefined>;
  readonly #needless = new Map<string, string>();
  readonly #rules = new Map<string, FieldRules[]>();
  readonly #owners = new Map<FieldRule, string>();
  readonly #trees = new Map<string, RuleNode>();

  constructor(run: Run, infos: readonly ExtensionInfo[], said: SaidByObject) {
    this.#run = run;
    this.#ctx = ruleContext(run);
    this.#said = said;
    this.#claimedBy = convertersByKind(run.registry);
    this.#annotations = new Annotations(infos, run.registry.rewriters);
    this.#destinations = new Destinations(run, infos.flatMap(({ variables = [] }) => variables));
    const clusterScoped = clusterScopedKinds(run.admitted, infos);
    this.#misplaced = new Set(
      run.admitted.filter((one) => namespaceOf(one) !== "" && clusterScoped.has(kindOf(one)))
        .map(scopelessKey),
    );
    this.#rewriters = new Set(run.registry.rewriters.map(({ name }) => name));
    this.#admitted = new Set(run.admitted.map((manifest) => JSON.stringify(idOf(manifest))));
    for (const { name, needless = [], account = {} } of infos) {
      for (const kind of needless) this.#needless.set(kind, name);
      for (const [kind, rules] of Object.entries(account)) {
        this.#rules.set(kind, [...(this.#rules.get(kind) ?? []), rules]);
        for (const rule of Object.values(rules)) {
          for (const one of "like" in rule ? [] : [rule].flat()) this.#owners.set(one, name);
        }
      }
    }
  }

  account(manifest: Manifest): ObjectAccount {
    const kind = kindOf(manifest);
    const said = this.#said.of(manifest, this.#run.successors.get(manifest));
    const all = this.#verdictOfKind(kind) ?? ofWhole(said) ?? this.#withoutService(manifest, said);
    const by = this.#claimedBy.get(kind) ?? "engine";
    const tree = all ? undefined : this.#tree(kind);
    const fields = [];
    const isPlaced = !this.#admitted.has(JSON.stringify(idOf(manifest)));
    for (const leaf of leavesOf(manifest, tree)) {
      // Which namespace it is in may be known from others.
      if (isPlaced && leaf.keys[1] === "namespace" && leaf.keys[0] === "metadata") continue;
      const verdict = all ?? this.#verdict(leaf, manifest, said, by);
      fields.push({ path: writtenPath(leaf.keys), ...verdict });
    }
    if (this.#misplaced.has(scopelessKey(manifest))) {
      fields.push({ path: "metadata.namespace", ...all ?? NO_NAMESPACE });
    }
    return { ...identityOf(manifest), fields };
  }

  /** What becomes of all objects of a kind alike. */
  #verdictOfKind(kind: string): FieldVerdict | undefined {
    if (this.#claimedBy.has(kind) || Object.hasOwn(CLUSTER_KINDS, kind)) return undefined;
    if (Object.hasOwn(WITHOUT_COUNTERPART, kind)) {
      return { verdict: "not-convertible", by: "engine", code: "unconverted-kind" };
    }
    const other = this.#needless.get(kind);
    return other === undefined
      ? {
        verdict: "not-understood",
        by: "engine",
        reason: "no loaded extension converts this kind",
      }
      : { verdict: "meaningless", by: other, reason: `"${other}" does its work` };
  }

  /** Where no service comes of what makes pods, why. */
  #withoutService(manifest: Manifest, said: SaidOf): FieldVerdict | undefined {
    if (!makesPods(kindOf(manifest)) || this.#destinations.hasServices(manifest)) return undefined;
    const { severity, code } = said.general ?? {};
    return severity === "warning" || severity === "error"
      ? { verdict: "not-convertible", by: "engine", code: code! }
      : {
        verdict: "meaningless",
        by: "engine",
        ...(code === undefined ? {} : { code }),
        reason: "no service comes of it",
      };
  }

  #tree(kind: string): RuleNode {
    let tree = this.#trees.get(kind);
    if (!tree) {
      const own = ownValue(KUBERNETES_RULES, kind) ?? {};
      tree = ruleTree(
        [
          ...(Object.hasOwn(CLUSTER_KINDS, kind) ? [] : [ALL_KINDS]),
          own,
          ...(this.#rules.get(kind) ?? []),
        ],
        (kind) => ownValue(KUBERNETES_RULES, kind) ?? {},
      );
      this.#trees.set(kind, tree);
    }
    return tree;
  }

  #verdict(leaf: Leaf, manifest: Manifest, said: SaidOf, by: string): FieldVerdict {
    const { keys } = leaf;
    const about = this.#about(leaf, manifest, said);
    if (about && (about.diagnostic.severity !== "info" || about.isExact)) {
      const { code, message } = about.diagnostic;
      if (
        isAnnotation(keys) && code.startsWith("meaningless") && isOnlySign(keys.at(-1), manifest)
      ) {
        return { verdict: "converted", by, to: ["whose annotations are read"] };
      }
      return code.startsWith("meaningless")
        ? { verdict: "meaningless", by, code, reason: message }
        : { verdict: "not-convertible", by, code };
    }
    const { ctx: { notes }, successors } = this.#run;
    const shaped = notes?.shaped(keys, manifest, successors.get(manifest));
    if (shaped) return { verdict: "converted", ...shaped };
    if (isAnnotation(keys)) {
      const own = leaf.hasOwn
        ? this.#ofRule(leaf, leaf.rules.slice(0, 1), manifest, by)
        : undefined;
      if (own) return own;
      const isOfPods = keys.length > 3;
      return this.#annotations.verdict(String(keys.at(-1)), manifest, isOfPods, this.#ctx);
    }
    return this.#ofRule(leaf, leaf.rules, manifest, by) ?? ofEmpty(leaf, by) ??
      { verdict: "not-understood", by, reason: `"${by}" has no rule for it` };
  }

  /** What was said of a field: of what is made of its object, where that has the field from there. */
  #about({ keys, value }: Leaf, manifest: Manifest, said: SaidOf): Said | undefined {
    const about = said.about(keys);
    const made = this.#run.successors.get(manifest);
    if (!about?.isExact || !made || about.diagnostic.resource?.name === manifest.metadata.name) {
      return about;
    }
    const held = made.map((one) => above({ manifest: one, keys, value }, 0));
    return held.some((one) => one === undefined || one === value) ? about : undefined;
  }

  /** What the first rule says that holds. One of an extension that adds to another's kind holds where it puts something. */
  #ofRule(
    { keys, value }: Leaf,
    rules: Leaf["rules"],
    manifest: Manifest,
    claimant: string,
  ): FieldVerdict | undefined {
    for (const rule of this.#rulesFor({ keys, value, rules }, manifest)) {
      const by = this.#owners.get(rule) ?? claimant;
      if (!("becomes" in rule)) return { verdict: "meaningless", by, reason: rule.meaningless };
      const maker = { by, adds: by !== claimant };
      const { to, instead } = this.#destinations.of(rule.becomes, { manifest, keys, value }, maker);
      if (to.length > 0) return { verdict: "converted", by, to };
      if (maker.adds) continue;
      return instead
        ? { verdict: "meaningless", ...instead }
        : { verdict: "meaningless", by, reason: NO_OTHER };
    }
    return undefined;
  }

  *#rulesFor({ keys, value, rules }: Pick<Leaf, "keys" | "value" | "rules">, manifest: Manifest) {
    const place = { manifest, keys, value };
    const reader = this.#run.ctx.notes?.readerOf(manifest);
    const isOthers = (rule: FieldRule) => {
      const owner = this.#owners.get(rule);
      return reader !== undefined && owner !== reader && this.#rewriters.has(owner);
    };
    for (const some of rules) {
      for (const rule of some) {
        if (isOthers(rule)) continue;
        if (rule.when === undefined || rule.when(place, this.#ctx)) yield rule;
      }
    }
  }
}

/** What conditions look at: pods are those of what stands in an object's place. */
function ruleContext({ ctx, successors }: Run): RuleContext {
  const { workloads } = ctx;
  return {
    manifests: ctx.manifests,
    services: ctx.services,
    configMaps: ctx.configMaps,
    secrets: ctx.secrets,
    workloads: {
      of: (manifest) => workloads.of(successors.get(manifest)?.[0] ?? manifest),
      add: (...args) => workloads.add(...args),
      [Symbol.iterator]: () => workloads[Symbol.iterator](),
    },
  };
}

/** What holds nothing asks for nothing, unless a rule says so: `securityContext: {}`. */
function ofEmpty({ value, isKnown }: Leaf, by: string): FieldVerdict | undefined {
  return isKnown && typeof value === "object"
    ? { verdict: "meaningless", by, reason: "it is empty" }
    : undefined;
}

/** Where nothing is made of an object, the diagnostic that says so holds for its fields. */
function ofWhole({ whole }: SaidOf): FieldVerdict | undefined {
  return whole && { verdict: "not-convertible", by: "engine", code: whole.code };
}

/** The fields that nobody understands, as `Kind namespace/name path`. */
export function notUnderstood({ objects }: Account): string[] {
  const verdict: Verdict = "not-understood";
  return objects.flatMap(({ resource: { kind, namespace, name }, fields }) =>
    fields.filter((field) => field.verdict === verdict)
      .map(({ path }) => `${kind} ${namespace ? `${namespace}/` : ""}${name}: ${path}`)
  );
}
