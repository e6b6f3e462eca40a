/**
 * The conversion: manifests, config, extensions and what the last run wrote in; a Compose project,
 * files and diagnostics out. It touches no file, process, network or environment.
 *
 * @module
 */

import {
  type ComposeProject,
  type Config,
  type Diagnostic,
  Diagnostics,
  type Extension,
  idOf,
  type Manifest,
  type OutputFiles,
  type ResourceId,
} from "../../pacts/mod.ts";
import { defaultConfig } from "../../pacts/config.ts";
import { firstVolumes } from "./claims.ts";
import type { LateObject } from "./cluster/lateness.ts";
import { describe } from "./failures.ts";
import type { ConvertOptions } from "./options.ts";
import type { Precedence } from "./order.ts";
import { PASSES } from "./passes.ts";
import { extensionsIn, infoOf, type LoadedExtension } from "./registry.ts";
import type { Learned, Run } from "./run.ts";
import { sourceOf } from "./source.ts";

export type { ConvertOptions };

/** What a conversion makes. */
export interface Conversion {
  /** The Compose project. */
  project: ComposeProject;
  /** Files beside compose.yml, by path below the output folder. */
  files: OutputFiles;
  /** What there is to say. */
  diagnostics: Diagnostic[];
  /** The config in force; on a first run, what dekube.yaml should hold. */
  config: Config;
}

/** Extensions as a script has them: instances, whole modules, or loaded ones. */
export type ExtensionSource = Extension | LoadedExtension | object;

/**
 * Converts Kubernetes manifests into a Compose project.
 *
 * @param manifests Kubernetes objects, `List`s included.
 * @param config Settings of dekube.yaml; what is left out has its default.
 * @param extensions Extensions, or modules that export them.
 * @throws {UserError} where extensions are at odds, or one throws.
 *
 * @example
 * ```ts
 * import { convert } from "@dekube/engine";
 * import { idOf, type Manifest } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const widgets = {
 *   name: "widgets",
 *   role: "provider",
 *   kinds: ["Widget"],
 *   convert: (_kind: string, [widget]: Manifest[]) => ({
 *     services: { widget: { owner: idOf(widget), image: "example/widget" } },
 *   }),
 * };
 * const manifests = [{ kind: "Widget", metadata: { name: "widget" } }];
 * const { project } = await convert(manifests, { name: "demo" }, [widgets]);
 * assertEquals(project.services.widget.image, "example/widget");
 * ```
 */
export async function convert(
  manifests: readonly (Manifest | object)[],
  config: Partial<Config> = {},
  extensions: readonly ExtensionSource[] = [],
  options: ConvertOptions = {},
): Promise<Conversion> {
  const { diagnostics = new Diagnostics() } = options;
  const input = {
    manifests,
    config: { ...defaultConfig(), ...withoutUndefined(config) },
    extensions: loadedExtensions(extensions),
    options,
  };
  const run = await withHindsight((learned) => attempt({ ...input, learned }));
  for (const diagnostic of run.diagnostics) diagnostics.add(diagnostic);
  const { ctx, project, config: inForce } = run;
  return {
    project,
    files: ctx.files,
    diagnostics: withFiles(diagnostics, [...run.admitted, ...run.manifests]),
    config: options.firstRun
      ? { ...inForce, volumes: { ...firstVolumes(ctx.claimsInUse), ...inForce.volumes } }
      : inForce,
  };
}

/** Runs all passes. */
async function attempt(input: Run["input"]): Promise<Run> {
  const run = newRun(input);
  try {
    for (const pass of PASSES) await pass.run(run);
  } catch (error) {
    // What was said before may be why.
    for (const diagnostic of run.diagnostics) input.options.diagnostics?.add(diagnostic);
    throw error;
  }
  return run;
}

/** A run in which nothing has been done; passes fill in what is missing here. */
export function newRun(input: Run["input"]): Run {
  const { config } = input;
  return {
    input,
    config,
    diagnostics: new Diagnostics(),
    services: {},
    entries: [],
    project: { name: config.name, services: {} },
  } as Partial<Run> as Run;
}

/**
 * A conversion is a function of its input, so it can be done again where it shows what nobody could know before: that a
 * converter came too early for what another one added, or that a name leads elsewhere once a Service is added. Where two
 * converters each want to be first it stays as it is, and that is said.
 */
