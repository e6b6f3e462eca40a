/**
 * The ingress controllers among the manifests, and which of them read an Ingress. Its class as it is written says so, as
 * IngressClasses and the controllers' own flags mean it: what dekube.yaml maps a class to is about how it is read here.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/multiple-ingress/
 * @see https://github.com/haproxytech/kubernetes-ingress/blob/master/documentation/controller.md
 * @see https://haproxy-ingress.github.io/docs/configuration/command-line/
 * @see https://doc.traefik.io/traefik/reference/install-configuration/providers/kubernetes/kubernetes-ingress/
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Ingress } from "../kubernetes/types.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { mapping, text } from "../read.ts";
import { parseFlag } from "./annotations.ts";
import { type ControllerPod, controllerPods, namedBy } from "./controller_pods.ts";
import { getIngressClass } from "./ingress_class.ts";
import type { ObjectRef } from "./object_ref.ts";
import { traefikFlags, type UnreadFile, unreadTraefikFiles } from "./traefik_settings.ts";

/** A controller, as its pods are started. */
export interface Controller extends ControllerPod {
  /** Its ConfigMap; absent where it has none, `"unknown"` where nobody knows which. */
  readonly configMap?: ObjectRef | "unknown";
  /** Files of its settings that can't be read here. */
  readonly unread: readonly UnreadFile[];
  /** Whether it reads an Ingress; `undefined` where nobody knows. */
  reads(manifest: Ingress): boolean | undefined;
}

/** What tells of controllers: their objects, and how much may be read of their settings. */
type ControllersContext = Pick<ConvertContext, "manifests" | "limits">;

/** How the controllers of a program are told which Ingresses they read. */
interface Program {
  /** What their images, or the words of their command lines, are like. */
  program: RegExp;
  /** Whether an Ingress of a class is theirs. */
  readsClass(asked: AskedClass, pod: ControllerPod): boolean;
  /** Whether one without a class is. */
  readsClassless(pod: ControllerPod): boolean;
  /** The flag that names the namespaces of the Ingresses that are theirs; all without. */
  namespaces: string;
  /** Its settings as flags, where some stand elsewhere. */
  settings?(pod: ControllerPod, ctx: ControllersContext): ControllerPod["flags"];
  /** Files with settings that can't be read here. */
  unread?(pod: ControllerPod, ctx: ControllersContext): UnreadFile[];
  /** The flags that name classes: where they hold what nobody knows, nobody knows which Ingresses are theirs. */
  flags: readonly string[];
}

/** The class of an Ingress. */
interface AskedClass {
  /** In lower case. */
  name: string;
  /** It is in `spec`, not in the old annotation. */
  isInSpec: boolean;
  /** What its IngressClass has as its controller; `undefined` where the manifests have none of the name. */
  controller: string | undefined;
}

/** The name of a program of which it is known how its controllers are told what they read. */
export type ControllerProgram = "nginx" | "haproxy" | "haproxy-ingress" | "traefik";

/** The programs, each by the class that its rewriter is called after, and its own name where there are several. */
const PROGRAMS: Readonly<Record<ControllerProgram, Program>> = {
  nginx: {
    program:
      /(?:^|\/)(?:ingress-nginx\/controller|(?:rke2-)?ingress-nginx-controller|nginx-ingress-controller)(?![\w-])/,
    namespaces: "watch-namespace",
    flags: ["controller-class", "ingress-class"],
    readsClass({ name, isInSpec, controller }, { flags }) {
      const isNamed = name === (flags.value("ingress-class") ?? "nginx").toLowerCase();
      if (!isInSpec) return isNamed;
      const own = flags.value("controller-class") ?? "k8s.io/ingress-nginx";
      // Of a class that is not among the manifests the flag alone tells.
      return controller === own ||
        isNamed && (controller === undefined || isOn("ingress-class-by-name", flags));
    },
    readsClassless: ({ flags }) => isOn("watch-ingress-without-class", flags),
  },
  haproxy: {
    program: /(?:^|\/)(?:haproxytech\/kubernetes-ingress|haproxy-ingress-controller)(?![\w-])/,
    namespaces: "namespace-whitelist",
    flags: ["ingress.class"],
    readsClass({ name, controller }, { flags }) {
      const own = flags.value("ingress.class") ?? "";
      if (controller === undefined) return name === (own.toLowerCase() || "haproxy");
      const value = "haproxy.org/ingress-controller";
      return controller === (own === "" ? value : `${value}/${own}`) ||
        controller === value && name === own.toLowerCase();
    },
    readsClassless: ({ flags }) =>
      (flags.value("ingress.class") ?? "") === "" || isOn("empty-ingress-class", flags),
  },
  "haproxy-ingress": {
    program: /(?:^|\/)(?:jcmoraisjr\/haproxy-ingress|haproxy-ingress\/haproxy-ingress)(?![\w-])/,
    namespaces: "watch-namespace",
    flags: ["controller-class", "ingress-class"],
    readsClass({ name, isInSpec, controller }, { flags }) {
      const isNamed = name === (flags.value("ingress-class") ?? "haproxy").toLowerCase();
      if (!isInSpec || controller === undefined) return isNamed;
      const suffix = (flags.value("controller-class") ?? "").replace(/^\/?(?=.)/, "/");
      return controller === `haproxy-ingress.github.io/controller${suffix}`;
    },
    readsClassless: ({ flags }) => isOn("watch-ingress-without-class", flags),
  },
  traefik: {
    program: /(?:^|\/)traefik(?![\w./-])/,
    settings: traefikFlags,
    unread: unreadTraefikFiles,
    namespaces: "providers.kubernetesingress.namespaces",
    flags: ["providers.kubernetesingress.ingressclass"],
    readsClass({ name, controller }, { flags }) {
      const own = (flags.value("providers.kubernetesingress.ingressclass") ?? "").toLowerCase();
      if (own !== "") return name === own;
      return controller === undefined
        ? name === "traefik"
        : controller === "traefik.io/ingress-controller";
    },
    // It heeds those without a class unless it is told of one.
    readsClassless: ({ flags }) =>
      (flags.value("providers.kubernetesingress.ingressclass") ?? "") === "" &&
      flags.words.some((word) => /^--providers\.kubernetesingress\b/i.test(word)),
  },
};

