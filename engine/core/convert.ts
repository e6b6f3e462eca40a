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
  isLimitError,
  type Manifest,
  type Mapping,
  networkOwner,
  type OutputFiles,
  type ResourceId,
} from "../../pacts/mod.ts";
import { defaultConfig } from "../../pacts/config.ts";
import { accountOf } from "./account/account.ts";
import type { Account } from "./account/verdict.ts";
import { warnSharedPorts } from "./check/shared_ports.ts";
import { warnLargeProject } from "./check/large_project.ts";
import { type ConversionDetails, detailsOf } from "./details.ts";
import { refusalOf } from "./check/refusal.ts";
import { firstClaims } from "./claims.ts";
import type { EntryPoint } from "./entry_points.ts";
import type { LateObject } from "./cluster/lateness.ts";
import { describe } from "./extensions/failures.ts";
import { withFieldPaths } from "./findings/field_paths.ts";
import { withoutRemedied } from "./findings/remedied.ts";
import type { ConvertOptions } from "./options.ts";
import { SUPPLIED_FILE } from "./secrets/supplied_file.ts";
import type { Precedence } from "./extensions/order.ts";
import { pause } from "./pause.ts";
import { PASSES } from "./passes.ts";
import { extensionsOf, noExtension } from "./extensions/load_modules.ts";
import { type LoadedExtension, missedIn } from "./extensions/registry.ts";
import type { Learned, Run } from "./run.ts";
import { RunningOrder } from "./extensions/running_order.ts";
import { sourceOf } from "./manifests/source.ts";
import { withDecisions } from "./settings/decisions.ts";
import type { InnerPort } from "./port_to_publish.ts";
import { UserError } from "./user_error.ts";

export type { ConversionDetails, ConvertOptions, EntryPoint, InnerPort };

/** What a conversion makes. */
export interface Conversion {
  /** The Compose project. */
  project: ComposeProject;
  /** Files beside compose.yml, by path below the output folder: `entries()` has all of them. */
  files: OutputFiles;
  /** How people get in: the URLs and ports that the project answers at. */
  entryPoints: EntryPoint[];
  /** What people may want to open, where there is no way in: a port of a service to publish. */
  portToPublish?: InnerPort;
  /** What there is to say. */
  diagnostics: Diagnostic[];
  /** The config in force; on a first run, what dekube.yaml should hold. */
  config: Config;
  /** Values of the variables that the project refers to, where `secrets: env-file` keeps those of Secrets out of it. */
  variables?: Record<string, string>;
  /** What secrets.yaml has to hold, with an empty place for each value; absent where nothing is asked for. */
  needs?: Mapping;
  /** What it went through, where that was asked for. */
  details?: ConversionDetails;
  /** Why Docker Compose would refuse the project, where it would: the command writes none then. */
  refusal?: string;
  /** What became of every field, where that was asked for. */
  account?: Account;
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
    generated: new Map<string, string>(),
  };
  const run = await withHindsight((learned) => attempt({ ...input, learned }));
  const { ctx, project, config: inForce } = run;
  const said = withFieldPaths(withoutRemedied(run.diagnostics, ctx, run.services), run.admitted);
  for (const diagnostic of withFiles(said, run)) diagnostics.add(diagnostic);
  warnLargeProject(project, diagnostics);
  warnSharedPorts(project, diagnostics);
  run.supplied.warnUnused(SUPPLIED_FILE, diagnostics);
  const needs = run.supplied.needs();
  const refusal = refusalOf(run);
  return {
    project,
    files: ctx.files,
    entryPoints: run.entryPoints,
    ...(run.portToPublish ? { portToPublish: run.portToPublish } : {}),
    diagnostics: withFiles(diagnostics, run),
    config: options.firstRun
      ? withDecisions(inForce, { exclude: [], claims: firstClaims(ctx) })
      : inForce,
    ...(run.variables ? { variables: run.variables } : {}),
    ...(needs ? { needs } : {}),
    ...(options.details ? { details: detailsOf(run) } : {}),
    ...(refusal === undefined ? {} : { refusal }),
    ...(options.account ? { account: accountOf(run, said) } : {}),
  };
}

/** Runs all passes. */
async function attempt(input: Run["input"]): Promise<Run> {
  const run = newRun(input);
  try {
    for (const [index, pass] of PASSES.entries()) {
      await pause();
      input.options.progress?.(pass.name, index, PASSES.length);
      await pass.run(run);
    }
  } catch (error) {
    // What was said before may be why; of further attempts nobody hears.
    if (input.learned === NOTHING) {
      for (const diagnostic of withFiles(run.diagnostics, run)) {
        input.options.diagnostics?.add(diagnostic);
      }
    }
    throw isLimitError(error) ? new UserError(error.message, { cause: error }) : error;
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
    replaced: [],
    successors: new Map(),
    asked: [],
    dropped: [],
    services: {},
    makers: new Map(),
    entries: [],
    streams: [],
    forwardsStreams: false,
    keptStreams: [],
    project: { name: config.name, services: {} },
    entryPoints: [],
  } as Partial<Run> as Run;
}

