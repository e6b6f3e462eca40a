/**
 * The body of a run: reads or renders the input, converts it, and writes what comes of it, or shows that.
 *
 * @module
 */

import { withoutEnd } from "../../pacts/ends.ts";
import {
  type Config,
  type Diagnostic,
  Diagnostics,
  isMapping,
  kindOf,
  type Manifest,
  type OutputFile,
  type Secret,
  type SecretValue,
} from "../../pacts/mod.ts";
import type { Account } from "../core/account/verdict.ts";
import { placeOfFile } from "../core/output/place_files.ts";
import { placeProject } from "../core/output/place_project.ts";
import { serviceChanges } from "../core/output/service_changes.ts";
import { valuesOf } from "../core/secrets/values_of.ts";
import { UserError } from "../core/user_error.ts";
import { checkDistribution } from "../core/settings/check_distribution.ts";
import { localConfig } from "../core/settings/local.ts";
import { isFreePort, mayLookAtPorts } from "../io/free_ports.ts";
import type { PreviousOutput } from "../io/output/previous.ts";
import type { OutputSession } from "../io/output/session.ts";
import { readRootCertificates } from "../io/root_certificates.ts";
import type { CommandOptions } from "./args.ts";
import { both } from "./both.ts";
import type { KnownInput } from "./command_input.ts";
import { readConfigFile } from "./config_file.ts";
import { hostOptions } from "./host_options.ts";
import { openHost } from "./host/open_host.ts";
import { askRegistries, pinImages } from "./images/pin_images.ts";
import { showing } from "./live_line.ts";
import { type CommandDistribution, planExtensions } from "./load_extensions.ts";
import { noServicesMessage } from "../core/findings/no_services.ts";
import {
  besideCompose,
  CLEAN_START,
  inherited,
  keptFiles,
  leftFiles,
  sayForNow,
  sayUntried,
  unfinished,
} from "./notes.ts";
import { keptFolders } from "./kept_folders.ts";
import { isTakenByItself, sayDisplaced } from "./taken_file.ts";
import { portsOf } from "../core/output/published.ts";
import type { ProjectOutcome } from "./outcome.ts";
import { type Shown, wantsPictures } from "./pictures.ts";
import { readInput } from "./read_input.ts";
import { checkRemovals, refusedRemovals } from "./removals.ts";
import { readSuppliedFile } from "./supplied_file.ts";

/** What came of a conversion. */
export interface Result {
  /** All that there is to say of it. */
  said: Diagnostic[];
  /** What of it the user has accepted, as `accept` of dekube.yaml names it, and the file that does. */
  accept: Pick<Config, "accept" | "file">;
  /** Why there is no project, where there is none. */
  failure?: string;
  /** Why a run that writes would have been refused, where this one only shows what would change. */
  refusal?: string;
  /** The project. */
  project?: ProjectOutcome;
  /** compose.yml. */
  compose: string;
  /** What it was before, where a run wrote one. */
  before?: string;
  /** All files that were, or would be, written, by their own paths. */
  files: ReadonlyMap<string, OutputFile>;
  /** What the Secrets of the manifests hold. */
  secrets: readonly SecretValue[];
  /** What people are shown of it, where they want to be. */
  shown?: Shown;
  /** Whether dekube.yaml is new. */
  firstRun: boolean;
  /** What became of every field, where that was asked for. */
  account?: Account;
}

