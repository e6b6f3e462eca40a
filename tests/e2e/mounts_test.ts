/**
 * What containers find at their mounts: files that changed, files for one user alone, mount points in folders of files,
 * claims that they can write, and what the machine has.
 *
 * @module
 */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import { docker, type Ended, ROOT, run } from "./_command.ts";
import { client, data, ingress, service, stream, web } from "./_manifests.ts";
import { e2e, setting, tool } from "./_setting.ts";
import { makeImages, shared, Stack } from "./_stack.ts";

const needs = ["docker"];

/** Ids of the containers of a project, by service. */
async function containers(stack: Stack): Promise<Record<string, string>> {
  const { stdout } = await stack.docker(["ps", "--all", "--format", "{{.Service}} {{.ID}}"]);
  return Object.fromEntries(stdout.trim().split("\n").map((line) => line.split(" ")));
}

/** Services whose container `up` made anew after a change of the manifests. */
async function madeAnew(stack: Stack, change: (text: string) => string): Promise<string[]> {
  const before = await containers(stack);
  const path = join(stack.dir, "manifests/all.yaml");
  await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
  await stack.convertAgain();
  await stack.docker(["up", "--detach"]);
  const after = await containers(stack);
  return Object.keys(after).filter((name) => after[name] !== before[name]).sort();
}

const changing = shared({
  name: "changing",
  manifests: stream(
    data("ConfigMap", "changing/config", { data: { "a.ini": "config-1", "b.ini": "b" } }),
    data("Secret", "changing/secret", { stringData: { key: "secret-1" } }),
    ...Object.entries({
      folder: { volumeMounts: [{ name: "config", mountPath: "/config" }] },
      file: { volumeMounts: [{ name: "config", mountPath: "/a.ini", subPath: "a.ini" }] },
      other: { volumeMounts: [{ name: "config", mountPath: "/b.ini", subPath: "b.ini" }] },
      secret: { volumeMounts: [{ name: "secret", mountPath: "/secret" }] },
      closed: { volumeMounts: [{ name: "closed", mountPath: "/closed" }] },
    }).map(([name, container]) =>
      client(`changing/${name}`, {
        container,
        pod: {
          volumes: [
            { name: "config", configMap: { name: "config" } },
            { name: "secret", secret: { secretName: "secret" } },
            { name: "closed", secret: { secretName: "secret", defaultMode: 0o400 } },
          ],
        },
      })
    ),
    web("changing/site", "site-1"),
    service("changing/site"),
    ingress("changing/site", "changing.localhost", { "/": "site:80" }),
  ),
});

e2e("a project that is converted again without a change keeps every container", {
  needs: [...needs, "caddy"],
}, async () => {
  assertEquals(await madeAnew(await changing(), (text) => text), []);
});

e2e("a ConfigMap that changes reaches those that mount it, and nobody else is replaced", {
  needs: [...needs, "caddy"],
}, async () => {
  const stack = await changing();

  assertEquals(await madeAnew(stack, (text) => text.replace("config-1", "config-2")), [
    "file",
    "folder",
  ]);
  assertEquals(await stack.sh("folder", "cat /config/a.ini"), "config-2");
  assertEquals(await stack.sh("file", "cat /a.ini"), "config-2");
});

e2e("a Secret that changes reaches those that mount it, its closed copy too", {
  needs: [...needs, "caddy"],
}, async () => {
  const stack = await changing();

  assertEquals(await madeAnew(stack, (text) => text.replace("secret-1", "secret-2")), [
    "closed",
    "fix-permissions",
    "secret",
  ]);
  assertEquals(await stack.sh("secret", "cat /secret/key"), "secret-2");
  assertEquals(
    await stack.sh("closed", "stat -c '%a %u' /closed/key; cat /closed/key"),
    "400 0\nsecret-2",
  );
});

e2e("a route that changes reaches Caddy", { needs: [...needs, "caddy", "curl"] }, async () => {
  const stack = await changing();

  assertEquals(
    await madeAnew(stack, (text) => text.replace("changing.localhost", "changed.localhost")),
    [
      "caddy",
    ],
  );
  await stack.eventually(
    () => stack.request("http://changed.localhost/"),
    ({ status, body }) => status === 200 && body.trim() === "site-1",
  );
});

