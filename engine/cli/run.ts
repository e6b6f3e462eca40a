/**
 * One run of the command, from arguments to exit code.
 *
 * @module
 */

import {
  type Config,
  type Diagnostic,
  Diagnostics,
  isExcluded,
  kindOf,
  type Manifest,
  type OutputFile,
} from "../../pacts/mod.ts";
import { defaultLimits } from "../../pacts/limits.ts";
import { printableLines } from "../../pacts/printable.ts";
import { WORKLOAD_KINDS } from "../../pacts/kubernetes/mod.ts";
import type { Conversion } from "../core/convert.ts";
import { OutputTree } from "../core/output/output_tree.ts";
import { renderConfig } from "../core/settings/first_run.ts";
import { placeFiles } from "../core/output/place_files.ts";
import { renderCompose } from "../core/output/render.ts";
import { type CommandSettings, DEFAULT_SETTINGS } from "../io/distribution/command_settings.ts";
import type { DistributionManifest } from "../io/distribution/manifest.ts";
import { RendererFailure } from "../io/errors.ts";
import type { WriteReport } from "../io/output/plan.ts";
import type { PreviousOutput } from "../io/output/previous.ts";
import { OutputSession } from "../io/output/session.ts";
import { looseFile } from "../io/output/write.ts";
import { endPrograms } from "../io/run_program.ts";
import { readRootCertificates } from "../io/root_certificates.ts";
import { readRecord, recordPlace } from "../io/trust/record.ts";
import { type CommandOptions, CONFIG_FILES, parseCommand, parseExtensions } from "./args.ts";
import { askUser } from "./ask_user.ts";
import type { KnownInput } from "./command_input.ts";
import { readConfigFile } from "./config_file.ts";
import { detectInput } from "./detect_input.ts";
import { endOnSignal } from "./end_on_signal.ts";
import { failureMessage } from "./failure_message.ts";
import { addAll, type Converted } from "./host/host.ts";
import { type HostOptions, openHost } from "./host/open_host.ts";
import {
  type CommandDistribution,
  foreignIn,
  type LoadPlan,
  planExtensions,
} from "./load_extensions.ts";
import { printDiagnostics, printFailure, printReport, summary } from "./print.ts";
import { lacksTools, provideTools, toolsFor, toolsPlace } from "./provide_tools.ts";
import { readInput } from "./read_input.ts";
import { requirePermissions } from "./require_permissions.ts";
import { unknownTo } from "./trust/admit.ts";
import { shownEntries } from "./trust/allow.ts";
import { usage } from "./usage.ts";

/** Runs the command. Returns 0 (done), 1 (failed, nothing written) or 2 (no services came out). */
export async function run(
  args: readonly string[],
  distribution: CommandDistribution,
): Promise<number> {
  const diagnostics = new Diagnostics();
  const announced: Diagnostic[] = [];
  let options: CommandOptions | undefined;
  try {
    const settings = await settingsFor(args, distribution);
    const query = parseExtensions(args, settings);
    options = query?.options ?? parseCommand(args, settings);
    const { name, version } = distribution.manifest;
    if (options.help) {
      console.log(usage(name, settings));
      return 0;
    }
    if (options.version) {
      console.log(`${name} ${version}`);
      return 0;
    }
    if (query) return await answer(query.name, options, distribution, diagnostics);
    const announce = (note: Diagnostic) => {
      announced.push(note);
      printDiagnostics([note]);
    };
    const input = await knownInput(options, name, announce);
    requirePermissions(input, options);
    const tools = settings.tools === undefined ? [] : toolsFor(input);
    if (settings.tools !== undefined && (options.downloadTools || await lacksTools(tools))) {
      const place = toolsPlace(settings.tools, name);
      await provideTools(tools, options, { ...place, say: announce });
    }
    using session = await OutputSession.open(options.outputDir, {
      last: options.composeFile,
      handedOver: [CONFIG_FILES[0]],
      say: (message) => announce({ severity: "info", code: "waiting", message }),
    });
    using _tidy = endOnSignal(() => {
      endPrograms();
      session.close();
    });
    return await convertAndWrite(input, options, distribution, session, diagnostics, announced);
  } catch (error) {
    const message = failureMessage(error, "command");
    printDiagnostics(diagnostics);
    // What a renderer said stands in lines of its own.
    printFailure(message, error instanceof RendererFailure);
    printReport(options?.report, [...announced, ...diagnostics, {
      severity: "error",
      code: "failed",
      message,
    }]);
    return 1;
  }
}

