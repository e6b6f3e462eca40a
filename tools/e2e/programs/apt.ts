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
      await run("apt-get", ["download", name], { cwd, env: NONINTERACTIVE });
      const [{ name: archive }] = await Array.fromAsync(Deno.readDir(cwd));
      await run("dpkg-deb", ["--extract", archive, "files"], { cwd });
      for (const path of paths) {
        const file = `${cwd}/files/${path}`;
        if (await Deno.stat(file).catch(() => undefined)) return await Deno.rename(file, to);
      }
      throw new Error(`${archive} holds no ${paths.join(", no ")}`);
    },
  };
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