/** Whom containers run as, and who owns their closed files then: user, group and mode. */
const USERS: [name: string, pod: object, owner: string][] = [
  ["root", { runAsUser: 0 }, "0:0 400"],
  ["user", { runAsUser: 1234 }, "1234:0 400"],
  ["group", { runAsUser: 1234, runAsGroup: 1234, fsGroup: 5678 }, "1234:5678 400"],
  ["nobody", {}, "0:0 400"],
];

function closedFiles(key: string): string {
  return stream(
    data("Secret", "closed/key", { stringData: { id: key, cookie: "monster" } }),
    ...USERS.map(([name, securityContext]) =>
      client(`closed/${name}`, {
        container: {
          image: "example/ssh-keygen:1",
          volumeMounts: [
            { name: "key", mountPath: "/ssh" },
            { name: "key", mountPath: "/var/lib/cookie", subPath: "cookie" },
          ],
        },
        pod: {
          securityContext,
          volumes: [{ name: "key", secret: { secretName: "key", defaultMode: 0o400 } }],
        },
      })
    ),
    client("closed/fsgroup", {
      container: {
        command: ["sleep", "100000"],
        volumeMounts: [{ name: "key", mountPath: "/ssh" }],
        securityContext: { runAsNonRoot: true },
      },
      pod: {
        securityContext: { fsGroup: 5678 },
        volumes: [{ name: "key", secret: { secretName: "key", defaultMode: 0o400 } }],
      },
    }),
  );
}

/** What is found of the closed files, and what ssh says of its key: it takes none that others could read. */
async function checkClosedFiles(stack: Stack, publicKey: string): Promise<void> {
  for (const [name, , owner] of USERS) {
    assertEquals(
      await stack.sh(name, "stat -L -c '%u:%g %a' /ssh/id /var/lib/cookie; cat /var/lib/cookie"),
      `${owner}\n${owner}\nmonster`,
      name,
    );
    assertEquals(await stack.sh(name, "ssh-keygen -y -f /ssh/id"), publicKey, name);
  }
  assertEquals(await stack.sh("fsgroup", "stat -c '%u:%g %a' /ssh/id"), "0:5678 440");
}

/** A key pair of ssh, as text. */
async function sshKey(): Promise<{ key: string; publicKey: string }> {
  const dir = await Deno.makeTempDir({ dir: setting!.dir });
  const path = join(dir, "id");
  await run(tool("ssh").replace(/ssh$/, "ssh-keygen"), [
    "-q",
    "-t",
    "ed25519",
    "-N",
    "",
    "-C",
    "",
    "-f",
    path,
  ]);
  const [key, publicKey] = [await Deno.readTextFile(path), await Deno.readTextFile(`${path}.pub`)];
  return { key, publicKey: publicKey.trim() };
}

e2e("files that their mode closes are their user's alone, and ssh takes its key", {
  needs: [...needs, "ssh"],
}, async () => {
  const { key, publicKey } = await sshKey();
  const stack = await Stack.up({ name: "closed", manifests: closedFiles(key) });

  await checkClosedFiles(stack, publicKey);
  // What is given away already stays as it is.
  await stack.convertAgain();
  await checkClosedFiles(stack, publicKey);
  await stack.down();
});

e2e("so they are when an ordinary user converts, who can't read them a second time", {
  needs: [...needs, "ssh"],
}, async () => {
  const { key, publicKey } = await sshKey();
  const command = await asOrdinaryUser(4321);
  const stack = await Stack.convert({ name: "closed-user", manifests: closedFiles(key), command });
  await stack.up();
  await checkClosedFiles(stack, publicKey);

  const again = await stack.convertAgain();
  assert(again.stderr.includes("none changed"), again.stderr);
  await checkClosedFiles(stack, publicKey);

  assertEquals(await madeAnew(stack, (text) => text.replaceAll("monster", "crumbs")), [
    "fix-permissions",
    "fsgroup",
    "group",
    "nobody",
    "root",
    "user",
  ]);
  assertEquals(
    await stack.sh("user", "stat -L -c '%u %a' /var/lib/cookie; cat /var/lib/cookie"),
    "1234 400\ncrumbs",
  );
  // They can go as well.
  await madeAnew(stack, (text) => text.replaceAll('"cookie": "crumbs"', '"other": "crumbs"'));
  assertEquals(await stack.sh("fsgroup", "ls /ssh"), "id\nother");
  await stack.down();
});