/** How the command behaves; a base that is missing must not hide the help. */
async function settingsFor(
  args: readonly string[],
  distribution: CommandDistribution,
): Promise<CommandSettings> {
  try {
    return await distribution.settings();
  } catch (error) {
    if (args.some((arg) => ["--help", "-h", "--version"].includes(arg))) return DEFAULT_SETTINGS;
    throw error;
  }
}

/** Tells about one extension, or of all, and which a run with these flags would load. */
async function answer(
  name: string | undefined,
  options: CommandOptions,
  distribution: CommandDistribution,
  diagnostics: Diagnostics,
): Promise<number> {
  const { config } = await readConfigFile(options.outputDir, diagnostics);
  const planned = await planExtensions(options, config, distribution);
  const plan = await withoutUnknown(planned, options, config, diagnostics);
  using _tidy = endOnSignal(endPrograms);
  await using host = await openHost(plan, distribution, hostOptions(options, config));
  const request = { plan, config, ignored: options.ignoreCompatibilityErrors };
  const text = await host.list(request, name, diagnostics);
  printDiagnostics(diagnostics);
  console.log(printableLines(text));
  return 0;
}

/** To tell what there is, nothing is loaded that nobody has allowed, and nobody is asked. */
async function withoutUnknown(
  plan: LoadPlan,
  { outputDir, trust }: CommandOptions,
  { file }: Config,
  diagnostics: Diagnostics,
): Promise<LoadPlan> {
  const { depends } = foreignIn(plan);
  if (trust || depends.length === 0) return plan;
  const unknown = unknownTo(await readRecord(await recordPlace(outputDir)), depends);
  if (unknown.length === 0) return plan;
  diagnostics.warn(
    "extension-not-allowed",
    `what ${file} names of others is not loaded, since nobody has allowed it yet: ${
      shownEntries(unknown)
    }. Look at it, and allow it once with --trust`,
  );
  return { ...plan, depends: plan.depends.filter((entry) => !unknown.includes(entry)) };
}

/** How it is known what may be loaded of others. */
function hostOptions(
  { outputDir, trust, acceptChanges }: CommandOptions,
  { file, limits }: Config,
): HostOptions {
  const configFile = file || CONFIG_FILES[0];
  return {
    outputDir,
    trust,
    acceptChanges,
    configFile,
    ask: askUser,
    limits: { ...defaultLimits(), ...limits },
  };
}

/** The input that the flags name, or else the one that is detected. */
async function knownInput(
  options: CommandOptions,
  command: string,
  announce: (note: Diagnostic) => void,
): Promise<KnownInput> {
  if (options.input.kind !== "detect") return options.input;
  requirePermissions(options.input, options);
  const { input, notes } = await detectInput(options.input, options, command);
  notes.forEach(announce);
  return input;
}

async function convertAndWrite(
  input: KnownInput,
  options: CommandOptions,
  distribution: CommandDistribution,
  session: OutputSession,
  diagnostics: Diagnostics,
  announced: readonly Diagnostic[],
): Promise<number> {
  const { outputDir, composeFile, report, clean } = options;
  const { config, firstRun } = await readConfigFile(outputDir, diagnostics);
  checkDistribution(config, distribution.manifest, diagnostics);
  const plan = await planExtensions(options, config, distribution);
  await using host = await openHost(plan, distribution, hostOptions(options, config));
  const request = { plan, config, ignored: options.ignoreCompatibilityErrors };
  const { manifests, sourceName, releaseNamespaces, releaseNeeds, namespace } = await both(
    (said) => host.load(request, said),
    (said) => readInput(input, options, config, said),
    { atOnce: host.isApart, diagnostics },
  );
  const conversion = await host.convert(manifests, config, {
    previous: clean ? NO_FILES : session.previous,
    firstRun,
    sourceName,
    releaseNamespaces,
    releaseNeeds,
    namespace,
    rootCertificates: readRootCertificates,
  }, diagnostics);
  const nothing = Object.keys(conversion.project.services).length === 0;
  const afresh = clean && session.hasPrevious;
  const written = nothing ? undefined : await write(conversion, options, session, firstRun);
  if (clean && written) session.removeOldRendered();
  const said = [
    ...conversion.diagnostics,
    ...keptFiles(written),
    ...leftFiles(written),
    ...afresh && written ? [CLEAN_START] : [],
  ];
  printDiagnostics(said);
  if (!written) {
    const message = noServicesMessage(manifests, conversion, firstRun);
    printFailure(message);
    printReport(report, [...announced, ...said, {
      severity: "error",
      code: "no-services",
      message,
    }]);
    return 2;
  }
  printReport(report, [...announced, ...said]);
  console.error(summary(conversion, written, { outputDir, composeFile, firstRun }));
  return 0;
}