async function withHindsight(convert: (learned: Learned) => Promise<Run>): Promise<Run> {
  let learned: Learned = { order: [], avoidedNames: new Set() };
  for (;;) {
    const run = await convert(learned);
    const next = moreThan(learned, run);
    if (!next) {
      sayLateObjects(run);
      return run;
    }
    learned = next;
  }
}

function moreThan({ order, avoidedNames }: Learned, run: Run): Learned | undefined {
  const earlier = wrongOrder(run, order);
  if (earlier) return { order: [...order, earlier], avoidedNames };
  const misleading = misleadingNames(run).filter((name) => !avoidedNames.has(name));
  if (misleading.length === 0) return undefined;
  return { order, avoidedNames: new Set([...avoidedNames, ...misleading]) };
}

/** Two converters of which the second should have run first. */
function wrongOrder(run: Run, learned: readonly Precedence[]): Precedence | undefined {
  const { lateness } = run.ctx.cluster;
  const late = lateness.late();
  // Who adds something late may have been called late, by what somebody else added.
  const causes = late.length > 0 ? [...late, ...lateness.lateTurns()] : [];
  const cause = causes.find(({ adder, asker }) =>
    isConverter(adder, run) && isConverter(asker, run) &&
    !precedes(asker, adder, run, learned) && !precedes(adder, asker, run, learned)
  );
  return cause && [cause.adder, cause.asker];
}

/** Names of Compose services, which Docker resolves, that Services lead elsewhere by. */
function misleadingNames({ ctx, services }: Run): string[] {
  return [...ctx.services.values()].filter((service) => {
    const { name } = service.metadata;
    // What shares another's network has no name in it.
    if (!Object.hasOwn(services, name) || services[name].network_mode) return false;
    const behind = ctx.services.composeNames(service);
    return behind.length > 0 && !behind.includes(name);
  }).map(({ metadata }) => metadata.name);
}

function sayLateObjects(run: Run): void {
  for (const item of run.ctx.cluster.lateness.late()) {
    // Whoever says that it runs first knows what it does not find.
    if (!precedes(item.asker, item.adder, run)) sayLate(item, run);
  }
}

function isConverter(name: string, { registry }: Run): boolean {
  return registry.converters.some(({ extension }) => extension.name === name);
}

/** Whether one must run before another, by what extensions say or what has been learned. */
function precedes(
  first: string,
  second: string,
  { registry }: Run,
  learned: readonly Precedence[] = [],
): boolean {
  const behind = new Set([first]);
  for (const name of behind) {
    for (const { extension } of registry.converters) {
      const { name: own, after = [], before = [] } = extension;
      if (after.includes(name)) behind.add(own);
      if (own === name) before.forEach((other) => behind.add(other));
    }
    for (const [one, other] of learned) if (one === name) behind.add(other);
  }
  return behind.has(second);
}

function sayLate({ adder, asker, manifest }: LateObject, { ctx }: Run): void {
  ctx.report(manifest).warn(
    "added-too-late",
    `the extension "${adder}" added ${
      describe(idOf(manifest))
    } after "${asker}" had looked for it in vain. Their authors should say which of them runs "before" the other`,
  );
}

/** What a script leaves undefined has its default too. */
function withoutUndefined(config: Partial<Config>): Partial<Config> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

function loadedExtensions(sources: readonly ExtensionSource[]): LoadedExtension[] {
  const instances = new Map();
  return sources.flatMap((source) => {
    if ("extension" in source && "origin" in source) return [source as LoadedExtension];
    const info = infoOf(source);
    return extensionsIn(source, instances).map((found) => ({
      ...found,
      origin: "given to convert()",
      runtime: false,
      ...(info ? { info } : {}),
    }));
  });
}

/** Diagnostics with the file of the object that they are about. */
function withFiles(diagnostics: Diagnostics, manifests: readonly Manifest[]): Diagnostic[] {
  const files = new Map<string, string>();
  for (const manifest of manifests) {
    const source = sourceOf(manifest);
    if (source) files.set(keyOf(idOf(manifest)), source.file);
  }
  return [...diagnostics].map((diagnostic) => {
    const file = diagnostic.file ?? (diagnostic.resource && files.get(keyOf(diagnostic.resource)));
    return file ? { ...diagnostic, file } : diagnostic;
  });
}

function keyOf({ group, kind, namespace, name }: ResourceId): string {
  return JSON.stringify([group, kind, namespace, name]);
}
