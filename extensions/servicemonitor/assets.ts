/**
 * Files that Prometheus and Alertmanager read: their config, rules, certificates, credentials.
 *
 * @module
 */

import {
  type ConfigMap,
  type ConvertContext,
  idOf,
  isMapping,
  type Mapping,
  type Secret,
  text,
  type TextRewrite,
} from "@dekube/engine/pacts";
import {
  configMapKeys,
  configMapValue,
  decodeText,
  secretBytes,
  secretKeys,
} from "@dekube/engine/pacts/kubernetes";
import type { Site } from "./read.ts";

/** Where a container has its files. */
export interface AssetPlaces {
  /** What may be seen. */
  open: string;
  /** What is secret. */
  closed: string;
}

const PROMETHEUS_PLACES: AssetPlaces = {
  open: "/etc/prometheus/config",
  closed: "/etc/prometheus/credentials",
};

/** A folder of files in the output, and where the container has it. */
export interface AssetFolder {
  /** Path below the output folder. */
  source: string;
  /** Path in the container. */
  target: string;
}

/** A key of a ConfigMap or Secret. */
interface Reference {
  kind: "ConfigMap" | "Secret";
  name: string;
  key: string;
  optional: boolean;
}

/** Writes files into two folders: one for what may be seen, one below `secrets/`. */
export class Assets {
  readonly #ctx: ConvertContext;
  readonly #open: AssetFolder;
  readonly #closed: AssetFolder;
  readonly #used = new Set<AssetFolder>();
  #gaveSecrets = false;

  /** No folder of a ConfigMap or a Secret begins with a dot, so these are nobody else's. */
  constructor(service: string, ctx: ConvertContext, places: AssetPlaces = PROMETHEUS_PLACES) {
    this.#ctx = ctx;
    this.#open = { source: `configmaps/.${service}`, target: places.open };
    this.#closed = { source: `secrets/.${service}`, target: places.closed };
  }

  /** The folders in which there are files. */
  get folders(): AssetFolder[] {
    return [this.#open, this.#closed].filter((folder) => this.#used.has(folder));
  }

  /** Whether text of a Secret was handed out, so that what it ends up in is secret as well. */
  get gaveSecrets(): boolean {
    return this.#gaveSecrets;
  }

  /** Writes a file and returns its path in the container. */
  write(
    path: string,
    content: string | Uint8Array,
    { secret, rewrite }: { secret?: boolean; rewrite?: TextRewrite } = {},
  ): string {
    const folder = secret ? this.#closed : this.#open;
    this.#used.add(folder);
    this.#ctx.files.write(`${folder.source}/${path}`, content, { rewrite });
    return `${folder.target}/${path}`;
  }

  /**
   * A key of a Secret (`{name, key}`) as a file: its path in the container, `undefined` where there
   * is no such key, which a diagnostic says.
   */
  secretFile(ref: unknown, namespace: string, site: Site): string | undefined {
    const reference = readReference("Secret", ref);
    return reference && this.#file(reference, namespace, site);
  }

  /** A key of a ConfigMap or Secret (`{configMap: …}`, `{secret: …}`) as a file. */
  sourceFile(source: unknown, namespace: string, site: Site): string | undefined {
    if (!isMapping(source)) return undefined;
    const reference = readReference("Secret", source.secret) ??
      readReference("ConfigMap", source.configMap);
    return reference && this.#file(reference, namespace, site);
  }

  /** A key of a Secret as text; `undefined` where there is none, which a diagnostic says. */
  secretText(ref: unknown, namespace: string, site: Site): string | undefined {
    const reference = readReference("Secret", ref);
    const found = reference && this.#lookUp(reference, namespace, site);
    if (!found) return undefined;
    this.#gaveSecrets = true;
    return typeof found.content === "string" ? found.content : site.warn(
      "binary-value",
      `the value of "${reference.key}" in Secret "${reference.name}" is no text; it is left out`,
    );
  }

  #file(reference: Reference, namespace: string, site: Site): string | undefined {
    const found = this.#lookUp(reference, namespace, site);
    if (!found) return undefined;
    const folder = this.#ctx.names.folder(idOf(found.object));
    if (!isFileName(folder) || !isFileName(reference.key)) {
      return site.warn(
        "unsafe-path",
        `"${reference.key}" of ${reference.kind} "${reference.name}" can't be a file's name; it is left out`,
      );
    }
    const secret = reference.kind === "Secret";
    return this.write(`files/${folder}/${reference.key}`, found.content, { secret, rewrite: {} });
  }

  #lookUp(
    { kind, name, key, optional }: Reference,
    namespace: string,
    site: Site,
  ): { object: ConfigMap | Secret; content: string | Uint8Array } | undefined {
    const object = kind === "Secret"
      ? this.#ctx.secrets.get(namespace, name)
      : this.#ctx.configMaps.get(namespace, name);
    if (!object) {
      return optional ? undefined : site.warn(
        kind === "Secret" ? "missing-secret" : "missing-config-map",
        `there is no ${kind} "${name}" in the namespace "${namespace}"; what refers to it is left out. Add it to the manifests`,
      );
    }
    const keys = kind === "Secret" ? secretKeys(object) : configMapKeys(object);
    if (!keys.includes(key)) {
      return optional ? undefined : site.warn(
        "missing-key",
        `${kind} "${name}" has no key "${key}"; what refers to it is left out`,
      );
    }
    const raw = kind === "Secret" ? secretBytes(object, key) : configMapValue(object, key);
    if (raw === undefined) {
      return site.warn(
        "broken-base64",
        `${kind} "${name}": the value of "${key}" is not base64; what refers to it is left out`,
      );
    }
    return { object, content: typeof raw === "string" ? raw : decodeText(raw) ?? raw };
  }
}

/** Whether a name can be a file's: nothing that leads elsewhere, and not too long. */
export function isFileName(name: string): boolean {
  return /^\.?[\w-][\w.-]{0,251}$/.test(name);
}

function readReference(kind: Reference["kind"], ref: unknown): Reference | undefined {
  if (!isMapping(ref)) return undefined;
  const { name, key, optional }: Mapping = ref;
  // The operator's own types have empty references where nothing is referred to.
  if (text(name) === "") return undefined;
  return { kind, name: text(name), key: text(key), optional: optional === true };
}