/** Converts an input into the folder that a session holds. */
export async function convertAndWrite(
  input: KnownInput,
  options: CommandOptions,
  distribution: CommandDistribution,
  session: OutputSession,
  diagnostics: Diagnostics,
): Promise<Result> {
  const { outputDir, composeFile, clean } = options;
  const { config: written, firstRun } = await readConfigFile(outputDir, diagnostics);
  const supplied = await readSuppliedFile(outputDir);
  const config = options.name === undefined ? written : { ...written, name: options.name };
  checkDistribution(config, distribution.manifest, diagnostics);
  const plan = await planExtensions(options, config, distribution);
  await using host = await openHost(plan, distribution, hostOptions(options, config));
  const kept = keptFolders(config, session.composeText, outputDir);
  const request = { plan, config, ignored: options.ignoreCompatibilityErrors };
  const { manifests, sourceName, releaseNamespaces, releaseNeeds, namespace } = await both(
    (said) => host.load(request, said),
    (said) =>
      showing(readingOf(input), options, () => readInput(input, options, config, kept, said)),
    { atOnce: host.isApart, diagnostics },
  );
  const convert = (config: Config, diagnostics: Diagnostics, account = false) =>
    host.convert(manifests, config, {
      previous: clean ? NO_FILES : session.previous,
      firstRun,
      sourceName,
      releaseNamespaces,
      releaseNeeds,
      namespace,
      rootCertificates: readRootCertificates,
      ...(supplied ? { supplied: supplied.values } : {}),
      ...(account ? { account } : {}),
      ...wantsPictures(options) ? { details: true } : {},
    }, diagnostics);
  // Only a conversion shows which hosts and ports there are.
  const inForce = options.local
    ? await localConfig(
      config,
      await convert(config, new Diagnostics()),
      (port, protocol) => session.ports.has(`${port}/${protocol}`) || isFreePort(port, protocol),
    )
    : config;
  if (options.local && !mayLookAtPorts()) sayUntried(diagnostics);
  if (options.local && !firstRun) sayForNow(config, inForce, diagnostics);
  const wantsAccount = options.reportFile !== undefined || options.strictFields ||
    options.page !== undefined;
  const conversion = await convert(inForce, diagnostics, wantsAccount);
  const { account } = conversion;
  if (conversion.needs) {
    for (const said of supplied?.said ?? []) {
      conversion.diagnostics.push(said);
    }
  }
  if (conversion.refusal !== undefined) throw new UserError(conversion.refusal);
  if (Object.keys(conversion.project.services).length === 0) {
    const failure = noServicesMessage(manifests, conversion, firstRun);
    return {
      said: conversion.diagnostics,
      accept: config,
      failure,
      compose: "",
      files: new Map(),
      secrets: [],
      firstRun,
      ...(account ? { account } : {}),
    };
  }
  const afresh = clean && session.hasPrevious;
  const all = new Map(conversion.files);
  const strange = clean ? [] : inherited(all, session);
  const { project, said: unpinned } = options.pin
    ? await showing(
      "asking registries for digests",
      options,
      async () => await pinImages(conversion.project, await askRegistries()),
    )
    : { project: conversion.project, said: [] };
  const finished = { ...conversion, project, files: all };
  const { placement, notes } = await placeProject(finished, {
    composeFile,
    firstRun,
    accepts: (unit) => session.accepts(unit),
    there: session,
  });
  const compose = String(placement.loose.get(composeFile)?.content);
  const before = session.composeText;
  const services = serviceChanges(before, compose);
  if (options.writes) await checkRemovals(services, options);
  const refusal = options.writes || options.stdout ? undefined : refusedRemovals(services, options);
  const isTaken = isTakenByItself(composeFile, (path) => session.isForeign(path));
  const ports = portsOf(project).filter((port) => options.local || session.ports.has(port));
  const files = options.writes ? await session.write(placement, ports) : session.preview(placement);
  return {
    said: [
      ...conversion.diagnostics,
      ...unpinned,
      ...notes,
      ...keptFiles(files, options.writes),
      ...leftFiles(files),
      ...unfinished(session.unfinished),
      ...sayDisplaced(composeFile, isTaken),
      ...options.up ? besideCompose(isTaken, session) : [],
      ...strange,
      ...afresh ? [CLEAN_START] : [],
    ],
    accept: config,
    project: {
      name: conversion.project.name,
      composeFile: outputDir === "." ? composeFile : `${withoutEnd(outputDir, "/")}/${composeFile}`,
      isTaken,
      isWritten: options.writes,
      services,
      files,
      entryPoints: conversion.entryPoints.map((entry) =>
        entry.authority === undefined
          ? entry
          : { ...entry, authority: placeOfFile(entry.authority, placement) }
      ),
      portToPublish: conversion.portToPublish,
    },
    ...(refusal === undefined ? {} : { refusal }),
    compose,
    before,
    files: new Map([...all, ...placement.loose]),
    ...wantsPictures(options)
      ? { shown: { conversion: finished, written: placement.project } }
      : {},
    secrets: options.diff ? valuesOf(manifests.filter(isSecret)) : [],
    firstRun,
    ...(account ? { account } : {}),
  };
}

function isSecret(manifest: Manifest): manifest is Secret {
  return kindOf(manifest) === "Secret" && isMapping(manifest.metadata);
}

/** What is going on while the input is read. */
function readingOf(input: KnownInput): string {
  switch (input.kind) {
    case "helmfile":
      return `rendering ${input.dir === "." ? "the helmfile" : input.dir} with helmfile`;
    case "chart":
      return `rendering ${input.chart === "." ? "the chart" : input.chart} with helm`;
    case "kustomize":
      return `rendering ${input.dir === "." ? "the kustomization" : input.dir}`;
    case "folder":
      return `reading ${input.dir}`;
    case "stdin":
      return "reading standard input";
    case "several":
      return "reading the inputs";
  }
}

/** What `--clean` reads of earlier runs: nothing. */
const NO_FILES: PreviousOutput = { read: () => undefined, paths: () => [] };
