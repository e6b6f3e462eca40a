import type { Source } from "./ensure.ts";
import { run } from "./run.ts";
import type { Workshop } from "./workshop.ts";

/** A Go module at a version. */
export interface GoModule {
  module: string;
  version: string;
}

/** A program of a Go module. */
export interface GoProgram extends GoModule {
  /** The package of the program. */
  main: string;
  /** The variable that its release builds set to the version, where the source does not have it. */
  versionVariable?: string;
}

/** Builds a program from a module, as its authors do, where `go install` refuses. */
export function goBuild({ module, version, main, versionVariable }: GoProgram): Source {
  return {
    name: `the Go module ${module}`,
    // One build has work for all cores.
    queue: "go",
    async get(to, workshop) {
      const cwd = await workshop.folder(`go/builds/${main}`);
      const { go, GoMod } = await downloadModule({ module, version }, cwd, workshop);
      const { stdout } = await go("mod", "edit", "-json", GoMod);
      await go("mod", "edit", `-require=${module}@v${version}`, ...copyEdits(JSON.parse(stdout)));
      const variable = versionVariable ? ` -X ${versionVariable}=v${version}` : "";
      const flags = `-ldflags=-s -w${variable}`;
      await go("build", "-mod=mod", "-trimpath", "-buildvcs=false", flags, "-o", to, main);
    },
  };
}

/** A program of our own, of packages of several modules: how plugins get into those that have some. */
export interface GoMain {
  /** Its name. */
  name: string;
  /** The modules. */
  modules: readonly GoModule[];
  /** Packages that it has within, without being asked. */
  plugins: readonly string[];
  /** The package whose `Main` is all that it does. */
  main: string;
}

/** Builds a program from several modules. */
export function goMain({ name, modules, plugins, main }: GoMain): Source {
  return {
    name: `the Go modules ${modules.map(({ module }) => module).join(" and ")}`,
    queue: "go",
    async get(to, workshop) {
      const cwd = await workshop.folder(`go/builds/${name}`);
      const env = await makeEnvironment(workshop);
      const go = (...args: string[]) => run("go", args, { cwd, env, signal: workshop.signal });
      await Deno.writeTextFile(`${cwd}/go.mod`, "module e2e\n");
      await Deno.writeTextFile(`${cwd}/main.go`, mainSource(main, plugins));
      await go("get", ...modules.map(({ module, version }) => `${module}@v${version}`));
      const flags = ["-mod=mod", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"];
      await go("build", ...flags, "-o", to, ".");
    },
  };
}

/** A program that does what the function `Main` of a package does, with other packages within. */
export function mainSource(main: string, plugins: readonly string[]): string {
  return `package main

import (
\tmainpackage ${JSON.stringify(main)}
${plugins.map((plugin) => `\t_ ${JSON.stringify(plugin)}\n`).join("")})

func main() { mainpackage.Main() }
`;
}

/** Takes a folder, such as a chart, out of a module that a program is built from. */
export function goModuleFolder({ module, version, folder }: GoModule & { folder: string }): Source {
  return {
    name: `the Go module ${module}`,
    queue: "go",
    async get(to, workshop) {
      const cwd = await workshop.folder(`go/folders/${module}/${folder}`);
      const { Dir } = await downloadModule({ module, version }, cwd, workshop);
      await run("cp", ["-R", `${Dir}/${folder}`, to], { signal: workshop.signal });
    },
  };
}

/** Where a downloaded module is. */
interface Download {
  GoMod: string;
  Dir: string;
}

/** Downloads a module, and says where it is; `go` runs Go in a module of its own, in `cwd`. */
async function downloadModule({ module, version }: GoModule, cwd: string, workshop: Workshop) {
  const env = await makeEnvironment(workshop);
  const go = (...args: string[]) => run("go", args, { cwd, env, signal: workshop.signal });
  await Deno.writeTextFile(`${cwd}/go.mod`, "module e2e\n");
  const { stdout } = await go("mod", "download", "-json", `${module}@v${version}`);
  return { go, ...JSON.parse(stdout) as Download };
}

/** A go.mod, as `go mod edit -json` prints it. */
export interface GoMod {
  Go?: string;
  Replace?: { Old: GoVersion; New: GoVersion }[] | null;
  Exclude?: GoVersion[] | null;
}

interface GoVersion {
  Path: string;
  Version?: string;
}

/** Arguments of `go mod edit` that take over what Go heeds in a main module alone. */
export function copyEdits({ Go, Replace, Exclude }: GoMod): string[] {
  const print = ({ Path, Version }: GoVersion) => Version ? `${Path}@${Version}` : Path;
  return [
    ...Go ? [`-go=${Go}`] : [],
    ...(Replace ?? []).map(({ Old, New }) => `-replace=${print(Old)}=${print(New)}`),
    ...(Exclude ?? []).map((version) => `-exclude=${print(version)}`),
  ];
}

/** Go's caches grow to gigabytes: they are removed with the workshop's other things. */
async function makeEnvironment(workshop: Workshop): Promise<Record<string, string>> {
  return {
    GOPATH: await workshop.folder("go/path"),
    GOCACHE: await workshop.folder("go/cache"),
    GOMODCACHE: await workshop.folder("go/mod"),
    GOTMPDIR: await workshop.folder("go/tmp"),
    // Files that can't be written can't be removed by others than root.
    GOFLAGS: "-modcacherw",
    GOWORK: "off",
    CGO_ENABLED: "0",
  };
}
