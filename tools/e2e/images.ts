/**
 * The images that the suite's containers run: no registry can be reached, so they are made here.
 *
 * @module
 */

import type { Engine, ToolPaths } from "./engine.ts";

/**
 * Makes `dekube-e2e/busybox`, and `dekube-e2e/caddy`, `nginx`, `socat` and `ssh-keygen` where there are such
 * programs; tests give them the names that manifests use.
 */
export async function importImages(engine: Engine, tools: ToolPaths, dir: string): Promise<void> {
  const { busybox, caddy, nginx, socat } = tools;
  if (!busybox) throw new Error("busybox is missing");
  const root = `${dir}/busybox`;
  await makeRoot(root, busybox);
  await importImage(engine, root, "dekube-e2e/busybox", ["ENV PATH=/bin"]);
  if (nginx) await importNginx(engine, nginx, busybox, `${dir}/nginx`);
  const sshKeygen = tools.ssh?.replace(/ssh$/, "ssh-keygen");
  for (const [name, program] of Object.entries({ socat, "ssh-keygen": sshKeygen })) {
    if (!program) continue;
    const folder = `${dir}/${name}`;
    await makeRoot(folder, busybox);
    await addProgram(folder, program, `bin/${name}`);
    // ssh-keygen does nothing for a user without a name.
    await Deno.writeTextFile(`${folder}/etc/passwd`, "user:x:1234:1234::/tmp:/bin/sh\n", {
      append: true,
    });
    await importImage(engine, folder, `dekube-e2e/${name}`, ["ENV PATH=/bin"]);
  }
  if (!caddy) return;
  await Deno.copyFile(caddy, `${root}/bin/caddy`);
  await Deno.chmod(`${root}/bin/caddy`, 0o755);
  for (const folder of ["etc/caddy", "data", "config"]) {
    await Deno.mkdir(`${root}/${folder}`, { recursive: true });
  }
  await importImage(engine, root, "dekube-e2e/caddy", [
    "ENV PATH=/bin",
    "ENV XDG_DATA_HOME=/data",
    "ENV XDG_CONFIG_HOME=/config",
    'CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]',
  ]);
}

/** nginx as its own image has it: with a user of its own, and the CAs that the world trusts. */
async function importNginx(
  engine: Engine,
  nginx: string,
  busybox: string,
  root: string,
): Promise<void> {
  await makeRoot(root, busybox);
  await addProgram(root, nginx, "bin/nginx");
  for (const folder of ["etc/nginx", "etc/ssl/certs", "run", "var/log/nginx", "var/lib/nginx"]) {
    await Deno.mkdir(`${root}/${folder}`, { recursive: true });
  }
  await Deno.writeTextFile(`${root}/etc/passwd`, "nobody:x:65534:65534::/:/bin/sh\n", {
    append: true,
  });
  await Deno.writeTextFile(`${root}/etc/group`, "nogroup:x:65534:\n", { append: true });
  const cas = "/etc/ssl/certs/ca-certificates.crt";
  await Deno.copyFile(cas, root + cas).catch(() => {});
  await importImage(engine, root, "dekube-e2e/nginx", [
    "ENV PATH=/bin",
    'CMD ["nginx", "-g", "daemon off;"]',
  ]);
}

/** Puts a program of the machine into a root, with the libraries that it is linked to. */
async function addProgram(root: string, program: string, path: string): Promise<void> {
  await Deno.copyFile(program, `${root}/${path}`);
  await Deno.chmod(`${root}/${path}`, 0o755);
  const { stdout } = await new Deno.Command("ldd", { args: [program] }).output();
  for (const [library] of new TextDecoder().decode(stdout).matchAll(/\/\S+\.so\S*/g)) {
    await Deno.mkdir(`${root}/${library.replace(/[^/]*$/, "")}`, { recursive: true });
    await Deno.copyFile(library, `${root}/${library}`);
  }
}

/** A root file system of one program with a link for each of its applets. */
async function makeRoot(root: string, busybox: string): Promise<void> {
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

async function importImage(
  engine: Engine,
  root: string,
  name: string,
  changes: readonly string[],
): Promise<void> {
  const tar = new Deno.Command("tar", {
    args: ["--create", "--directory", root, "--owner=0", "--group=0", "."],
    stdout: "piped",
  }).spawn();
  await engine.docker(
    ["import", ...changes.flatMap((change) => ["--change", change]), "-", name],
    tar.stdout,
  );
  await tar.status;
}
