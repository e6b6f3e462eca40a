/**
 * Recognises extensions by their shape and puts them in order.
 *
 * @module
 */

import type {
  Config,
  Converter,
  Diagnostics,
  Extension,
  ExtensionInfo,
  IngressProvider,
  IngressRewriter,
  Transform,
} from "../../pacts/mod.ts";
import { isMapping } from "../../pacts/mod.ts";
import { nearest } from "./nearest.ts";
import { UserError } from "./user_error.ts";

/** An extension, and where it came from. */
export interface LoadedExtension {
  /** The extension. */
  extension: Extension;
  /** Module that it came from, for messages. */
  origin: string;
  /** Added by the user at run time, so that it may replace what the distribution brings. */
  runtime: boolean;
  /** What its module says of itself. */
  info?: ExtensionInfo;
  /** What the module was imported by. */
  specifier?: string;
  /** File or flag that names it, for messages. */
  namedBy?: string;
}

/** Where an extension came from, as messages say it. */
export function sourceOf({ origin, namedBy }: LoadedExtension): string {
  return namedBy === undefined ? origin : `${origin}, named by ${namedBy}`;
}

/** What an extension is, as the catalogue says it. */
export function kindOf(extension: Extension): string {
  if (isIngressProvider(extension)) return "ingress provider";
  if (isRewriter(extension)) return "rewriter";
  if (isTransform(extension)) return "transform";
  return (extension as Converter).role ?? "converter";
}

/** Extensions in the order in which they run. */
export interface Registry {
  /** Converters and ingress providers, with the kinds that they have in this run. */
  converters: { extension: Converter | IngressProvider; kinds: string[] }[];
  /** Ingress rewriters; those added at run time first. */
  rewriters: IngressRewriter[];
  /** Transforms. */
  transforms: Transform[];
  /** All kinds that a converter has. */
  claimedKinds: Set<string>;
}

const PRIORITIES: Record<string, number> = {
  indexer: 50,
  provider: 500,
};

/** Priority of an extension: its own, else its kind's. */
export function priorityOf(extension: Extension): number {
  return extension.priority ??
    (isIngressProvider(extension) ? 900 : PRIORITIES[(extension as Converter).role ?? ""] ?? 1000);
}

/**
 * Instances of extension classes, so that a class that several modules export makes one extension.
 */
export type Instances = Map<object, unknown>;

/**
 * The extensions among a module's exports. Classes are made into one instance each; names that
 * begin with
 * `_` and base classes are passed over.
 *
 * @throws {UserError} where a class can't be made an instance of.
 */
export function extensionsIn(module: object, instances: Instances = new Map()): Extension[] {
  if (isExtension(module)) return [module];
  const found = new Set<Extension>();
  for (const [name, value] of Object.entries(module)) {
    if (name.startsWith("_")) continue;
    if (isExtension(value)) instances.set(value.constructor, value);
  }
  for (const [name, value] of Object.entries(module)) {
    if (name.startsWith("_")) continue;
    const candidate = isClass(value) ? instantiate(value, instances) : value;
    if (isExtension(candidate)) found.add(candidate);
  }
  return [...found];
}

function instantiate(constructor: new () => unknown, instances: Instances): unknown {
  const { prototype, name } = constructor;
  const methods = ["convert", "buildService", "rewrite", "transform"];
  if (
    name.startsWith("_") || !methods.some((method) => typeof prototype?.[method] === "function")
  ) {
    return undefined;
  }
  if (!instances.has(constructor)) {
    try {
      instances.set(constructor, new constructor());
    } catch (error) {
      throw new UserError(
        `the extension class ${name} can't be made an instance of: ${
          error instanceof Error ? error.message : error
        }. Its constructor must do without arguments`,
        { cause: error },
      );
    }
  }
  return instances.get(constructor);
}

function isClass(value: unknown): value is new () => unknown {
  return typeof value === "function" &&
    /^class\b/.test(Function.prototype.toString.call(value));
}

function isExtension(value: unknown): value is Extension {
  return isConverter(value) || isIngressProvider(value) || isRewriter(value) ||
    isTransform(value);
}

function has(
  value: unknown,
  ...methods: string[]
): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    typeof (value as Record<string, unknown>).name === "string" &&
    methods.every((method) => typeof (value as Record<string, unknown>)[method] === "function");
}

function isConverter(value: unknown): value is Converter {
  return has(value, "convert") && Array.isArray(value.kinds);
}

/** Whether an extension is the reverse proxy. */
export function isIngressProvider(value: unknown): value is IngressProvider {
  return has(value, "buildService", "writeConfig") &&
    Array.isArray(value.kinds);
}

function isRewriter(value: unknown): value is IngressRewriter {
  return has(value, "match", "rewrite");
}

function isTransform(value: unknown): value is Transform {
  return has(value, "transform") && !isMapping(value.kinds) &&
    !Array.isArray(value.kinds);
}

/**
 * Puts extensions in order. One that `extensions.<name>.enabled: false` turns off is left out. A
 * runtime extension takes the kinds that a bundled one claims, and replaces a bundled rewriter or
 * transform of its name; that is said.
 *
 * @throws {UserError} where two extensions claim one kind otherwise, or two rewriters share a name.
 */