/** Converts as a user of this machine who is not root, and owns no more than the folder. */
async function asOrdinaryUser(uid: number): Promise<(args: readonly string[]) => Promise<Ended>> {
  const home = join(setting!.dir, "ordinary-user");
  const build = ["run", "-A", `--config=${ROOT}/deno.json`, `${ROOT}/build.ts`];
  await run(Deno.execPath(), [...build, "helmfile2compose", "--js", "--output-dir", home]);
  await Deno.copyFile(Deno.execPath(), join(home, "deno"));
  // The way there leads through folders that are root's.
  await Deno.chmod(setting!.dir, 0o711);
  return async (args) => {
    const dir = args[args.indexOf("--output-dir") + 1];
    await run("chown", ["-R", "--from=0", String(uid), home]);
    for (const path of [dir, join(dir, "dekube.yaml")]) await Deno.chown(path, uid, uid);
    return await run("setpriv", [
      `--reuid=${uid}`,
      `--regid=${uid}`,
      "--clear-groups",
      join(home, "deno"),
      "run",
      "-A",
      "--no-remote",
      join(home, "helmfile2compose.js"),
      ...args,
    ], { env: { HOME: home, DENO_DIR: join(home, "cache"), JSR_URL: "file:///nowhere/" } });
  };
}

const nested = shared({
  name: "nested",
  manifests: stream(
    data("ConfigMap", "nested/main", { data: { "main.conf": "main" } }),
    data("ConfigMap", "nested/rules", { data: { "r.yml": "rules" } }),
    data("Secret", "nested/token", { stringData: { token: "token" } }),
    client("nested/inside", {
      container: {
        volumeMounts: [
          { name: "main", mountPath: "/etc/app" },
          { name: "rules", mountPath: "/etc/app/rules/deep" },
          { name: "token", mountPath: "/etc/app/rules/deep/secret/token", subPath: "token" },
          { name: "token", mountPath: "/etc/app/token", subPath: "token" },
          { name: "scratch", mountPath: "/etc/app/scratch" },
          { name: "kept", mountPath: "/etc/app/kept" },
          { name: "all", mountPath: "/all" },
          { name: "scratch", mountPath: "/all/scratch", subPath: "part" },
          { name: "closed", mountPath: "/closed" },
          { name: "rules", mountPath: "/closed/rules" },
        ],
      },
      pod: {
        volumes: [
          { name: "main", configMap: { name: "main" } },
          { name: "rules", configMap: { name: "rules" } },
          { name: "token", secret: { secretName: "token" } },
          { name: "closed", secret: { secretName: "token", defaultMode: 0o400 } },
          { name: "scratch", emptyDir: {} },
          { name: "kept", persistentVolumeClaim: { claimName: "kept" } },
          { name: "all", projected: { sources: [{ configMap: { name: "main" } }] } },
        ],
      },
    }),
    client("nested/outside", {
      container: { volumeMounts: [{ name: "main", mountPath: "/etc/app" }] },
      pod: { volumes: [{ name: "main", configMap: { name: "main" } }] },
    }),
  ),
});

e2e("what is mounted in a folder of files is there, at any depth", { needs }, async () => {
  const stack = await nested();

  assertEquals(
    await stack.sh(
      "inside",
      "cd /etc/app; cat main.conf rules/deep/r.yml rules/deep/secret/token token; touch scratch/a kept/b && ls",
    ),
    "mainrulestokentokenkept\nmain.conf\nrules\nscratch\ntoken",
  );
  assertEquals(
    await stack.sh("inside", "ls /all/scratch /scratch 2>/dev/null; cat /all/main.conf"),
    "/all/scratch:\nmain",
  );
  assertEquals(await stack.sh("inside", "cat /closed/token /closed/rules/r.yml"), "tokenrules");
});

e2e("who mounts the same files and nothing inside sees no mount points", { needs }, async () => {
  assertEquals(await (await nested()).sh("outside", "ls -A /etc/app"), "main.conf");
});

/** An image that runs as a user that no manifest names. */
async function makeImageOf(user: string, name: string): Promise<void> {
  const { stdout } = await docker(["create", "dekube-e2e/busybox", "true"]);
  const id = stdout.trim();
  await docker(["commit", "--change", `USER ${user}`, id, name]);
  await docker(["rm", id]);
}

