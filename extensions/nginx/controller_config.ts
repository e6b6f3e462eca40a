/**
 * The controller's own ConfigMap, where it is among the manifests: what it says of who may come in holds for all
 * Ingresses of the controller's classes.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/
 * @module
 */

import {
  append,
  type ConvertContext,
  entries,
  type Ingress,
  type Manifest,
  mapping,
  textMap,
} from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  accessRestrictions,
  type AnnotationOrigin,
  commonNetworks,
  type Controllers,
  parseFlag,
  reportConfigKeys,
} from "@dekube/engine/pacts/ingress";
import { labelsOf } from "@dekube/engine/pacts/kubernetes";
import {
  CONFIG_KEYS,
  DEFAULTS,
  GLOBAL_AUTH_KEYS,
  GLOBALS,
  REFUSING,
  SNIPPETS,
} from "./config_keys.ts";
import { NGINX } from "./controller.ts";

/** What an Ingress says with what its controller says for all. */
export interface Configured {
  /** The Ingress, with annotations for what its controller's ConfigMap says and it does not. */
  manifest: Ingress;
  /** Where those annotations come from, by their full names. */
  origins: ReadonlyMap<string, AnnotationOrigin>;
  /** What the ConfigMap restricts. */
  restrictions: AccessRestriction[];
}

/** Networks that come in, of which the ones that several controllers have in common are left. */
const ALLOWED = "whitelist-source-range";

/** Whom the controller asks before all requests, unless an Ingress names another, or wants nobody asked. */
const GLOBAL_AUTH = "global-auth-url";

/** The ConfigMaps of the controllers among the manifests. */
export class ControllerConfigs {
  readonly #configs: readonly Manifest[];
  readonly #controllers: Controllers;

  /** Looks for controllers and ConfigMaps among all objects. */
  constructor(ctx: Pick<ConvertContext, "manifests" | "report">, controllers: Controllers) {
    this.#controllers = controllers;
    this.#configs = ctx.manifests.of("ConfigMap").filter((config) =>
      controllers.own(config) || isConfig(config)
    );
    for (const config of this.#configs) {
      // The chart labels its lists of headers and of ports alike.
      const isNamed = /(?:^|-)(?:controller|configuration)$/.test(config.metadata.name);
      if (isNamed || controllers.own(config)) reportConfigKeys(config, CONFIG_KEYS, ctx);
    }
  }

  /** What holds for an Ingress: of several controllers that may read it, what each of them asks. */
  configured(manifest: Ingress): Configured {
    const given = textMap(manifest.metadata.annotations);
    const own = withoutGlobals(given);
    const held = this.#controllers.configsFor(manifest, this.#configs).map((config) => ({
      config,
      added: defaultsOf(textMap(mapping(config).data), own),
    }));
    const restrictions: AccessRestriction[] = held.flatMap(({ config, added }) => {
      const where = `of the ConfigMap "${config.metadata.name}"`;
      const flag = `${NGINX.prefix}enable-modsecurity`;
      const asked = { ...(own[flag] ? { [flag]: own[flag] } : {}), ...added };
      return [
        ...accessRestrictions({ metadata: { name: "", annotations: asked } })
          .filter(({ annotation }) => annotation in added)
          .map((restriction) => ({
            ...restriction,
            annotation: `${keyOf(restriction.annotation)} ${where}`,
            remedy: restriction.remedy ?? openedBy(config),
          })),
        ...alwaysRefusing(textMap(mapping(config).data)).map((key): AccessRestriction => ({
          guard: "other",
          annotation: `${key} ${where}`,
          remedy: openedBy(config),
        })),
      ];
    });
    const annotations = { ...own };
    const origins = new Map<string, AnnotationOrigin>();
    for (const { config, added } of held) {
      for (const [name, value] of Object.entries(added)) {
        if (origins.has(name)) continue;
        annotations[name] = value;
        const key = keyOf(name);
        origins.set(name, { object: config, key, path: `data.${key}` });
      }
    }
    append(restrictions, together(held, annotations));
    if (held.length > 0) {
      // What it asks for is known, and that the firewall is off where nobody has it on.
      delete annotations[`${NGINX.prefix}enable-global-auth`];
      annotations[`${NGINX.prefix}enable-modsecurity`] ||= "false";
    }
    const isSame = held.length === 0 && Object.keys(own).length === Object.keys(given).length;
    return {
      manifest: isSame
        ? manifest
        : { ...manifest, metadata: { ...manifest.metadata, annotations } },
      origins,
      restrictions,
    };
  }
}

/** What the user can do about what nobody keeps. */
function openedBy({ metadata }: Manifest): string {
  return `If everybody may come in, take it out of the ConfigMap "${metadata.name}"`;
}

/** What a ConfigMap adds to an Ingress. */
interface Added {
  config: Manifest;
  added: Readonly<Record<string, string>>;
}

/**
 * Has several controllers' settings hold together, in `annotations`: the networks that they have in common, and the server
 * that they all ask. What can't hold together is a restriction that nobody keeps.
 */
function together(
  held: readonly Added[],
  annotations: Record<string, string>,
): AccessRestriction[] {
  const found: AccessRestriction[] = [];
  const differ = (key: string, all: readonly Added[], why: string) => {
    const names = all.map(({ config }) => `"${config.metadata.name}"`).join(" and ");
    found.push({ guard: "other", annotation: `${key} of the ConfigMaps ${names} (${why})` });
  };
  const allowed = NGINX.prefix + ALLOWED;
  const lists = held.filter(({ added }) => (added[allowed] ?? "").trim() !== "");
  if (lists.length > 1) {
    const common = lists.map(({ added }) => added[allowed].split(",").map((part) => part.trim()))
      .reduce<string[] | undefined>(
        (one, other) => one && commonNetworks(one, other.filter(Boolean)),
        ["0.0.0.0/0", "::/0"],
      );
    if (common && common.length > 0) annotations[allowed] = common.join(",");
    else differ(ALLOWED, lists, "they have no network in common");
  }
  const asking = (added: Added["added"]) =>
    JSON.stringify(Object.entries(added).filter(([name]) => keyOf(name).startsWith("global-auth")));
  const servers = held.filter(({ added }) => asking(added) !== "[]");
  if (new Set(servers.map(({ added }) => asking(added))).size > 1) {
    differ(GLOBAL_AUTH, servers, "they ask differently");
  }
  const firewall = `${NGINX.prefix}enable-modsecurity`;
  const isOn = held.some(({ added }) => parseFlag((added[firewall] ?? "").trim()) === true);
  if (isOn) annotations[firewall] = "true";
  return found;
}

/** Named and labelled as the controller's manifests and chart do it. */
function isConfig({ metadata }: Manifest): boolean {
  return metadata.name === "ingress-nginx-controller" ||
    labelsOf(metadata.labels)["app.kubernetes.io/name"] === "ingress-nginx";
}

/** Annotations without those that mean something in the ConfigMap alone. */
function withoutGlobals(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(([name]) =>
      !GLOBALS.some((key) => name === NGINX.prefix + key)
    ),
  );
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
  append(
    values,
    GLOBALS.flatMap((key): [string, string][] => key in data ? [[key, data[key]]] : []),
  );
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
