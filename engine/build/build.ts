/**
 * One build, from arguments to exit code.
 *
 * @module
 */

import { join, resolve, toFileUrl } from "@std/path";
import { failureMessage } from "../cli/failure_message.ts";
import { printFailure } from "../cli/print.ts";
import { UserError } from "../core/user_error.ts";
import { reasonOf } from "../io/errors.ts";
import { type BuildOptions, parseBuild } from "./args.ts";
import { BuildFolder } from "./build_folder.ts";
import { bundle } from "./bundle.ts";
import { buildPage } from "./build_page.ts";
import { compile } from "./compile.ts";
import { findEngine } from "./engine_source.ts";
import { planBuild } from "./plan.ts";
import { removeHelpers } from "./probe.ts";
import { buildRegistry } from "./registry.ts";
import { companionConfig, isCompanion } from "./single_file.ts";
import { smokeTest, smokeTestModules } from "./smoke.ts";
import { USAGE } from "./usage.ts";

/**
 * Runs `build.ts` with arguments. Returns 0 where all was made, 1 where something was not.
 *
 * ```ts ignore
 * import { build } from "@dekube/engine/build";
 *
 * await build(["mine", "--extensions-dir", "ext", "--js"]);
 * ```
 */
export async function build(args: readonly string[]): Promise<number> {
  try {
    const options = parseBuild(args);
    if (options.help) console.log(USAGE);
    else if (options.registry !== undefined) await layOut(options.registry, options.coreDir);
    else if (options.page) await buildPage(options);
    else await buildDistribution(options);
    return 0;
  } catch (error) {
    printFailure(failureMessage(error, "build"));
    return 1;
  }
}

async function buildDistribution(options: BuildOptions): Promise<void> {
  const { outputDir, js, target } = options;
  const plan = await planBuild(options);
  await using folder = await BuildFolder.open(plan);
  const entries = await removeHelpers(plan, folder);
  const text = await bundle({ ...plan, entries }, folder);

  const file = join(outputDir, `${plan.name}.js`);
  await writeSingleFile(outputDir, `${plan.name}.js`, text);
  await smokeTest(file, [Deno.execPath(), "run", "-A", "--no-prompt", "--quiet", resolve(file)]);
  await smokeTestModules(file, text);
  console.log(
    `${file}: one file of ${entries.length} extension${
      entries.length === 1 ? "" : "s"
    }, for any Deno 2`,
  );
  if (js) return;

  const executable = join(
    outputDir,
    `${plan.name}${/windows/.test(target ?? Deno.build.target) ? ".exe" : ""}`,
  );
  await compile(
    { name: plan.name, text, settings: plan.settings, target, output: resolve(executable) },
    folder,
  );
  const isForeign = target !== undefined && target !== Deno.build.target;
  if (!isForeign) await smokeTest(executable, [resolve(executable)]);
  console.log(
    `${executable}: an executable for ${target ?? Deno.build.target}${
      isForeign ? ", not tried here" : ""
    }`,
  );
}

async function writeSingleFile(dir: string, name: string, text: string): Promise<void> {
  const config = join(dir, "deno.json");
  try {
    await Deno.mkdir(dir, { recursive: true });
    await Deno.writeTextFile(join(dir, name), text);
    const there = await Deno.readTextFile(config).catch(() => undefined);
    if (there === undefined || isCompanion(there)) {
      await Deno.writeTextFile(config, companionConfig(name));
    } else {
      const imports = JSON.stringify(JSON.parse(companionConfig(name)).imports);
      console.error(
        `⚠ ${config} is not the build's, so it stays. For --extensions-dir add to its imports: ${
          imports.slice(1, -1)
        }`,
      );
    }
  } catch (error) {
    throw new UserError(`${join(dir, name)} can't be written: ${reasonOf(error)}`);
  }
}

async function layOut(dir: string, coreDir?: string): Promise<void> {
  const { root } = await findEngine(coreDir);
  if (!root) {
    throw new UserError("--registry lays out a checkout's packages. Name one with --core-dir");
  }
  const packages = await buildRegistry(dir, {
    root,
    // A network without JSR needs what the packages import, too.
    withStd: Deno.env.get("JSR_URL")?.startsWith("file:") ?? false,
  });
  const url = toFileUrl(join(resolve(dir), "/")).href;
  console.log(`${dir}: ${packages.length} packages. Use them with JSR_URL=${url}`);
}