e2e("an image's own user writes claims, and what a program has closed stays closed", {
  needs,
}, async () => {
  const volumes = [
    { name: "folder", persistentVolumeClaim: { claimName: "folder" } },
    { name: "volume", persistentVolumeClaim: { claimName: "volume" } },
  ];
  const database =
    "chown 70:70 /folder /volume; chmod 700 /folder /volume; echo >>/folder/up; sleep 100000";
  const mounts = ["folder", "volume"].map((name) => ({ name, mountPath: `/${name}` }));
  const stack = await Stack.convert({
    name: "claims",
    manifests: stream(
      client("claims/stranger", {
        container: {
          image: "example/stranger:1",
          volumeMounts: [...mounts, { name: "folder", mountPath: "/part", subPath: "a/b" }],
        },
        pod: { volumes },
      }),
      client("claims/database", {
        container: {
          image: "example/database:1",
          command: ["sh", "-c", database],
          volumeMounts: mounts,
        },
        pod: {
          volumes: ["folder", "volume"].map((name) => ({
            name,
            persistentVolumeClaim: { claimName: `database-${name}` },
          })),
        },
      }),
      client("claims/known", {
        container: { volumeMounts: [{ name: "volume", mountPath: "/volume" }] },
        pod: {
          securityContext: { runAsUser: 1234 },
          volumes: [{ name: "volume", persistentVolumeClaim: { claimName: "known" } }],
        },
      }),
    ),
    config: {
      volumes: {
        folder: { host_path: "folder" },
        volume: {},
        "database-folder": { host_path: "database" },
        "database-volume": {},
        known: {},
      },
    },
  });
  await makeImages(stack.compose);
  await makeImageOf("4321", "example/stranger:1");
  await stack.docker(["up", "--detach"]);

  const write =
    "touch /folder/new /volume/new /folder/a/new /part/new && ls /folder /volume /part | tr '\\n' ' '; id -u";
  assertEquals(
    await stack.sh("stranger", write),
    "/folder: a new  /part: new  /volume: new 4321",
  );
  assertEquals(await stack.sh("known", "touch /volume/a && stat -c %u /volume"), "1234");
  const closed = () => stack.sh("database", "stat -c '%a %u' /folder /volume; wc -l </folder/up");
  assertEquals(await closed(), "700 70\n700 70\n1");
  await stack.down();
  await stack.docker(["up", "--detach"]);
  assertEquals(await closed(), "700 70\n700 70\n2");
  assertEquals(
    await stack.sh("stranger", "touch /folder/again /volume/again /part/again && echo done"),
    "done",
  );
  await stack.down({ volumes: true });
});

e2e("folders of a named volume are made before something mounts them", { needs }, async () => {
  const stack = await Stack.convert({
    name: "subpaths",
    manifests: stream(client("subpaths/web", {
      container: {
        volumeMounts: [
          { name: "data", mountPath: "/a", subPath: "a" },
          { name: "data", mountPath: "/b", subPath: "deep/it's" },
          { name: "models", mountPath: "/models", subPath: "v1" },
        ],
      },
      pod: {
        volumes: [
          { name: "data", persistentVolumeClaim: { claimName: "data" } },
          { name: "models", image: { reference: "example/models:1" } },
        ],
      },
    })),
    config: { volumes: { data: {} } },
  });
  await makeImages(stack.compose);
  // The engine here is older than the keys, so it makes the folders, and Compose says whether it knows the keys.
  const config = await stack.docker(["config", "--format", "json"]);
  const { volumes } = JSON.parse(config.stdout).services.web;
  assertEquals(volumes.map(({ type, volume, image }: never) => [type, volume ?? image]), [
    ["volume", { nocopy: true, subpath: "a" }],
    ["volume", { nocopy: true, subpath: "deep/it's" }],
    ["image", { subpath: "v1" }],
  ]);
  await stack.docker(["up", "fix-permissions"]);
  const look = ["run", "--rm", "--volume", "subpaths_data:/d", "dekube-e2e/busybox"];
  const { stdout } = await docker([...look, "stat", "-c", "%a %n", "/d/a", "/d/deep/it's"]);
  assertEquals(stdout, "777 /d/a\n777 /d/deep/it's\n");
  await stack.down({ volumes: true });
});

