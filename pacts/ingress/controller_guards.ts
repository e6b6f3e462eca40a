/**
 * What ingress controllers among the manifests restrict by settings of their own, for all Ingresses that they read.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Ingress } from "../kubernetes/types.ts";
import { workloadOf } from "../kubernetes/workloads.ts";
import type { Manifest } from "../manifest.ts";
import { mapping, textMap } from "../read.ts";
import { type AccessRestriction, accessRestrictions } from "./access.ts";
import { chartGuards } from "./chart_configs.ts";
import { balancerAccess, sayInternalBalancers, servicesOf } from "./controller_services.ts";
import { type Controller, type ControllerProgram, Controllers } from "./controllers.ts";
import { foreignGuards } from "./foreign_guards.ts";
import { configOfClass, getIngressClass } from "./ingress_class.ts";
import { describePolicy, PodPolicies } from "./pod_policies.ts";
import { classGuards } from "./class_parameters.ts";
import { classParamsGuards, privateClass } from "./provider_classes.ts";
import { frontPolicies } from "./front_policies.ts";

const ALL: readonly ControllerProgram[] = ["nginx", "haproxy", "haproxy-ingress", "traefik"];

/** Keys of ingress-nginx's ConfigMap that refuse requests, and that no annotation is called. */
const REFUSING = /^(?:global-auth-url|block-cidrs|block-user-agents|block-referers|plugins)$/;

/** Lines of streams, of which no request hears. */
const OF_STREAMS = /^(?:main|stream)-snippet$/;

/** The flags by which Traefik's entry points have Middlewares, or a TLSOption, in front of all routes. */
const ENTRY_POINT = /^--?(entrypoints\.[^.=]+\.http\.(?:middlewares|tls\.options))(?:=|$)/i;

/**
 * What the controllers restrict that are known to read an Ingress.
 *
 * @example
 * ```ts
 * import { ControllerGuards } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const image = "registry.k8s.io/ingress-nginx/controller:v1.12.0";
 * const pod = {
 *   kind: "Pod",
 *   metadata: { name: "x", namespace: "edge" },
 *   spec: { containers: [{ name: "x", image, args: ["--configmap=own"] }] },
 * };
 * const config = {
 *   kind: "ConfigMap",
 *   metadata: { name: "own", namespace: "edge" },
 *   data: { "global-auth-url": "https://auth.example/" },
 * };
 * const ingress = { kind: "Ingress", metadata: { name: "web" }, spec: { ingressClassName: "nginx" } };
 * assertEquals(new ControllerGuards(testContext([pod, config])).of(ingress), [
 *   {
 *     guard: "other",
 *     annotation: 'global-auth-url of the ConfigMap "own"',
 *     remedy: 'If everybody may come in, take it out of the ConfigMap "own"',
 *   },
 * ]);
 * ```
 */
export class ControllerGuards {
  readonly #ctx: Pick<ConvertContext, "manifests" | "limits" | "config">;
  readonly #byProgram: ReadonlyMap<ControllerProgram, Controllers>;
  /** Those of a mesh: the pods of a controller keep them as others do, and all requests come by these. */
  readonly #ofPods: PodPolicies;

  /** Looks for controllers among all objects. */
  constructor(ctx: Pick<ConvertContext, "manifests" | "limits" | "config">) {
    this.#ctx = ctx;
    this.#ofPods = new PodPolicies(ctx);
    this.#byProgram = new Map(ALL.map((program) => [program, new Controllers([program], ctx)]));
  }

