import type { Source } from "./ensure.ts";
import { run } from "./run.ts";
import type { Workshop } from "./workshop.ts";

/** Installs packages of the machine's own distribution. */
export function aptPackage(...names: string[]): Source {
  const all = names.join(" ");
  return {
    name: `Debian's ${names.join(" and ")}`,
    queue: "apt",
    // Several programs come from one package.
    get: (_, workshop) => workshop.once(`apt ${all}`, () => install(names, workshop)),
  };
}

/** Takes a program out of a package: for one that others may not want in place of theirs. */
export function aptPackageFile(name: string, ...paths: string[]): Source {
  return {
    name: `Debian's ${name}`,
    queue: "apt",
    async get(to, workshop) {
      const cwd = await workshop.folder(`apt/${name}`);
      if (Deno.uid() === 0) await update(workshop);
      await takeOut({ name, paths, to, cwd });
    },
  };
}

/** A folder as packages make it together, none of which is installed; the file `version` in it says the first one's. */
export function aptFolder(folder: string, ...names: string[]): Source {
  return {
    name: `Debian's ${names.join(" and ")}`,
    queue: "apt",
    async get(to, workshop) {
      const cwd = await workshop.folder(`apt/${names[0]} and more`);
      if (Deno.uid() === 0) await update(workshop);
      await run("apt-get", ["download", ...names], { cwd, env: NONINTERACTIVE });
      let version = "";
      for (const name of names) {
        const archives = await Array.fromAsync(Deno.readDir(cwd));
        const archive = archives.find((file) => file.name.startsWith(`${name}_`))!.name;
        await run("dpkg-deb", ["--extract", archive, "files"], { cwd });
        version ||= (await run("dpkg-deb", ["--field", archive, "Version"], { cwd })).stdout;
      }
      // What links lead to may be of another package, or of none of them.
      await run("find", [`files/${folder}`, "-xtype", "l", "-delete"], { cwd });
      await run("cp", ["-RL", `files/${folder}`, to], { cwd });
      await Deno.writeTextFile(`${to}/version`, `version ${version}`);
    },
  };
}

/** Takes a program out of a package of another release than the machine's, of which nothing is installed. */
export function aptReleaseFile(release: string, name: string, ...paths: string[]): Source {
  return {
    name: `the ${name} of Debian ${release}`,
    queue: "apt",
    async get(to, workshop) {
      if (Deno.uid() === 0) await update(workshop);
      const options = await releaseOptions(release, workshop);
      await run("apt-get", ["update", ...options], { env: NONINTERACTIVE });
      const cwd = await workshop.folder(`apt/${release}/${name}`);
      await takeOut({ name, paths, to, cwd, options });
    },
  };
}

/** Options that make apt know a release alone, from where the machine has its own, in folders of the workshop's. */
async function releaseOptions(release: string, workshop: Workshop): Promise<string[]> {
  const { stdout } = await run("apt-get", [
    "indextargets",
    "--format=$(SITE)",
    "Created-By: Packages",
    "Origin: Debian",
    "Component: main",
  ]);
  const [site] = stdout.split("\n");
  if (!site) throw new Error("the machine has no packages of Debian");
  const folder = await workshop.folder(`apt/${release}`);
  for (const name of ["lists/partial", "cache/archives/partial"]) {
    await Deno.mkdir(`${folder}/${name}`, { recursive: true });
  }
  const list = `${folder}/sources.list`;
  await Deno.writeTextFile(list, `deb [signed-by=${KEYRING}] ${site} ${release} main\n`);
  return [
    `Dir::Etc::SourceList=${list}`,
    "Dir::Etc::SourceParts=-",
    `Dir::State::Lists=${folder}/lists`,
    `Dir::Cache=${folder}/cache`,
  ].flatMap((option) => ["-o", option]);
}

/** The keys of all of Debian's releases. */
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

async function takeOut({ name, paths, to, cwd, options = [] }: {
  name: string;
  paths: readonly string[];
  to: string;
  /** An empty folder. */
  cwd: string;
  options?: readonly string[];
}): Promise<void> {
  await run("apt-get", ["download", ...options, name], { cwd, env: NONINTERACTIVE });
  const [{ name: archive }] = await Array.fromAsync(Deno.readDir(cwd));
  await run("dpkg-deb", ["--extract", archive, "files"], { cwd });
  for (const path of paths) {
    const file = `${cwd}/files/${path}`;
    if (await Deno.stat(file).catch(() => undefined)) return await Deno.rename(file, to);
  }
  throw new Error(`${archive} holds no ${paths.join(", no ")}`);
}

const NONINTERACTIVE = { DEBIAN_FRONTEND: "noninteractive" };

/** apt-get is never interrupted: half an installation is worse than a wait. */
async function install(names: readonly string[], workshop: Workshop): Promise<void> {
  if (Deno.uid() !== 0) throw new Error("only root can install it");
  await update(workshop);
  const args = ["install", "-y", "--no-install-recommends", "--no-remove", ...PATIENT, ...names];
  await withServicesHeldBack(() => run("apt-get", args, { env: NONINTERACTIVE }));
}

/** A new machine has no lists of packages, or old ones. */
function update(workshop: Workshop): Promise<unknown> {
  return workshop.once(
    "apt update",
    () => run("apt-get", ["update", ...PATIENT], { env: NONINTERACTIVE }),
  );
}

/** Another apt-get may be at work. */
const PATIENT = ["-o", "DPkg::Lock::Timeout=120"];

const MARK = "# Written by dekube's tools/e2e_tools.ts";

/** Debian starts the services that it installs, unless this file says no. */
export async function withServicesHeldBack<T>(
  work: () => Promise<T>,
  policy = "/usr/sbin/policy-rc.d",
): Promise<T> {
  const before = await Deno.readTextFile(policy).catch(() => undefined);
  if (before !== undefined && !before.includes(MARK)) {
    const { code } = await new Deno.Command(policy, { args: ["docker", "start"] }).output();
    if (code !== 101) throw new Error(`${policy} lets the services start that it brings`);
    return await work();
  }
  // It holds no longer than this process lives, should that be killed.
  const text = `#!/bin/sh\n${MARK}\nkill -0 ${Deno.pid} 2>/dev/null && exit 101\nexit 0\n`;
  await Deno.writeTextFile(policy, text);
  try {
    await Deno.chmod(policy, 0o755);
    return await work();
  } finally {
    await Deno.remove(policy);
  }
}