e2e("a hostPath that must exist is never made, others are, and devices can be opened", {
  needs,
}, async () => {
  const dir = join(setting!.dir, "host");
  await Deno.mkdir(dir);
  const container = {
    volumeMounts: [
      { name: "file", mountPath: "/file" },
      { name: "made", mountPath: "/made" },
      { name: "relative", mountPath: "/relative" },
      { name: "device", mountPath: "/dev/device" },
    ],
  };
  const stack = await Stack.convert({
    name: "hostpaths",
    manifests: stream(client("hostpaths/web", {
      container,
      pod: {
        volumes: [
          { name: "file", hostPath: { path: join(dir, "file"), type: "File" } },
          { name: "made", hostPath: { path: join(dir, "made"), type: "DirectoryOrCreate" } },
          { name: "relative", hostPath: { path: "src" } },
          { name: "device", hostPath: { path: "/dev/fuse", type: "CharDevice" } },
        ],
      },
    })),
  });
  await makeImages(stack.compose);
  const failed = await stack.docker(["up", "--detach"], { anyCode: true });
  assertNotEquals(failed.code, 0);
  assert(failed.stderr.includes("bind source path does not exist"), failed.stderr);

  await Deno.writeTextFile(join(dir, "file"), "there");
  await stack.docker(["up", "--detach"]);
  assertEquals(
    await stack.sh(
      "web",
      "cat /file; : 3<>/dev/device && echo ' opened'; touch /made/a /relative/a",
    ),
    "there opened",
  );
  for (const path of [join(dir, "made/a"), join(stack.dir, "src/a")]) await Deno.stat(path);
  await stack.down();
});

e2e("a claim finds what its PersistentVolume holds", { needs }, async () => {
  const dir = join(setting!.dir, "persistent");
  await Deno.mkdir(dir);
  await Deno.writeTextFile(join(dir, "there"), "before");
  const claimRef = { namespace: "bound", name: "data-db-0" };
  const stack = await Stack.up({
    name: "bound",
    manifests: stream(
      {
        ...{ apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "disk" } },
        spec: { claimRef, hostPath: { path: dir, type: "Directory" } },
      },
      client("bound/db", {
        kind: "StatefulSet",
        container: { volumeMounts: [{ name: "data", mountPath: "/data" }] },
        spec: { volumeClaimTemplates: [{ metadata: { name: "data" }, spec: {} }] },
      }),
    ),
  });
  assertEquals(await stack.sh("db", "cat /data/there; echo after >/data/new"), "before");
  assertEquals(await Deno.readTextFile(join(dir, "new")), "after\n");
  await stack.down();
});

e2e("an emptyDir stays read-only where other mounts lie in it", { needs }, async () => {
  const volumes = [
    { name: "dir", emptyDir: {} },
    { name: "config", configMap: { name: "config" } },
  ];
  const volumeMounts = [
    { name: "dir", mountPath: "/all", readOnly: true },
    { name: "config", mountPath: "/all/deep/key", subPath: "key" },
    { name: "config", mountPath: "/all/config" },
  ];
  const writer = { name: "writer", image: "example/tools:1", command: ["sleep", "100000"] };
  const stack = await Stack.up({
    name: "read-only-dirs",
    manifests: stream(
      data("ConfigMap", "read-only/config", { data: { key: "value" } }),
      client("read-only/alone", { container: { volumeMounts }, pod: { volumes } }),
      client("read-only/shared", {
        pod: {
          volumes,
          containers: [
            { ...writer, name: "main", volumeMounts },
            { ...writer, volumeMounts: [{ name: "dir", mountPath: "/part", subPath: "part" }] },
          ],
        },
      }),
    ),
  });
  await stack.sh("shared-sidecar-writer", "echo there >/part/file");
  assertEquals(await stack.sh("shared", "cat /all/part/file"), "there");
  for (const name of ["alone", "shared"]) {
    assertEquals(await stack.sh(name, "cat /all/deep/key /all/config/key"), "valuevalue");
    for (const path of ["/all/new", "/all/deep/new"]) {
      const tried = await stack.docker(["exec", "-T", name, "touch", path], { anyCode: true });
      assert(tried.stderr.includes("Read-only file system"), `${name} ${path}: ${tried.stderr}`);
    }
  }
  await stack.down();
});