  /** What those restrict that read an Ingress; of some programs somebody else knows it. */
  of(manifest: Ingress, known: readonly ControllerProgram[] = []): AccessRestriction[] {
    const reasons = ALL.flatMap((program) =>
      (this.#byProgram.get(program)?.of(manifest) ?? [])
        .filter((controller) => controller.reads(manifest) !== false)
        .flatMap((controller) => [
          ...policiesOf(controller.manifest, this.#ofPods, this.#ctx).map(reasonOf),
          ...ofBalancers(controller, this.#ctx),
          ...(known.includes(program) ? [] : [
            ...this.#ofConfig(controller),
            ...ofEntryPoints(controller),
            ...unreadGuards(controller),
          ]),
        ])
    );
    const foreign = [
      ...foreignGuards(manifest, this.#ofPods, this.#ctx),
      ...this.#ofPods.ofRoutes(manifest)
        .map((policy) => `${describePolicy(policy)} says who may come in`),
    ].map(reasonOf);
    const byReason = new Map(
      [
        ...[...reasons, ...this.#ofClass(manifest), ...foreign],
        ...classParamsGuards(manifest, this.#ctx),
        ...classGuards(manifest, this.#ctx),
      ].map((reason) => [reason.annotation, reason]),
    );
    return [...byReason.values()].map((reason) => ({
      ...reason,
      guard: reason.sources ? "allowedSources" : "other",
    }));
  }

  /** Says which settings of the controllers nobody reads here. */
  sayUnread(ctx: Pick<ConvertContext, "report">): void {
    for (const { unread } of [...this.#byProgram.values()].flatMap(({ all }) => all)) {
      for (const { config, key } of unread) {
        ctx.report(config, `data["${key}"]`).warn(
          "unread-settings",
          `it is no YAML, and nothing else is read here (Traefik itself takes TOML, too), so what it says of Traefik's entry points and of the Ingresses that are its own is not known. Write it as YAML, under ${
            yamlKey(key)
          }`,
        );
      }
    }
  }

  /** Says which of the controllers are reached from a private network alone. */
  sayInternal(ctx: Pick<ConvertContext, "manifests" | "report">): void {
    const all = [...this.#byProgram.values()].flatMap(({ all }) => all);
    sayInternalBalancers(all.map(({ manifest }) => manifest), ctx);
  }

  /** Says of the routes of an Ingress that they are reached from a private network alone, by their class. */
  sayPrivate(manifest: Ingress, ctx: Pick<ConvertContext, "report">): void {
    const reason = privateClass(manifest, this.#ctx);
    if (reason === "") return;
    ctx.report(manifest).warn(
      "internal-load-balancer",
      `is reached from a private network alone in the cluster (${reason}), and is served at all addresses of this machine`,
    );
  }

  /** haproxy-ingress reads the ConfigMap that the class of an Ingress names, whatever its own flags say. */
  #ofClass(manifest: Ingress): Reason[] {
    const name = getIngressClass(manifest);
    return this.#ctx.manifests.of("IngressClass").flatMap((one) => {
      const configMap = one.metadata.name.toLowerCase() === name ? configOfClass(one) : undefined;
      return configMap ? this.#ofConfig({ configMap }) : [];
    });
  }

  #ofConfig({ configMap }: Pick<Controller, "configMap">): Reason[] {
    if (typeof configMap !== "object") return [];
    const config = this.#ctx.manifests.get("ConfigMap", configMap.namespace, configMap.name);
    const data = textMap(mapping(config).data);
    // Where the firewall is off nobody asks it.
    const annotations = Object.fromEntries(
      Object.entries({ "enable-modsecurity": "false", ...data })
        .filter(([key]) => !OF_STREAMS.test(key))
        .map(([key, value]) => [`x/${key}`, value]),
    );
    const keys = [
      ...accessRestrictions({ metadata: { name: "", annotations } })
        .map(({ annotation }) => annotation.slice(2)),
      ...Object.keys(data).filter((key) => REFUSING.test(key) && data[key].trim() !== ""),
    ];
    const where = `of the ConfigMap "${configMap.name}"`;
    return keys.map((key) => ({
      annotation: `${key} ${where}`,
      remedy: `If everybody may come in, take it out ${where}`,
    }));
  }
}

/** The policies that say who may ask the pods of a controller, in words. */
export function policiesOf(
  manifest: Manifest,
  ofPods: PodPolicies,
  ctx: Pick<ConvertContext, "manifests">,
): string[] {
  const pod = workloadOf(manifest);
  if (!pod) return [];
  const ofServices = servicesOf(manifest, ctx).flatMap((service) => ofPods.ofService(service));
  return [...ofServices, ...ofPods.ofPod(pod), ...frontPolicies(pod, ctx)].map((policy) =>
    `${describePolicy(policy)} says who may ask the controller`
  );
}

/**
 * What policies, load balancers and values of charts ask of all who come by the pods of Traefik's controllers, in words:
 * for routes that no Ingress asks for, of which {@linkcode ControllerGuards} says nothing.
 */
export function traefikPodGuards(
  controllers: readonly Controller[],
  ctx: Pick<ConvertContext, "manifests" | "config">,
): string[] {
  const pods = controllers.flatMap(({ manifest }) => workloadOf(manifest) ?? []);
  const ofPods = new PodPolicies(ctx);
  return [
    ...new Set([
      ...pods.flatMap(({ manifest }) => policiesOf(manifest, ofPods, ctx)).slice(0, 1),
      ...chartGuards("traefik", ctx),
      ...pods.flatMap(({ manifest }) => balancerAccess(manifest, ctx)?.reason ?? []),
    ]),
  ];
}

/** Why nobody comes in, and what to do about it where that is known. */
type Reason = Pick<AccessRestriction, "annotation" | "why" | "sources" | "remedy">;

function ofBalancers(
  { manifest }: Controller,
  ctx: Pick<ConvertContext, "manifests" | "config">,
): Reason[] {
  const { reason, sources } = balancerAccess(manifest, ctx) ?? {};
  return reason === undefined ? [] : [{ annotation: reason, ...(sources ? { sources } : {}) }];
}

function ofEntryPoints({ manifest, flags }: Controller): Reason[] {
  return flags.words.flatMap((word) => {
    const name = ENTRY_POINT.exec(word)?.[1];
    return name
      ? [{ annotation: `--${name} of the ${manifest.kind} "${manifest.metadata.name}"` }]
      : [];
  });
}

/**
 * What keeps somebody out in files of a controller's that can't be read here: for all of its routes, as nobody knows for which.
 *
 * @example
 * ```ts
 * import { Controllers, unreadGuards } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const metadata = { name: "edge", namespace: "edge" };
 * const pod = { kind: "Pod", metadata, spec: { containers: [{ name: "x", image: "traefik:v3" }] } };
 * const content = '[entryPoints.web.http]\nmiddlewares = ["office@file"]';
 * const config = { kind: "ConfigMap", metadata, data: { "traefik.toml": content } };
 * const [controller] = new Controllers(["traefik"], testContext([pod, config])).all;
 * assertEquals(unreadGuards(controller).map(({ annotation }) => annotation), [
 *   'middlewares in "traefik.toml" of the ConfigMap "edge", which is no YAML and is not read here',
 * ]);
 * ```
 */
export function unreadGuards({ unread }: Pick<Controller, "unread">): AccessRestriction[] {
  return unread.flatMap(({ config, key, guards }) =>
    guards.map((name): AccessRestriction => ({
      guard: "other",
      annotation:
        `${name} in "${key}" of the ConfigMap "${config.metadata.name}", which is no YAML and is not read here`,
      remedy: `Write the file as YAML, under ${yamlKey(key)}`,
    }))
  );
}

/** The key that a file has as YAML. */
function yamlKey(key: string): string {
  return JSON.stringify(key.replace(/\.toml$/i, ".yml"));
}

function reasonOf(annotation: string): Reason {
  return { annotation };
}