/**
 * Does one thing and then another, or both at once; what there is to say, and what goes wrong, is the same in both
 * cases. Returns what comes of the second.
 */
async function both<T>(
  first: (said: Diagnostics) => Promise<void>,
  second: (said: Diagnostics) => Promise<T>,
  { atOnce, diagnostics }: { atOnce: boolean; diagnostics: Diagnostics },
): Promise<T> {
  if (!atOnce) {
    await first(diagnostics);
    return await second(diagnostics);
  }
  const said = [new Diagnostics(), new Diagnostics()];
  const [done, got] = await Promise.allSettled([first(said[0]), second(said[1])]);
  addAll(said[0], diagnostics);
  if (done.status === "rejected") throw done.reason;
  addAll(said[1], diagnostics);
  if (got.status === "rejected") throw got.reason;
  return got.value;
}

/** What `--clean` reads of earlier runs: nothing. */
const NO_FILES: PreviousOutput = { read: () => undefined, paths: () => [] };

/** What containers wrote is not ours to remove, and may be locked with a password that is gone. */
const CLEAN_START: Diagnostic = {
  severity: "info",
  code: "clean-start",
  message:
    "what earlier runs generated is made anew, passwords and certificates too. Data in volumes stays, " +
    "and a database that was set up with an old password still wants that one",
};

function checkDistribution(
  config: Config,
  { name, version }: DistributionManifest,
  diagnostics: Diagnostics,
): void {
  const wanted = [config.distribution || name, config.distributionVersion || version];
  if (wanted[0] === name && wanted[1] === version) return;
  diagnostics.warn(
    "other-distribution",
    `dekube.yaml is for ${
      wanted.join(" ")
    }, but this is ${name} ${version}. Use that one, or change "distribution" and "distribution_version"`,
  );
}

function noServicesMessage(
  manifests: readonly Manifest[],
  { config, diagnostics }: Converted,
  firstRun: boolean,
): string {
  if (manifests.length === 0) return "there are no manifests in the input; nothing was written";
  const message = `no services came out of these manifests; nothing was written. ${
    whyNothing(manifests, config.exclude, diagnostics.length > 0)
  }`;
  return firstRun && config.exclude.length > 0
    ? `${message}. To have what was left out, put a dekube.yaml with "exclude: []" into the output folder`
    : message;
}

/** Why nothing runs, where nothing else has been said that would explain it. */
function whyNothing(
  manifests: readonly Manifest[],
  exclude: readonly string[],
  isSaid: boolean,
): string {
  const names = manifests.filter((manifest) => WORKLOAD_KINDS.includes(kindOf(manifest)))
    .map(({ metadata }) => metadata.name);
  const excluded = [...new Set(names.filter((name) => isExcluded(name, exclude)))];
  if (names.length > 0 && excluded.length === new Set(names).size) {
    return `All that would run is on "exclude": ${excluded.join(", ")}`;
  }
  if (names.length > 0 || isSaid) return "See above why";
  const kinds = [...new Set(manifests.map(kindOf))].sort();
  return `None of them runs anything: ${kinds.join(", ")}`;
}

async function write(
  { project, files, config }: Converted,
  { composeFile }: CommandOptions,
  session: OutputSession,
  firstRun: boolean,
): Promise<WriteReport> {
  const [configFile] = CONFIG_FILES;
  const placed = await placeFiles(project, OutputTree.of(files), {
    taken: [composeFile, ...CONFIG_FILES],
    accepts: (unit) => session.accepts(unit),
  });
  const add = async (path: string, file: OutputFile) =>
    placed.loose.set(path, await looseFile(path, file));
  // compose.yml holds secrets in its environment.
  await add(composeFile, { content: renderCompose(placed.project), mode: 0o600 });
  if (firstRun) await add(configFile, { content: renderConfig(config), mode: 0o644 });
  return session.write(placed);
}

function keptFiles(report?: WriteReport): Conversion["diagnostics"] {
  return (report?.kept ?? []).map(({ path, copy }) => ({
    severity: "warning",
    code: "kept-file",
    message: `there was a ${path} that is not as dekube wrote it; it is called ${copy} now`,
    file: path,
  }));
}

/** How many files are named. */
const NAMED = 5;

function leftFiles(report?: WriteReport): Conversion["diagnostics"] {
  const left = report?.left ?? [];
  if (left.length === 0) return [];
  const others = left.length > NAMED ? ` and ${left.length - NAMED} more` : "";
  return [{
    severity: "info",
    code: "left-files",
    message: `${left.slice(0, NAMED).join(", ")}${others} may be of an earlier run and ${
      left.length === 1 ? "is" : "are"
    } not needed any more, but nothing proves it, so they stay. Remove what you don't need`,
  }];
}
