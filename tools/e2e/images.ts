/**
 * The images that most of the suite's containers run, made before it starts. Those of the programs that published
 * charts need are made by the tests that run them: images/recipes.ts.
 *
 * @module
 */

import { dirname } from "@std/path";
import type { Engine, ToolPaths } from "./engine.ts";
import {
  addAuthorities,
  addLibraries,
  addProgram,
  addUser,
  importImage,
  makeRoot,
} from "./images/root.ts";

/**
 * Makes `dekube-e2e/busybox`, and `dekube-e2e/caddy`, `caddy-l4`, `nginx`, `socat` and `ssh-keygen` where there are such
 * programs; tests give them the names that manifests use.
 */
export async function importImages(engine: Engine, tools: ToolPaths, dir: string): Promise<void> {
  const { busybox, caddy, nginx, socat } = tools;
  if (!busybox) throw new Error("busybox is missing");
  const root = `${dir}/busybox`;
  await makeRoot(root, busybox);
  await importImage(engine.docker, root, "dekube-e2e/busybox", ["ENV PATH=/bin"]);
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
    await importImage(engine.docker, folder, `dekube-e2e/${name}`, ["ENV PATH=/bin"]);
  }
  for (const [name, program] of Object.entries({ caddy, "caddy-l4": tools["caddy-l4"] })) {
    if (!program) continue;
    await Deno.copyFile(program, `${root}/bin/caddy`);
    await Deno.chmod(`${root}/bin/caddy`, 0o755);
    for (const folder of ["etc/caddy", "data", "config"]) {
      await Deno.mkdir(`${root}/${folder}`, { recursive: true });
    }
    await importImage(engine.docker, root, `dekube-e2e/${name}`, [
      "ENV PATH=/bin",
      "ENV XDG_DATA_HOME=/data",
      "ENV XDG_CONFIG_HOME=/config",
      'CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]',
    ]);
  }
}

/** Debian's nginx has it in a file of its own, its makers' image within. */
const STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so";

/** nginx as its own image has it: with a user of its own, and the CAs that the world trusts. */
async function importNginx(
  engine: Engine,
  nginx: string,
  busybox: string,
  root: string,
): Promise<void> {
  await makeRoot(root, busybox);
  await addProgram(root, nginx, "bin/nginx");
  await Deno.mkdir(`${root}${dirname(STREAM_MODULE)}`, { recursive: true });
  await Deno.copyFile(STREAM_MODULE, root + STREAM_MODULE);
  await addLibraries(root, STREAM_MODULE);
  for (const folder of ["etc/nginx", "run", "var/log/nginx", "var/lib/nginx"]) {
    await Deno.mkdir(`${root}/${folder}`, { recursive: true });
  }
  await addUser(root, "nobody", 65534);
  await Deno.writeTextFile(`${root}/etc/group`, "nogroup:x:65534:\n", { append: true });
  await addAuthorities(root);
  await importImage(engine.docker, root, "dekube-e2e/nginx", [
    "ENV PATH=/bin",
    `CMD ["nginx", "-g", "load_module ${STREAM_MODULE}; daemon off;"]`,
  ]);
}
