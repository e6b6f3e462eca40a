/**
 * Recognises extensions by their shape and puts them in order.
 *
 * @module
 */

import {
  type CombinedConverter,
  type Config,
  type Converter,
  type Diagnostics,
  type Extension,
  type ExtensionInfo,
  type IngressProvider,
  type IngressRewriter,
  isMapping,
  settingPath,
  type Transform,
} from "../../../pacts/mod.ts";
import { plainKind } from "../cluster/manifest_store.ts";
import { nearest } from "../../../pacts/nearest.ts";
import { adviceOf, type Offer } from "./offers.ts";
import { inOrder, type Precedence } from "./order.ts";
import { isConverter, isExtension, isIngressProvider, isRewriter, isTransform } from "./shape.ts";
import { shown } from "../shown.ts";
import { UserError } from "../user_error.ts";

/** An extension, and where it came from. */
export interface LoadedExtension {
  /** The extension. */
  extension: Extension;
  /** Makes it anew, for a conversion of its own; absent for one that somebody made, whose state is theirs. */
  create?: () => Extension;
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

/** What sort of extension one is, as the catalogue says it. */
export function sortOf(extension: Extension): string {
  if (isIngressProvider(extension)) return "ingress provider";
  if (isRewriter(extension)) return "rewriter";
  if (isTransform(extension)) return "transform";
  return (extension as Converter).role ?? "converter";
}

/** A converter with the kinds that it has in this run. */
export interface ActiveConverter {
  /** The converter. */
  extension: Converter | CombinedConverter;
  /** Its kinds. */
  kinds: string[];
  /** Makes another one, which knows nothing of what this one did. */
  create: () => Converter | CombinedConverter;
}

/** Extensions in the order in which they run. */
export interface Registry {
  /** Converters. */
  converters: ActiveConverter[];
  /** The reverse proxy, and the kinds that become its routes. */
  proxy?: { provider: IngressProvider; kinds: string[] };
  /** Ingress rewriters; those added at run time first. */
  rewriters: IngressRewriter[];
  /** Transforms. */
  transforms: Transform[];
  /** All kinds that a converter or the proxy has. */
  claimedKinds: Set<string>;
}

/** The extension that converts each kind. */
export function convertersByKind({ converters, proxy }: Registry): Map<string, string> {
  const found = new Map<string, string>();
  for (const { extension, kinds } of converters) {
    for (const kind of kinds) found.set(kind, extension.name);
  }
  for (const kind of proxy?.kinds ?? []) found.set(kind, proxy!.provider.name);
  return found;
}

/** The extension that would convert each kind if `extensions.<name>.enabled: false` did not turn it off. */
export function kindsTurnedOff(
  loaded: readonly LoadedExtension[],
  config: Config,
): Map<string, string> {
  return new Map(
    loaded.map(({ extension }) => extension)
      .filter(({ name }) => config.extensions[name]?.enabled === false)
      .flatMap((extension) => {
        const kinds: unknown = (extension as Partial<Claimant>).kinds;
        return Array.isArray(kinds) ? kinds.map((kind) => [`${kind}`, extension.name]) : [];
      }),
  );
}

const PRIORITIES: Record<string, number> = {
  indexer: 50,
  provider: 500,
};

/** Priority of an extension: its own, else its sort's. */
export function priorityOf(extension: Extension): number {
  if (isIngressProvider(extension)) return 900;
  return extension.priority ?? PRIORITIES[(extension as Converter).role ?? ""] ?? 1000;
}

/** An extension among a module's exports. */
export type FoundExtension = Pick<LoadedExtension, "extension" | "create">;

/**
 * Extensions by class, so that a class that several modules export makes one extension.
 */
export type Instances = Map<object, FoundExtension | undefined>;

/**
 * The extensions among a module's exports. Classes are made into one instance each; names that
 * begin with
 * `_` and base classes are passed over.
 *
 * @throws {UserError} where a class can't be made an instance of.
 */
export function extensionsIn(module: object, instances: Instances = new Map()): FoundExtension[] {
  if (isExtension(module)) return [{ extension: module }];
  const exported = Object.entries(module).filter(([name]) => !name.startsWith("_"));
  const found = new Map<Extension, FoundExtension>();
  for (const [, value] of exported) {
    if (!isExtension(value)) continue;
    found.set(value, { extension: value });
    if (isClass(value.constructor)) instances.set(value.constructor, found.get(value));
  }
  for (const [, value] of exported) {
    const item = isClass(value) ? instantiate(value, instances) : undefined;
    if (item) found.set(item.extension, item);
  }
  return [...found.values()];
}

/**
 * What keeps exports from being extensions that have a method of one: in words, each with the export's name.
 */
export function missedIn(module: object): string[] {
  return Object.entries(module).flatMap(([name, value]) => {
    if (name.startsWith("_")) return [];
    const isOwn = isClass(value) && METHODS.some((method) => hasMethod(value.prototype, method));
    const made = isOwn ? newInstance(value) : value;
    if (!isMapping(made) || isExtension(made)) return [];
    const method = METHODS.find((method) => hasMethod(made, method));
    return method === undefined ? [] : [`"${name}" has ${method}(), but ${lackOf(made)}`];
  });
}

/** What an object lacks that has a method of an extension's. */
function lackOf(made: Record<string, unknown>): string {
  if (typeof made.name !== "string") return 'no "name", which must be text';
  if (hasMethod(made, "transform")) return '"kinds", which a transform has not';
  const [, other] = [["buildService", "writeConfig"], ["rewrite", "match"]]
    .find(([method, other]) => hasMethod(made, method) && !hasMethod(made, other)) ?? [];
  if (other !== undefined) return `no ${other}()`;
  return 'no "kinds", which must be a list, such as ["cert-manager.io/Certificate"]';
}

function hasMethod(value: unknown, method: string): boolean {
  return typeof (value as Record<string, unknown> | null | undefined)?.[method] === "function";
}

const METHODS = ["convert", "convertAll", "buildService", "rewrite", "transform"];

function instantiate(
  constructor: new () => unknown,
  instances: Instances,
): FoundExtension | undefined {
  const { prototype, name } = constructor;
  if (
    name.startsWith("_") || !METHODS.some((method) => hasMethod(prototype, method))
  ) {
    return undefined;
  }
  if (!instances.has(constructor)) {
    const create = () => newInstance(constructor) as Extension;
    const extension = create();
    instances.set(constructor, isExtension(extension) ? { extension, create } : undefined);
  }
  return instances.get(constructor);
}

function newInstance(constructor: new () => unknown): unknown {
  const { name } = constructor;
  try {
    return new constructor();
  } catch (error) {
    throw new UserError(
      `the extension class ${name} can't be made an instance of: ${
        error instanceof Error ? error.message : error
      }. Its constructor must do without arguments`,
      { cause: error },
    );
  }
}

function isClass(value: unknown): value is new () => unknown {
  return typeof value === "function" &&
    /^class\b/.test(Function.prototype.toString.call(value));
}

/**
 * Puts extensions in order. One that `extensions.<name>.enabled: false` turns off is left out. A
 * runtime extension takes the kinds that a bundled one claims, and replaces a bundled rewriter or
 * transform of its name; that is said.
 *
 * @param learned Converters that must run before others, as a conversion has shown.
 * @param offers Extensions that could be loaded besides.
 * @throws {UserError} where two extensions claim one kind otherwise, two rewriters share a name, or no order
 * suits all.
 */
export function buildRegistry(
  loaded: readonly LoadedExtension[],
  config: Config,
  diagnostics: Diagnostics,
  learned: readonly Precedence[] = [],
  offers: readonly Offer[] = [],
): Registry {
  warnUnknownSettings(loaded, offers, config, diagnostics);
  const seen = new Set<Extension>();
  const enabled = loaded.filter(({ extension }) => {
    if (seen.has(extension)) return false;
    seen.add(extension);
    return config.extensions[extension.name]?.enabled !== false;
  }).map((item) => ({
    ...item,
    extension: item.create?.() ?? item.extension,
    priority: priorityOf(item.extension),
  }));
  for (const item of enabled) refuseOddMembers(item);
  refuseOrderAcrossSorts(enabled);

  const claimants = enabled.filter((item): item is Prepared<Claimant> =>
    isConverter(item.extension) || isIngressProvider(item.extension)
  );
  const owners = claimKinds(inOrder(claimants), diagnostics);
  const kindsOf = (item: Prepared<Claimant>) =>
    [...owners].filter(([, owner]) => owner === item).map(([kind]) => kind);
  warnReplacedSettings(claimants, owners, config, diagnostics);
  const proxies = claimants.filter(({ extension }) => isIngressProvider(extension))
    .filter((item) => kindsOf(item).length > 0) as Prepared<IngressProvider>[];
  refuseSecondProxy(proxies);
  const converters = inOrder(
    claimants.filter((item): item is Prepared<Converter | CombinedConverter> =>
      isConverter(item.extension)
    ),
    learned,
  );
  const rewriters = inOrder(
    replaceByName(
      enabled.filter((item): item is Prepared<IngressRewriter> => isRewriter(item.extension)),
      "rewriter",
      diagnostics,
    ).map((item) => ({ ...item, isFirst: item.runtime })),
  );
  const transforms = inOrder(replaceByName(
    enabled.filter((item): item is Prepared<Transform> => isTransform(item.extension)),
    "transform",
    diagnostics,
  ));
  return {
    converters: converters
      .map((item) => ({
        extension: item.extension,
        kinds: inClaimOrder(item, kindsOf(item)),
        create: () => (item.create?.() ?? item.extension) as typeof item.extension,
      }))
      .filter(({ kinds }) => kinds.length > 0),
    ...(proxies.length > 0
      ? { proxy: { provider: proxies[0].extension, kinds: kindsOf(proxies[0]) } }
      : {}),
    rewriters: rewriters.map(({ extension }) => extension),
    transforms: transforms.map(({ extension }) => extension),
    claimedKinds: new Set(owners.keys()),
  };
}

/** What may claim kinds. */
type Claimant = Converter | CombinedConverter | IngressProvider;

/** An extension of this run. */
type Prepared<T extends Extension> = LoadedExtension & { extension: T; priority: number };

/** Kinds of a claim; Kubernetes' own stand bare, whichever of its groups was named. */
function claimsOf({ kinds }: Claimant): string[] {
  return [...new Set(kinds.map(plainKind))];
}

function inClaimOrder({ extension }: Prepared<Claimant>, kinds: readonly string[]): string[] {
  return claimsOf(extension).filter((kind) => kinds.includes(kind));
}

/** Extensions in JavaScript may hold anything where the contract wants names. */
function refuseOddMembers(item: Prepared<Extension>): void {
  refuseOddRole(item);
  const members = item.extension as Partial<Record<"kinds" | "after" | "before", unknown>>;
  for (
    const [member, what] of [["kinds", "kinds"], ["after", "names"], ["before", "names"]] as const
  ) {
    const value = members[member];
    if (value === undefined) continue;
    const isSound = Array.isArray(value) &&
      value.every((one) => typeof one === "string" && (member !== "kinds" || isKind(one)));
    if (isSound) continue;
    throw new UserError(
      `the extension "${item.extension.name}" (${sourceOf(item)}) has "${member}": ${
        JSON.stringify(value)
      }; expected a list of ${what}${
        member === "kinds"
          ? ', each with its API group (["cert-manager.io/Certificate"]), Kubernetes\' own bare (["Deployment"])'
          : ' (["workload"])'
      }`,
    );
  }
}

/** What an extension of a misspelt role makes would be dropped. */
function refuseOddRole(item: Prepared<Extension>): void {
  const { role } = item.extension as { role?: unknown };
  if (!isConverter(item.extension) || role === undefined || ROLES.some((one) => one === role)) {
    return;
  }
  throw new UserError(
    `the extension "${item.extension.name}" (${sourceOf(item)}) has "role": ${shown(role)}${
      nearest(String(role), ROLES)
    }; expected one of ${ROLES.join(", ")}`,
  );
}

const ROLES = ["converter", "indexer", "provider"];

/** A kind, or a group and a kind; a version is no group. */
function isKind(kind: string): boolean {
  return /^([a-z][a-z0-9.-]*\/)?[A-Za-z][A-Za-z0-9]*$/.test(kind) &&
    !/^v\d+((alpha|beta)\d+)?\//.test(kind);
}

/** Converters run before transforms, so an order that wants it otherwise can't be kept. */
function refuseOrderAcrossSorts(items: readonly Prepared<Extension>[]): void {
  const sorts = ["converter", "rewriter", "transform"];
  const place = ({ extension }: Prepared<Extension>) =>
    isRewriter(extension) ? 1 : isTransform(extension) ? 2 : 0;
  const byName = Map.groupBy(items, ({ extension }) => extension.name);
  for (const item of items) {
    const { name, after = [], before = [] } = item.extension as Transform;
    const wrong = [
      ...after.map((other) => [other, "after", (at: number) => at > place(item)] as const),
      ...before.map((other) => [other, "before", (at: number) => at < place(item)] as const),
    ];
    for (const [other, word, isWrong] of wrong) {
      const found = byName.get(other) ?? [];
      if (found.length === 0 || !found.every((one) => isWrong(place(one)))) continue;
      throw new UserError(
        `the ${sorts[place(item)]} "${name}" can't run ${word} the ${
          sorts[place(found[0])]
        } "${other}": converters run first, then rewriters, then transforms. Take "${other}" out of its "${word}"`,
      );
    }
  }
}

/**
 * A name that is spelled otherwise under `extensions` would be turned off, or set up, to no effect.
 */
function warnUnknownSettings(
  loaded: readonly LoadedExtension[],
  offers: readonly Offer[],
  config: Config,
  diagnostics: Diagnostics,
): void {
  const names = loaded.map(({ extension }) => extension.name);
  const known = [...names, ...offers.map(({ name }) => name)];
  for (const name of Object.keys(config.extensions)) {
    if (names.includes(name)) continue;
    const offer = offers.find((one) => one.name === name);
    diagnostics.warn(
      "unknown-extension",
      `"${
        settingPath("extensions", name)
      }" in dekube.yaml has no effect: no extension of that name is loaded${
        offer ? `. ${adviceOf(offer)}` : nearest(name, known)
      }`,
    );
  }
}

/** What dekube.yaml says of an extension that has nothing left to do would be lost without a word: ports, for instance. */
function warnReplacedSettings(
  claimants: readonly Prepared<Claimant>[],
  owners: ReadonlyMap<string, Prepared<Claimant>>,
  config: Config,
  diagnostics: Diagnostics,
): void {
  for (const item of claimants) {
    const { name } = item.extension;
    const settings = Object.keys(config.extensions[name] ?? {}).filter((key) => key !== "enabled");
    const winners = claimsOf(item.extension).map((kind) => owners.get(kind));
    if (settings.length === 0 || winners.length === 0 || winners.includes(item)) continue;
    const names = [...new Set(winners.map((winner) => winner!.extension.name))];
    diagnostics.warn(
      "replaced-settings",
      `"${settingPath("extensions", name)}" in dekube.yaml has no effect (${
        settings.join(", ")
      }): ${
        names.map((one) => `"${one}"`).join(" and ")
      } does what "${name}" would do. Say what still matters under ${
        names.map((one) => `"${settingPath("extensions", one)}"`).join(" or ")
      }`,
    );
  }
}

/** All routes go to one proxy, so a second one would get none. */
function refuseSecondProxy([first, second]: readonly Prepared<IngressProvider>[]): void {
  if (!second) return;
  throw new UserError(
    `two extensions are the reverse proxy: "${first.extension.name}" (${
      sourceOf(first)
    }) and "${second.extension.name}" (${sourceOf(second)}). ${turnOff(first, second)}`,
  );
}

/** What to do about two extensions that can't be together. A name that both have turns both off. */
function turnOff(...items: readonly Prepared<Extension>[]): string {
  const names = new Set(items.map(({ extension }) => extension.name));
  if (names.size < items.length) return "Leave one of them out";
  return `Turn one of them off in dekube.yaml: ${
    [...names].map((name) => `${settingPath("extensions", name, "enabled")}: false`).join(", or ")
  }`;
}

function claimKinds(
  claimants: readonly Prepared<Claimant>[],
  diagnostics: Diagnostics,
): Map<string, Prepared<Claimant>> {
  const owners = new Map<string, Prepared<Claimant>>();
  for (const item of claimants) {
    for (const kind of claimsOf(item.extension)) {
      const owner = owners.get(kind);
      if (owner && owner.runtime === item.runtime) {
        throw new UserError(
          `two extensions claim the kind ${kind}: "${owner.extension.name}" (${
            sourceOf(owner)
          }) and "${item.extension.name}" (${sourceOf(item)}). ${turnOff(owner, item)}`,
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
  extensions: readonly Prepared<T>[],
  what: string,
  diagnostics: Diagnostics,
): Prepared<T>[] {
  const byName = new Map<string, Prepared<T>>();
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