/**
 * The controllers of some programs among the manifests.
 *
 * @example
 * ```ts
 * import { Controllers } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const container = {
 *   name: "controller",
 *   image: "registry.k8s.io/ingress-nginx/controller:v1.12.0",
 *   args: ["/nginx-ingress-controller", "--ingress-class=inside", "--configmap=own"],
 * };
 * const pod = { kind: "Pod", metadata: { name: "x", namespace: "edge" }, spec: { containers: [container] } };
 * const ingress = { kind: "Ingress", metadata: { name: "web" }, spec: { ingressClassName: "inside" } };
 * const controllers = new Controllers(["nginx"], testContext([pod]));
 * assertEquals(controllers.read(ingress), true);
 * assertEquals(controllers.of(ingress).map(({ configMap }) => configMap), [{ namespace: "edge", name: "own" }]);
 * ```
 */
export class Controllers {
  /** All of them. */
  readonly all: readonly Controller[];

  /** Looks for them among all objects. */
  constructor(programs: readonly ControllerProgram[], ctx: ControllersContext) {
    const classes = new Map(
      ctx.manifests.of("IngressClass").map(({ metadata, spec }) => [
        metadata.name.toLowerCase(),
        text(mapping(spec).controller),
      ]),
    );
    this.all = programs.map((name) => PROGRAMS[name]).flatMap((program) =>
      controllerPods(ctx, program.program)
        .map((pod) => ({
          ...pod,
          flags: program.settings?.(pod, ctx) ?? pod.flags,
          unread: program.unread?.(pod, ctx) ?? [],
        }))
        .map((pod) => controllerOf(pod, program, classes))
    );
  }

  /** Those that may read an Ingress: those that do, and those of which nobody knows; all where there are none of either. */
  of(manifest: Ingress): readonly Controller[] {
    const found = this.all.filter((controller) => controller.reads(manifest) !== false);
    return found.length > 0 ? found : this.all;
  }

  /** Whether one of them is known to read an Ingress. */
  read(manifest: Ingress): boolean {
    return this.all.some((controller) => controller.reads(manifest) === true);
  }

  /** Whether a ConfigMap is that of one of them. */
  own(config: Manifest): boolean {
    return this.all.some((controller) => isConfigOf(controller, config));
  }

  /**
   * Those of some ConfigMaps that hold for an Ingress: its controllers', and where nobody says whose the Ingress is, or which
   * one a controller has, those that are nobody's.
   */
  configsFor(manifest: Ingress, configs: readonly Manifest[]): Manifest[] {
    const controllers = this.of(manifest);
    const isKnown = this.read(manifest) &&
      controllers.every(({ configMap }) => configMap !== "unknown");
    return configs.filter((config) =>
      controllers.some((controller) => isConfigOf(controller, config)) ||
      !isKnown && !this.own(config)
    );
  }
}

function isConfigOf({ configMap }: Controller, config: Manifest): boolean {
  return typeof configMap === "object" && configMap.namespace === namespaceOf(config) &&
    configMap.name === config.metadata.name;
}

function isOn(name: string, flags: ControllerPod["flags"]): boolean {
  return parseFlag(flags.value(name) ?? "false") !== false;
}

function controllerOf(
  pod: ControllerPod & Pick<Controller, "unread">,
  { flags, namespaces, readsClass, readsClassless }: Program,
  classes: ReadonlyMap<string, string>,
): Controller {
  const watched = (pod.flags.value(namespaces) ?? "").split(",").map((name) => name.trim())
    .filter(Boolean);
  const isWatched = (namespace: string) =>
    watched.length === 0 || namespace === "" || watched.includes(namespace) ||
    watched.some((name) => name.includes("$"));
  const isUnknown = flags.some((name) => pod.flags.value(name)?.includes("$"));
  return {
    ...pod,
    ...(pod.flags.value("configmap") === undefined
      ? {}
      : { configMap: namedBy("configmap", pod) ?? "unknown" }),
    reads(manifest) {
      if (!isWatched(namespaceOf(manifest))) return false;
      const name = getIngressClass(manifest);
      // A file that nobody reads may say that those without a class are its own.
      if (name === "") return readsClassless(pod) || (pod.unread.length > 0 ? undefined : false);
      if (isUnknown) return undefined;
      const isInSpec = text(manifest.spec?.ingressClassName) !== "";
      return readsClass({ name, isInSpec, controller: classes.get(name) }, pod);
    },
  };
}
