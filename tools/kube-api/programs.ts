/**
 * Builds the programs of a real Kubernetes API from their Go modules, once a machine.
 *
 * @module
 */

/** The version of Kubernetes that the extension's images are of. */
export const KUBERNETES = "1.35.1";
/** The version of kine. */
export const KINE = "0.17.5";

/** A program, and what it is built from. */
interface Build {
  name: string;
  module: string;
  version: string;
  main: string;
  /** Whether it has C in it, as its own image: kine's SQLite without keeps an API server waiting. */
  hasC?: boolean;
}

const BUILDS: readonly Build[] = [
  ...["kube-apiserver", "kube-controller-manager"].map((name) => ({
    name,
    module: "k8s.io/kubernetes",
    version: KUBERNETES,
    main: `k8s.io/kubernetes/cmd/${name}`,
  })),
  {
    name: "kine",
    module: "github.com/k3s-io/kine",
    version: KINE,
    main: "github.com/k3s-io/kine",
    hasC: true,
  },
];

/** The programs by name, as paths below `folder`; those that are missing are built, which takes some ten minutes. */
export async function ensurePrograms(folder: string): Promise<Record<string, string>> {
  await Deno.mkdir(folder, { recursive: true });
  const paths: Record<string, string> = {};
  for (const build of BUILDS) {
    const path = `${folder}/${build.name}-${build.version}`;
    paths[build.name] = path;
    if (await Deno.stat(path).then(() => true, () => false)) continue;
    console.error(`building ${build.name} ${build.version}`);
    await make(build, path);
  }
  return paths;
}

async function make({ module, version, main, hasC }: Build, path: string): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    const env = { GOFLAGS: "-mod=mod", GOWORK: "off", CGO_ENABLED: hasC ? "1" : "0" };
    const go = (...args: string[]) => run("go", args, cwd, env);
    await Deno.writeTextFile(`${cwd}/go.mod`, "module local\n");
    const { GoMod } = JSON.parse(await go("mod", "download", "-json", `${module}@v${version}`));
    const { Go, Replace } = JSON.parse(await go("mod", "edit", "-json", GoMod));
    await go(
      "mod",
      "edit",
      `-go=${Go}`,
      `-require=${module}@v${version}`,
      ...replaced(Replace, version),
    );
    const versions = module === "k8s.io/kubernetes"
      ? ` -X k8s.io/component-base/version.gitVersion=v${version}`
      : "";
    await go("build", "-trimpath", `-ldflags=-s -w${versions}`, "-o", `${path}.new`, main);
    await Deno.rename(`${path}.new`, path);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

interface Replacement {
  Old: { Path: string; Version?: string };
  New: { Path: string; Version?: string };
}

/**
 * What the module's own go.mod replaces, which Go heeds in a main module alone. Kubernetes replaces its parts by folders of
 * its repository, which are published as modules of the same version behind a zero.
 */
function replaced(replacements: readonly Replacement[] | null, version: string): string[] {
  return (replacements ?? []).map(({ Old, New }) => {
    const to = New.Path.startsWith("./")
      ? `${Old.Path}@v0.${version.split(".").slice(1).join(".")}`
      : `${New.Path}${New.Version ? `@${New.Version}` : ""}`;
    return `-replace=${Old.Path}${Old.Version ? `@${Old.Version}` : ""}=${to}`;
  });
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], cwd, env })
    .output();
  if (!success) {
    throw new Error(`${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  }
  return new TextDecoder().decode(stdout);
}
