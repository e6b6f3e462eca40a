/**
 * One run of the command, from arguments to exit code.
 *
 * @module
 */

import { type Config, Diagnostics, type OutputFile } from "../../pacts/mod.ts";
import { type Conversion, convert } from "../core/convert.ts";
import { renderConfig } from "../core/first_run.ts";
import { renderCompose } from "../core/render.ts";
import { UserError } from "../core/user_error.ts";
import type { DistributionManifest } from "../io/distribution_manifest.ts";
import { checkCompany, warnIgnoredUnknown } from "../io/extensions_company.ts";
import { readPrevious } from "../io/previous.ts";
import { readRootCertificates } from "../io/root_certificates.ts";
import { writeOutput, type WriteReport } from "../io/write.ts";
import { type CommandOptions, CONFIG_FILES, parseCommand, parseExtensions } from "./args.ts";
import { describeExtension, listExtensions } from "./catalogue.ts";
import { readConfigFile } from "./config_file.ts";
import { readInput } from "./input.ts";
import { type CommandDistribution, loadExtensions } from "./load.ts";
import { printDiagnostics, printFailure, printReport, summary } from "./print.ts";
import { usage } from "./usage.ts";

/** Runs the command. Returns 0 (done), 1 (failed, nothing written) or 2 (no services came out). */
export async function run(
  args: readonly string[],
  distribution: CommandDistribution,
): Promise<number> {
  const diagnostics = new Diagnostics();
  let options: CommandOptions | undefined;
  try {
    const question = parseExtensions(args);
    options = question?.options ?? parseCommand(args);
    const { name, version } = distribution.manifest;
    if (options.help) {
      console.log(usage(name));
      return 0;
    }
    if (options.version) {
      console.log(`${name} ${version}`);
      return 0;
    }
    if (question) return await answer(question.name, options, distribution, diagnostics);
    return await convertAndWrite(options, distribution, diagnostics);
  } catch (error) {
    const message = explain(error);
    printDiagnostics(diagnostics);
    printFailure(message);
    printReport(options?.report, [...diagnostics, { severity: "error", code: "failed", message }]);
    return 1;
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
  const loaded = await loadExtensions(options, config, distribution, diagnostics);
  printDiagnostics(diagnostics);
  console.log(name === undefined ? listExtensions(loaded) : describeExtension(name, loaded));
  return 0;
}

async function convertAndWrite(
  options: CommandOptions,
  distribution: CommandDistribution,
  diagnostics: Diagnostics,
): Promise<number> {
  const { outputDir, composeFile, report } = options;
  const { config, firstRun } = await readConfigFile(outputDir, diagnostics);
  checkDistribution(config, distribution.manifest, diagnostics);
  const extensions = await loadExtensions(options, config, distribution, diagnostics);
  checkCompany(extensions, options.ignoreCompatibilityErrors, config);
  warnIgnoredUnknown(options.ignoreCompatibilityErrors, extensions, diagnostics);
  const { manifests, sourceName, releaseNamespaces } = await readInput(options, diagnostics);
  const conversion = await convert(manifests, config, extensions, {
    previous: readPrevious(outputDir),
    firstRun,
    sourceName,
    releaseNamespaces,
    rootCertificates: readRootCertificates,
    diagnostics,
  });
  const nothing = Object.keys(conversion.project.services).length === 0;
  const written = nothing ? undefined : await write(conversion, options, firstRun);
  const said = [...conversion.diagnostics, ...keptFiles(written)];
  printDiagnostics(said);
  if (!written) {
    const message = whyNothing(manifests.length, conversion, firstRun);
    printFailure(message);
    printReport(report, [...said, { severity: "error", code: "no-services", message }]);
    return 2;
  }
  printReport(report, said);
  console.error(summary(conversion, written, { outputDir, composeFile, firstRun }));
  return 0;
}

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

function whyNothing(manifests: number, { config }: Conversion, firstRun: boolean): string {
  if (manifests === 0) return "there are no manifests in the input; nothing was written";
  const message = "no services came out of these manifests; nothing was written. See above why";
  return firstRun && config.exclude.length > 0
    ? `${message}. To have what was left out, put a dekube.yaml with "exclude: []" into the output folder`
    : message;
}

async function write(
  conversion: Conversion,
  { outputDir, composeFile }: CommandOptions,
  firstRun: boolean,
): Promise<WriteReport> {
  const [configFile] = CONFIG_FILES;
  const files = new Map<string, OutputFile>(conversion.files.entries());
  // compose.yml holds secrets in its environment.
  files.set(composeFile, { content: renderCompose(conversion.project), mode: 0o600 });
  if (firstRun) files.set(configFile, { content: renderConfig(conversion.config), mode: 0o644 });
  return await writeOutput(outputDir, files, { last: composeFile, handedOver: [configFile] });
}

function keptFiles(report?: WriteReport): Conversion["diagnostics"] {
  return (report?.kept ?? []).map(({ path, copy }) => ({
    severity: "warning",
    code: "kept-file",
    message: `there was a ${path} that dekube did not write; it is called ${copy} now`,
    file: path,
  }));
}

function explain(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (error instanceof Deno.errors.NotCapable) {
    return `Deno was not given a permission that the command needs: ${error.message}. Run it with deno run -A`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `${message}. This is a bug in dekube; please report it with the command that you ran`;
}
