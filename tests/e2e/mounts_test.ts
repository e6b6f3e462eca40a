/**
 * What containers find at their mounts: files that changed, mount points in folders of files, claims that they can
 * write, and what the machine has.
 *
 * @module
 */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import { docker, run } from "./_command.ts";
import { client, data, ingress, service, stream, web } from "./_manifests.ts";
import { e2e, setting } from "./_setting.ts";
import { madeAnew, makeImages, shared, Stack, type StackInput } from "./_stack.ts";

const needs = ["docker"];

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

/** A container that mounts folders of a claim and of an image. */
function mountsFolders(name: string, securityContext: object): StackInput {
  return {
    name,
    manifests: stream(client(`${name}/web`, {
      container: {
        volumeMounts: [
          { name: "data", mountPath: "/a", subPath: "a" },
          { name: "data", mountPath: "/b", subPath: "deep/it's" },
          { name: "models", mountPath: "/models", subPath: "v1" },
        ],
      },
      pod: {
        securityContext,
        volumes: [
          { name: "data", persistentVolumeClaim: { claimName: "data" } },
          { name: "models", image: { reference: "example/models:1" } },
        ],
      },
    })),
    config: { volumes: { data: {} } },
  };
}

e2e("folders of a named volume are made before something mounts them", { needs }, async () => {
  const stack = await Stack.convert(mountsFolders("subpaths", {}));
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

e2e("folders of a claim and of an image are mounted by an engine that knows them", {
  needs: [...needs, "dockerd-newest"],
}, async () => {
  const engine = setting!.newestEngine!;
  const stack = await Stack.convert({
    ...mountsFolders("image-volumes", { runAsUser: 1234 }),
    engine,
  });
  await makeImages(stack.compose, undefined, engine);
  await makeModels("example/models:1", engine);
  await stack.start();

  assertEquals(await stack.sh("web", "cat /models/model; ls /models"), "weights\nmodel");
  const written = await stack.docker(["exec", "-T", "web", "touch", "/models/new"], {
    anyCode: true,
  });
  assert(written.stderr.includes("Read-only file system"), written.stderr);
  assertEquals(await stack.sh("web", "touch /a/file /b/file && id -u"), "1234");
  await stack.down();
  await stack.start();
  assertEquals(await stack.sh("web", "ls /a /b"), "/a:\nfile\n\n/b:\nfile");
  await stack.down({ volumes: true });
});

/** An image that holds files and no program. */
async function makeModels(name: string, engine: Record<string, string>): Promise<void> {
  const root = await Deno.makeTempDir({ dir: setting!.dir });
  await Deno.mkdir(join(root, "v1"));
  await Deno.writeTextFile(join(root, "v1/model"), "weights\n");
  const archive = `${root}.tar`;
  await run("tar", ["--create", "--file", archive, "--directory", root, "."]);
  await docker(["import", archive, name], { env: engine });
}

e2e("an ephemeral volume is its user's to write, and is filled once a pod", {
  needs,
}, async () => {
  const claim = { spec: { resources: { requests: { storage: "1Gi" } } } };
  const volumeMounts = [{ name: "scratch", mountPath: "/scratch" }];
  const fill = { name: "fill", image: "example/tools:1", volumeMounts };
  const ephemeral = (name: string, image: string, securityContext: object, pod = {}) =>
    client(`ephemeral/${name}`, {
      container: { image, volumeMounts },
      pod: {
        securityContext,
        volumes: [{ name: "scratch", ephemeral: { volumeClaimTemplate: claim } }],
        ...pod,
      },
    });
  const stack = await Stack.convert({
    name: "ephemeral",
    manifests: stream(
      ephemeral("known", "example/tools:1", { runAsUser: 1234, fsGroup: 5678 }),
      ephemeral("group", "example/stranger:2", { fsGroup: 5678 }),
      ephemeral("stranger", "example/stranger:2", {}),
      ephemeral("filled", "example/tools:1", { runAsUser: 1234, fsGroup: 5678 }, {
        initContainers: [{ ...fill, command: ["sh", "-c", "mkdir /scratch/once"] }],
      }),
    ),
  });
  await makeImages(stack.compose);
  await makeImageOf("4321", "example/stranger:2");
  await stack.start();

  const users = { known: "1234", group: "4321", stranger: "4321", filled: "1234" };
  for (const [name, user] of Object.entries(users)) {
    assertEquals(await stack.sh(name, "touch /scratch/mine; id -u"), user, name);
    await stack.sh(name, "test -f /scratch/mine");
  }
  assertEquals(await stack.sh("known", "stat -c %u:%g /scratch"), "1234:5678");
  assertEquals(await stack.sh("filled", "stat -c %g /scratch"), "5678");
  await stack.docker(["restart", "filled"]);
  assertEquals(await stack.sh("filled", "ls /scratch"), "mine\nonce");
  // Its init container makes what may not be there.
  await stack.down();
  await stack.start();
  assertEquals(await stack.sh("filled", "ls /scratch"), "once");
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
