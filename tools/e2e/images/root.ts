/**
 * Root file systems of images, made of programs that the machine has: no registry can be reached.
 *
 * @module
 */

/** Runs docker's client, with something on its standard input if need be, and returns what it prints. */
export type Docker = (
  args: readonly string[],
  stdin?: ReadableStream<Uint8Array>,
) => Promise<string>;

/** A root file system with BusyBox, a link for each of its applets, and root as its user. */
export async function makeRoot(root: string, busybox: string): Promise<void> {
  for (const folder of ["bin", "etc", "root"]) {
    await Deno.mkdir(`${root}/${folder}`, { recursive: true });
  }
  await Deno.mkdir(`${root}/tmp`);
  await Deno.chmod(`${root}/tmp`, 0o1777);
  await Deno.copyFile(busybox, `${root}/bin/busybox`);
  await Deno.chmod(`${root}/bin/busybox`, 0o755);
  const { stdout } = await new Deno.Command(busybox, { args: ["--list"] }).output();
  for (const applet of new TextDecoder().decode(stdout).trim().split("\n")) {
    if (applet !== "busybox") await Deno.symlink("busybox", `${root}/bin/${applet}`);
  }
  await Deno.writeTextFile(`${root}/etc/passwd`, "root:x:0:0:root:/root:/bin/sh\n");
  await Deno.writeTextFile(`${root}/etc/group`, "root:x:0:\n");
}

/** A user with a group of its own. */
export async function addUser(root: string, name: string, id: number): Promise<void> {
  const append = { append: true };
  await Deno.writeTextFile(`${root}/etc/passwd`, `${name}:x:${id}:${id}::/:/bin/sh\n`, append);
  await Deno.writeTextFile(`${root}/etc/group`, `${name}:x:${id}:\n`, append);
}

/** Puts a program of the machine into a root, with the libraries that it is linked to. */
export async function addProgram(root: string, program: string, path: string): Promise<void> {
  const target = `${root}/${path}`;
  await Deno.mkdir(parentOf(target), { recursive: true });
  // An applet of BusyBox may have its name.
  await Deno.remove(target).catch(() => {});
  await Deno.copyFile(program, target);
  await Deno.chmod(target, 0o755);
  await addLibraries(root, program);
}

/** Puts the libraries into a root that programs or libraries of the machine are linked to. */
export async function addLibraries(root: string, ...linked: string[]): Promise<void> {
  if (linked.length === 0) return;
  const { stdout } = await new Deno.Command("ldd", { args: linked, stderr: "null" }).output();
  const lines = new TextDecoder().decode(stdout).matchAll(/^\t(?:\S+ => )?(\/\S+)/gm);
  for (const library of new Set(lines.map(([, path]) => path))) {
    await Deno.mkdir(parentOf(root + library), { recursive: true });
    await Deno.copyFile(library, root + library);
  }
}

/** Puts the authorities that the machine trusts into a root. */
export async function addAuthorities(root: string): Promise<void> {
  const path = "/etc/ssl/certs/ca-certificates.crt";
  await Deno.mkdir(parentOf(root + path), { recursive: true });
  await Deno.copyFile(path, root + path).catch(() => {});
}

/** Makes an image of a root file system; `changes` are lines of a Dockerfile. */
export async function importImage(
  docker: Docker,
  root: string,
  name: string,
  changes: readonly string[],
): Promise<void> {
  const tar = new Deno.Command("tar", {
    args: ["--create", "--directory", root, "--owner=0", "--group=0", "."],
    stdout: "piped",
  }).spawn();
  const flags = changes.flatMap((change) => ["--change", change]);
  await docker(["import", ...flags, "-", name], tar.stdout);
  await tar.status;
}

function parentOf(path: string): string {
  return path.replace(/\/[^/]*$/, "");
}