export function buildRegistry(
  loaded: readonly LoadedExtension[],
  config: Config,
  diagnostics: Diagnostics,
): Registry {
  warnUnknownSettings(loaded, config, diagnostics);
  const seen = new Set<Extension>();
  const enabled = loaded.filter(({ extension }) => {
    if (seen.has(extension)) return false;
    seen.add(extension);
    return config.extensions[extension.name]?.enabled !== false;
  });
  const ordered = enabled
    .map((item, index) => ({ ...item, index }))
    .sort((a, b) => priorityOf(a.extension) - priorityOf(b.extension) || a.index - b.index);

  const converters = ordered.filter((
    item,
  ): item is Ordered<Converter | IngressProvider> =>
    isConverter(item.extension) || isIngressProvider(item.extension)
  );
  const owners = claimKinds(converters, diagnostics);
  refuseSecondProxy(converters.filter((item) => [...owners.values()].includes(item)));
  const rewriters = replaceByName(
    ordered.filter((item): item is Ordered<IngressRewriter> => isRewriter(item.extension)),
    "rewriter",
    diagnostics,
  );
  const transforms = replaceByName(
    ordered.filter((item): item is Ordered<Transform> => isTransform(item.extension)),
    "transform",
    diagnostics,
  );
  return {
    converters: converters
      .map((item) => ({
        extension: item.extension,
        kinds: item.extension.kinds.filter((kind) => owners.get(kind) === item),
      }))
      .filter(({ kinds }) => kinds.length > 0),
    rewriters: [
      ...rewriters.filter((item) => item.runtime),
      ...rewriters.filter((item) => !item.runtime),
    ]
      .map(({ extension }) => extension),
    transforms: transforms.map(({ extension }) => extension),
    claimedKinds: new Set(owners.keys()),
  };
}

/**
 * A name that is spelled otherwise under `extensions` would be turned off, or set up, to no effect.
 */
function warnUnknownSettings(
  loaded: readonly LoadedExtension[],
  config: Config,
  diagnostics: Diagnostics,
): void {
  const names = loaded.map(({ extension }) => extension.name);
  for (const name of Object.keys(config.extensions)) {
    if (names.includes(name)) continue;
    diagnostics.warn(
      "unknown-extension",
      `"extensions.${name}" in dekube.yaml has no effect: no extension of that name is loaded${
        nearest(name, names)
      }`,
    );
  }
}

/** All routes go to one proxy, so a second one would get none. */
function refuseSecondProxy(converters: readonly Ordered<Converter | IngressProvider>[]): void {
  const [first, second] = converters.filter(({ extension }) => isIngressProvider(extension));
  if (!second) return;
  throw new UserError(
    `two extensions are the reverse proxy: "${first.extension.name}" (${
      sourceOf(first)
    }) and "${second.extension.name}" (${
      sourceOf(second)
    }). Turn one of them off in dekube.yaml: extensions.<name>.enabled: false`,
  );
}

type Ordered<T extends Extension> = LoadedExtension & {
  extension: T;
  index: number;
};

function claimKinds(
  converters: readonly Ordered<Converter | IngressProvider>[],
  diagnostics: Diagnostics,
): Map<string, Ordered<Converter | IngressProvider>> {
  const owners = new Map<string, Ordered<Converter | IngressProvider>>();
  for (const item of converters) {
    for (const kind of new Set(item.extension.kinds)) {
      const owner = owners.get(kind);
      if (owner && owner.runtime === item.runtime) {
        throw new UserError(
          `two extensions claim the kind ${kind}: "${owner.extension.name}" (${
            sourceOf(owner)
          }) and "${item.extension.name}" (${
            sourceOf(item)
          }). Turn one of them off in dekube.yaml: extensions.<name>.enabled: false`,
        );
      }
      if (owner) {
        const [winner, loser] = item.runtime ? [item, owner] : [owner, item];
        owners.set(kind, winner);
        diagnostics.info(
          "extension-replaced",
          `"${winner.extension.name}" (${winner.origin}) replaces the bundled "${loser.extension.name}" for the kind ${kind}`,
        );
      } else {
        owners.set(kind, item);
      }
    }
  }
  return owners;
}

function replaceByName<T extends IngressRewriter | Transform>(
  extensions: readonly Ordered<T>[],
  what: string,
  diagnostics: Diagnostics,
): Ordered<T>[] {
  const byName = new Map<string, Ordered<T>>();
  for (const item of extensions) {
    const { name } = item.extension;
    const other = byName.get(name);
    if (other && other.runtime === item.runtime) {
      throw new UserError(
        `two extensions bring a ${what} called "${name}": ${sourceOf(other)} and ${
          sourceOf(item)
        }. Leave one of them out`,
      );
    }
    if (other) {
      const winner = item.runtime ? item : other;
      diagnostics.info(
        "extension-replaced",
        `the ${what} "${name}" of ${winner.origin} replaces the bundled one`,
      );
      byName.set(name, winner);
    } else {
      byName.set(name, item);
    }
  }
  const kept = new Set(byName.values());
  return extensions.filter((item) => kept.has(item));
}
