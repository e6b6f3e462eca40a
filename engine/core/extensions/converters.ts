/**
 * Runs the converters: in order, and again for what was added to kinds that had their turn.
 *
 * @module
 */

import { pause } from "../pause.ts";
import {
  append,
  type Awaitable,
  type ConvertContext,
  type ConverterResult,
  type IngressEntry,
  items,
  kindOf,
  type Manifest,
  type ManifestsByKind,
  mapping,
  type ProviderResult,
  type Reporter,
  type StreamRoute,
} from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { onManifests, onProject } from "./failures.ts";
import type { ActiveConverter } from "./registry.ts";
import { isCombined } from "./shape.ts";
import { countRoutes } from "./route_size.ts";
import { checkRoutes, checkServices, warnUnknownFields, warnUnknownMembers } from "./results.ts";
import { addServices, readMounts, warnOwnerless } from "../services.ts";
import type { Run } from "../run.ts";
import { shown } from "../shown.ts";
import { UserError } from "../user_error.ts";

/** More rounds than any chain of operators has; what needs more adds without end. */
const MOST_ROUNDS = 100;

/** Runs the converters until none of them has anything left to convert. */
export async function runConverters(run: Run): Promise<void> {
  const { registry: { converters }, ctx } = run;
  const seen = new Map<string, number>();
  /** What nobody has converted yet; added objects stand behind those that were there. */
  const fresh = (kind: string): readonly Manifest[] => {
    const all = ctx.manifests.of(kind);
    const start = seen.get(kind) ?? 0;
    seen.set(kind, all.length);
    return all.slice(start);
  };
  for (let round = 0, busy = true; busy; round++) {
    busy = false;
    for (const converter of converters) {
      for (const [kinds, manifests] of turnsOf(converter, fresh)) {
        busy = true;
        if (round > MOST_ROUNDS) throw endless(converter, kinds);
        await pause();
        noteTurn(manifests, converter, round > 0, ctx);
        const result = await call(converter, manifests, ctx);
        await onProject(converter.extension.name, () => checkResult(result));
        takeResult(result, converter, kinds, run);
      }
    }
  }
  ctx.cluster.lateness.close();
}

/** An indexer makes nothing of an object, so what replaces one later is no loss to it. */
function noteTurn(
  manifests: ManifestsByKind,
  { extension: { name, role } }: ActiveConverter,
  isLate: boolean,
  ctx: EngineContext,
): void {
  if (role === "indexer") return;
  ctx.cluster.lateness.converted([...manifests.values()].flat(), name, isLate);
}

/** The calls that a converter is due: one for each kind, or one for all of them. */
function* turnsOf(
  { extension, kinds }: ActiveConverter,
  fresh: (kind: string) => readonly Manifest[],
): Iterable<[kinds: readonly string[], manifests: ManifestsByKind]> {
  if (isCombined(extension)) {
    const manifests = new Map(kinds.map((kind) => [kind, fresh(kind)]));
    if ([...manifests.values()].some(({ length }) => length > 0)) yield [kinds, manifests];
    return;
  }
  for (const kind of kinds) {
    const manifests = fresh(kind);
    if (manifests.length > 0) yield [[kind], new Map([[kind, manifests]])];
  }
}

function call(
  { extension, create }: ActiveConverter,
  manifests: ManifestsByKind,
  ctx: EngineContext,
): Promise<ConverterResult | ProviderResult> {
  const own = ctx.forExtension(extension.name);
  return onManifests(extension.name, [...manifests.values()].flat(), {
    all: () => convertAll(extension, manifests, own),
    one: (manifest) =>
      convertAll(
        create(),
        new Map([...manifests.keys()].map((kind) => [
          kind,
          kind === kindOf(manifest) ? [manifest] : [],
        ])),
        { ...own, report: () => SILENT },
      ),
  });
}

function convertAll(
  extension: ActiveConverter["extension"],
  manifests: ManifestsByKind,
  ctx: ConvertContext,
): Awaitable<ConverterResult | ProviderResult> {
  if (isCombined(extension)) return extension.convertAll(manifests, ctx);
  const [[kind, all]] = [...manifests].filter(([, all]) => all.length > 0);
  return extension.convert(kind, all, ctx);
}

/** Refuses what is no result; of what is left out a warning says so later. */
function checkResult(result: unknown): void {
  const { services, ingressEntries } = mapping(result);
  checkServices(services);
  checkRoutes(ingressEntries);
}

const SILENT: Reporter = { error() {}, warn() {}, info() {} };

function takeResult(
  result: ConverterResult | ProviderResult | null | undefined,
  { extension: { name, role } }: ActiveConverter,
  kinds: readonly string[],
  run: Run,
): void {
  const { ctx } = run;
  const what = `the kind${kinds.length > 1 ? "s" : ""} ${kinds.join(", ")}`;
  if (typeof result !== "object" || result === null || Array.isArray(result)) {
    const returned = result === undefined || result === null ? "nothing" : shown(result);
    ctx.report().warn(
      "no-result",
      `the extension "${name}" returned ${returned} for ${what}; a converter returns an object, {} where it made nothing`,
    );
    return;
  }
  warnUnknownMembers(result, "convert", { extension: name, of: ` for ${what}` }, ctx);
  warnUnknownFields(items<IngressEntry>(result.ingressEntries), name, ctx);
  countRoutes(items<IngressEntry>(result.ingressEntries), ctx.limits);
  append(run.entries, items<IngressEntry>(result.ingressEntries));
  append(run.streams, items<StreamRoute>(result.streamRoutes));
  const made = "services" in result ? result.services ?? {} : {};
  if (role === "provider") {
    warnOwnerless(made, name, ctx);
    const added = addServices(run.services, made, name, ctx);
    for (const service of added) run.makers.set(service, name);
    readMounts(Object.fromEntries(added.map((key) => [key, run.services[key]])), ctx);
    return;
  }
  const unused = Object.keys(made);
  if (unused.length === 0) return;
  ctx.report().warn(
    "services-not-used",
    `the extension "${name}" returned services for ${what} (${
      unused.join(", ")
    }), but it is no provider, so they are not used. Its author should extend Provider, or set role: "provider"`,
  );
}

function endless({ extension }: ActiveConverter, kinds: readonly string[]): UserError {
  return new UserError(
    `the extension "${extension.name}" gets new manifests of ${
      kinds.join(", ")
    } without end, since converters keep adding some for each other. Turn one of them off in dekube.yaml: extensions.<name>.enabled: false`,
  );
}
