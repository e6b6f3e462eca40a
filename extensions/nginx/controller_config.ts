/**
 * The controller's own ConfigMap, where it is among the manifests: what it says of who may come in holds for all
 * Ingresses of the controller's classes.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/
 * @module
 */

import {
  type ConvertContext,
  entries,
  getIngressClass,
  type Ingress,
  list,
  type Manifest,
  mapping,
  namespaceOf,
  text,
  textMap,
} from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  accessRestrictions,
  parseFlag,
} from "@dekube/engine/pacts/ingress";
import { labelsOf, workloadOf } from "@dekube/engine/pacts/kubernetes";
import { NGINX } from "./controller.ts";

/** What an Ingress says with what its controller says for all. */
export interface Configured {
  /** The Ingress, with annotations for what its controller's ConfigMap says and it does not. */
  manifest: Ingress;
  /** What the ConfigMap restricts. */
  restrictions: AccessRestriction[];
}

/** Keys that are the defaults of annotations, each with the annotation and those in whose place that stands. */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  "denylist-source-range": ["denylist-source-range"],
  "enable-modsecurity": ["enable-modsecurity"],
  "modsecurity-snippet": ["modsecurity-snippet"],
  "whitelist-source-range": ["whitelist-source-range", "allowlist-source-range"],
};

/** Whom the controller asks before all requests, unless an Ingress names another, or wants nobody asked. */
const GLOBAL_AUTH = "global-auth-url";

/** How it asks. */
const GLOBAL_AUTH_KEYS: readonly string[] = [
  ...["method", "signin", "signin-redirect-param", "response-headers", "request-redirect"],
  ...["snippet", "cache-key", "cache-duration", "always-set-cookie"],
];

/** Keys that refuse requests, whatever Ingresses say. Lua plugins may do anything. */
const REFUSING: readonly string[] = [
  "block-cidrs",
  "block-user-agents",
  "block-referers",
  "plugins",
];

/** Lines of nginx's config for all. Of the main block and of streams no request hears. */
const SNIPPETS: readonly string[] = ["http-snippet", "server-snippet", "location-snippet"];

/** A controller, as its pods are started. */
interface Controller {
  namespace: string;
  configMap: string;
  classes: ReadonlySet<string>;
}

/** The ConfigMaps of the controllers among the manifests. */
export class ControllerConfigs {
  readonly #configs: readonly Manifest[];
  readonly #controllers: readonly Controller[];

  /** Looks for controllers and ConfigMaps among all objects. */
  constructor(ctx: Pick<ConvertContext, "manifests">) {
    this.#controllers = controllersIn(ctx);
    this.#configs = ctx.manifests.of("ConfigMap").filter((manifest) =>
      this.#controllersOf(manifest).length > 0 || isConfig(manifest)
    );
  }

  /** What holds for an Ingress. */
  configured(manifest: Ingress, ctx: Pick<ConvertContext, "config">): Configured {
    const found = this.#configs.filter((config) => this.#holds(config, manifest, ctx));
    let annotations = textMap(manifest.metadata.annotations);
    const restrictions: AccessRestriction[] = [];
    for (const config of found) {
      const data = textMap(mapping(config).data);
      const where = `of the ConfigMap "${config.metadata.name}"`;
      const added = defaultsOf(data, annotations);
      restrictions.push(
        ...accessRestrictions({ metadata: { name: "", annotations: added } })
          .map(({ guard, annotation }) => ({ guard, annotation: `${keyOf(annotation)} ${where}` })),
        ...alwaysRefusing(data).map((key): AccessRestriction => ({
          guard: "other",
          annotation: `${key} ${where}`,
        })),
      );
      annotations = { ...annotations, ...added };
    }
    if (found.length === 0) return { manifest, restrictions };
    // What it asks for is known, and that the firewall is off where nobody has it on.
    delete annotations[`${NGINX.prefix}enable-global-auth`];
    annotations[`${NGINX.prefix}enable-modsecurity`] ||= "false";
    return {
      manifest: { ...manifest, metadata: { ...manifest.metadata, annotations } },
      restrictions,
    };
  }

  #controllersOf(config: Manifest): Controller[] {
    return this.#controllers.filter(({ namespace, configMap }) =>
      namespace === namespaceOf(config) && configMap === config.metadata.name
    );
  }

  /** Where nobody says whose a ConfigMap, or an Ingress, is, it holds. */
  #holds(config: Manifest, manifest: Ingress, ctx: Pick<ConvertContext, "config">): boolean {
    const owners = this.#controllersOf(config);
    const names = [getIngressClass(manifest), getIngressClass(manifest, ctx.config.ingressTypes)];
    const serves = ({ classes }: Controller) => names.some((name) => classes.has(name));
    if (owners.length === 0 || names[0] === "") return true;
    return owners.some(serves) || !this.#controllers.some(serves);
  }
}