/**
 * A conversion is a function of its input, so it can be done again where it shows what nobody could know before: that a
 * converter came too early for what another one added, or that a name leads elsewhere once a Service is added. Where two
 * converters each want to be first, or one fails in the other order, it stays as it is, and that is said.
 */
async function withHindsight(attempt: (learned: Learned) => Promise<Run>): Promise<Run> {
  let run = await attempt(NOTHING);
  let learned: Learned | undefined = NOTHING;
  while ((learned = moreThan(learned, run))) {
    try {
      run = await attempt(learned);
    } catch (error) {
      if (error instanceof UserError) break;
      throw error;
    }
  }
  sayLateObjects(run);
  return run;
}

/** What is known before the first attempt. */
const NOTHING: Learned = { needs: [], wishes: [], avoidedNames: new Set() };

/** What an attempt shows beyond what it was told; nothing where it is as good as it gets. */
function moreThan(learned: Learned, run: Run): Learned | undefined {
  const { needs, wishes, avoidedNames } = learned;
  const { lateness } = run.ctx.cluster;
  const late = lateness.late();
  if (late.length > 0) {
    const wanted = late.filter(({ isWanted }) => isWanted);
    // Who adds something late may have been called late, by what somebody else added.
    const causes = wanted.length > 0 ? [...wanted, ...lateness.lateTurns()] : [];
    const need = firstFree(causes, new RunningOrder(run, [...needs, ...wishes])) ??
      firstFree(causes, new RunningOrder(run, needs));
    if (need) {
      const order = new RunningOrder(run, [...needs, need]);
      return {
        ...learned,
        needs: [...needs, need],
        wishes: wishes.filter(([one, other]) => !order.precedes(other, one)),
      };
    }
    const wish = firstFree(late, new RunningOrder(run, [...needs, ...wishes]));
    if (wish) return { ...learned, wishes: [...wishes, wish] };
  }
  const misleading = misleadingNames(run).filter((name) => !avoidedNames.has(name));
  if (misleading.length === 0) return undefined;
  return { ...learned, avoidedNames: new Set([...avoidedNames, ...misleading]) };
}

/** The first two converters that could change places, since the one ran too late for the other. */
function firstFree(late: readonly LateObject[], order: RunningOrder): Precedence | undefined {
  for (const { adder, asker } of late) if (order.canTurn(asker, adder)) return [adder, asker];
  return undefined;
}

/** Names of Compose services, which Docker resolves, that Services lead elsewhere by. */
function misleadingNames({ ctx, services }: Run): string[] {
  return [...ctx.services.values()].filter((service) => {
    const { name } = service.metadata;
    if (!hasName(services, name)) return false;
    const behind = ctx.services.composeNames(service);
    return behind.length > 0 && !behind.includes(name);
  }).map(({ metadata }) => metadata.name);
}

/** Whether Docker resolves a service's own name. What shares another's network has it only as a further name there. */
function hasName(services: Run["services"], name: string): boolean {
  const owner = networkOwner(services, name);
  return owner === name ||
    owner !== undefined && !!services[owner].networks?.default?.aliases?.includes(name);
}

function sayLateObjects(run: Run): void {
  const order = new RunningOrder(run, []);
  for (const { adder, asker, manifest, isWanted } of run.ctx.cluster.lateness.late()) {
    // Whoever says that it runs first knows what it does not find.
    if (!isWanted || order.precedes(asker, adder)) continue;
    run.ctx.report(manifest).warn(
      "added-too-late",
      `the extension "${adder}" added ${
        describe(idOf(manifest))
      } too late for "${asker}", which did without. Their authors should say which of them runs "before" the other`,
    );
  }
}

/** What a script leaves undefined has its default too. */
function withoutUndefined(config: Partial<Config>): Partial<Config> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

/** Where an extension of a script comes from. */
const GIVEN = "given to convert()";

/** Extensions as a conversion takes them. */
export function loadedExtensions(sources: readonly ExtensionSource[]): LoadedExtension[] {
  const instances = new Map();
  return sources.flatMap((source, index) => {
    if ("extension" in source && "origin" in source) return [source as LoadedExtension];
    const found = extensionsOf(
      source,
      { origin: GIVEN, runtime: false },
      instances,
      ([name]) => `the extension "${name}" ${GIVEN}`,
    );
    if (found.length === 0) {
      throw noExtension(`extensions[${index}] of convert()`, missedIn(source));
    }
    return found;
  });
}

/** Diagnostics with the file of the object that they are about. */
function withFiles(
  diagnostics: Iterable<Diagnostic>,
  { admitted = [], replaced, manifests = [] }: Pick<Run, "replaced"> & Partial<Run>,
): Diagnostic[] {
  const files = new Map<string, string>();
  for (const manifest of [...admitted, ...replaced, ...manifests]) {
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
