/**
 * The controllers among the manifests, and which of them read an Ingress. Its class as it is written says so, as
 * IngressClasses and the controllers' own flags mean it: what dekube.yaml maps a class to is about how it is read here.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/multiple-ingress/
 * @module
 */

import {
  type ConvertContext,
  getIngressClass,
  type Ingress,
  type Manifest,
  mapping,
  text,
} from "@dekube/engine/pacts";
import {
  type ControllerPod,
  controllerPods,
  namedBy,
  type ObjectRef,
  parseFlag,
} from "@dekube/engine/pacts/ingress";
import { CONTROLLER_CLASS, NGINX } from "./controller.ts";

/** A controller, as its pods are started. */
export interface Controller {
  /** Its ConfigMap; absent where it has none, `"unknown"` where nobody knows which. */
  configMap?: ObjectRef | "unknown";
  /** Whether it reads an Ingress; `undefined` where nobody knows. */
  reads(manifest: Ingress): boolean | undefined;
}

/** The controllers among the manifests. */
export class Controllers {
  readonly #all: readonly Controller[];

  /** Looks for them among all objects. */
  constructor(ctx: Pick<ConvertContext, "manifests">) {
    const classes = new Map(
      ctx.manifests.of("IngressClass").map(({ metadata, spec }) => [
        metadata.name.toLowerCase(),
        text(mapping(spec).controller),
      ]),
    );
    this.#all = controllerPods(ctx, PROGRAM).map((pod) => controllerOf(pod, classes));
  }

  /** Those that may read an Ingress: those that do, else those of which nobody knows, else all. */
  of(manifest: Ingress): readonly Controller[] {
    const answers = this.#all.map((controller) => ({
      controller,
      reads: controller.reads(manifest),
    }));
    const found = answers.filter(({ reads }) => reads !== false);
    return (found.length > 0 ? found : answers).map(({ controller }) => controller);
  }

  /** Whether one of them is known to read an Ingress. */
  read(manifest: Ingress): boolean {
    return this.#all.some((controller) => controller.reads(manifest) === true);
  }

  /** Whether an object is the ConfigMap of one of them. */
  own({ metadata }: Manifest, namespace: string): boolean {
    return this.#all.some((controller) => isConfigOf(controller, namespace, metadata.name));
  }
}

/** Whether a ConfigMap is that of a controller. */
export function isConfigOf({ configMap }: Controller, namespace: string, name: string): boolean {
  return typeof configMap === "object" && configMap.namespace === namespace &&
    configMap.name === name;
}

/** Other controllers have flags of the same names. */
const PROGRAM =
  /(?:^|\/)(?:ingress-nginx\/controller|(?:rke2-)?ingress-nginx-controller|nginx-ingress-controller)(?![\w-])/;

function controllerOf(pod: ControllerPod, classes: ReadonlyMap<string, string>): Controller {
  const { flags } = pod;
  const isSet = (name: string) => parseFlag(flags.value(name) ?? "false") !== false;
  const own = flags.value("controller-class") ?? CONTROLLER_CLASS;
  const annotation = (flags.value("ingress-class") ?? NGINX.name).toLowerCase();
  const isUnknown = [own, annotation].some((value) => value.includes("$"));
  return {
    ...(flags.value("configmap") === undefined
      ? {}
      : { configMap: namedBy("configmap", pod) ?? "unknown" }),
    reads(manifest) {
      const name = getIngressClass(manifest);
      if (name === "") return isSet("watch-ingress-without-class");
      if (isUnknown) return undefined;
      const isNamed = name === annotation;
      if (text(manifest.spec?.ingressClassName) === "") return isNamed;
      const controller = classes.get(name);
      // Of a class that is not among the manifests the flag alone tells.
      return controller === own || isNamed &&
          (controller === undefined || isSet("ingress-class-by-name"));
    },
  };
}