/** Named and labelled as the controller's manifests and chart do it. */
function isConfig({ metadata }: Manifest): boolean {
  return metadata.name === "ingress-nginx-controller" ||
    labelsOf(metadata.labels)["app.kubernetes.io/name"] === "ingress-nginx";
}

/** Other controllers have flags of the same names. */
const PROGRAM = /(?:^|\/)(?:ingress-nginx\/controller|nginx-ingress-controller)(?![\w-])/;

/** Controllers that are told of a ConfigMap. */
function controllersIn(ctx: Pick<ConvertContext, "manifests">): Controller[] {
  return ["Deployment", "DaemonSet"].flatMap((kind) => ctx.manifests.of(kind))
    .flatMap((manifest) => {
      const namespace = namespaceOf(manifest);
      return list(workloadOf(manifest)?.pod.containers).flatMap((container) => {
        const { image, args, command } = mapping(container);
        const words = [...list(command), ...list(args)].map(text);
        const given = flagsOf(words);
        const { configmap: configMap } = given;
        if (!configMap || ![text(image), ...words].some((word) => PROGRAM.test(word))) return [];
        return [{
          // `$(POD_NAMESPACE)/name`, as a rule.
          namespace: /^[^/$]+(?=\/)/.exec(configMap)?.[0] ?? namespace,
          configMap: configMap.slice(configMap.lastIndexOf("/") + 1),
          classes: classesOf(given, ctx),
        }];
      });
    });
}

/** What flags are set to. */
type Flags = Readonly<Record<string, string | undefined>>;

function flagsOf(args: readonly string[]): Flags {
  return Object.fromEntries(args.flatMap((arg) => {
    const [, name, value] = /^--?([a-z-]+)=(.*)$/.exec(arg) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  }));
}

function classesOf(flags: Flags, ctx: Pick<ConvertContext, "manifests">): Set<string> {
  const controller = flags["controller-class"] ?? "k8s.io/ingress-nginx";
  const named = ctx.manifests.of("IngressClass")
    .filter(({ spec }) => text(mapping(spec).controller) === controller)
    .map(({ metadata }) => metadata.name.toLowerCase());
  return new Set([(flags["ingress-class"] ?? NGINX.name).toLowerCase(), ...named]);
}

/** Annotations for what a ConfigMap says and an Ingress does not. */
function defaultsOf(
  data: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): Record<string, string> {
  const asked = (name: string) => (annotations[NGINX.prefix + name] ?? "").trim();
  const values: [string, string][] = Object.entries(DEFAULTS)
    .filter(([key, names]) => data[key] !== undefined && names.every((name) => asked(name) === ""))
    .map(([key, [name]]) => [name, data[key]]);
  if (
    (data[GLOBAL_AUTH] ?? "") !== "" && asked("auth-url") === "" &&
    parseFlag(asked("enable-global-auth")) !== false
  ) {
    values.push(["auth-url", data[GLOBAL_AUTH]]);
    for (const key of GLOBAL_AUTH_KEYS) {
      values.push([`auth-${key}`, data[`global-auth-${key}`] ?? ""]);
    }
  }
  return Object.fromEntries(values.map(([name, value]) => [NGINX.prefix + name, value]));
}

/** The key that an annotation of {@linkcode defaultsOf} is from. */
function keyOf(annotation: string): string {
  const name = annotation.slice(NGINX.prefix.length);
  return name.startsWith("auth-") ? `global-${name}` : name;
}

function alwaysRefusing(data: Readonly<Record<string, string>>): string[] {
  const snippets = SNIPPETS.filter((key) =>
    accessRestrictions({ metadata: { name: "", annotations: { [`x/${key}`]: data[key] ?? "" } } })
      .length > 0
  );
  const keys = entries(data).filter(([, value]) => value.trim() !== "").map(([key]) => key);
  return [...REFUSING.filter((key) => keys.includes(key)), ...snippets];
}
