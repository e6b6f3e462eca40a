/**
 * A pod is a pod: its network and its emptyDirs come and go with it, not with one of its containers.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertFalse,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { docker } from "./_command.ts";
import { client, data, service, SOON, stream, web, workload } from "./_manifests.ts";
import { e2e } from "./_setting.ts";
import { madeAnew, shared, Stack } from "./_stack.ts";

const needs = ["docker"];

/** Waits for what a sidecar in the same pod serves. */
const UNTIL_PROXY = "until wget -q -O - http://localhost:9000/ >/dev/null; do sleep 0.2; done";
const PROXY =
  "mkdir -p /tmp/www && echo proxy >/tmp/www/index.html && exec httpd -f -p 9000 -h /tmp/www";

const sh = (script: string) => ["sh", "-c", script];

/** Refuses to run where it has run before. */
const CLONE =
  "mkdir /src/clone || exit 1; cat /proc/sys/kernel/random/uuid >/src/clone/made; id -u >/src/clone/user";

const POD_IP = [{ name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }];

/** Refuses a folder that is not empty, and leaves a folder, moved as a whole, and a link. */
const MOVE_IN = '[ -z "$(ls -A /src)" ] || exit 9; cd /src; mkdir tmp; mkdir tmp/public; ' +
  "echo page >tmp/public/index.html; mv tmp repo; mkdir rev1; ln -s rev1 current; echo one >rev1/name";

const pods = shared({
  name: "pods",
  manifests: stream(
    web("pods/crashing", "main", {
      pod: {
        hostname: "crashing-host",
        containers: [
          {
            name: "main",
            image: "example/tools:1",
            command: sh("until [ -e /tmp/end ]; do sleep 0.1; done; rm /tmp/end; exit 1"),
          },
          { name: "side", image: "example/tools:1", command: sh(PROXY) },
        ],
      },
    }),
    service("pods/crashing", { port: 80, targetPort: 9000 }),
    client("pods/client"),
    client("pods/cloned", {
      container: { volumeMounts: [{ name: "src", mountPath: "/srv" }] },
      pod: {
        securityContext: { runAsUser: 1234, fsGroup: 4321 },
        initContainers: [{
          name: "clone",
          image: "example/tools:1",
          command: sh(CLONE),
          volumeMounts: [{ name: "src", mountPath: "/src" }],
        }],
        volumes: [{ name: "src", emptyDir: {} }],
      },
    }),
    client("pods/own", {
      container: {
        env: POD_IP,
        command: ["httpd", "-f", "-p", "$(IP):8080", "-h", "/etc"],
        readinessProbe: {
          httpGet: { path: "/hosts", port: 8080 },
          ...SOON,
        },
      },
      pod: {
        hostname: "first",
        subdomain: "ring",
        initContainers: [{
          name: "check",
          image: "example/tools:1",
          env: POD_IP,
          command: sh('ip address | grep -q "inet $IP/"'),
        }],
      },
    }),
    client("pods/parts", {
      container: {
        volumeMounts: [
          { name: "src", mountPath: "/www", subPath: "repo/public" },
          { name: "src", mountPath: "/now", subPath: "current" },
          { name: "src", mountPath: "/new", subPath: "not/there" },
          { name: "src", mountPath: "/all" },
        ],
      },
      pod: {
        securityContext: { fsGroup: 4321 },
        initContainers: [{
          name: "clone",
          image: "example/tools:1",
          command: sh(MOVE_IN),
          volumeMounts: [{ name: "src", mountPath: "/src" }],
        }],
        volumes: [{ name: "src", emptyDir: {} }],
      },
    }),
    data("ConfigMap", "pods/conf", { data: { "a.conf": "config" } }),
    client("pods/pointed", {
      container: {
        volumeMounts: [
          { name: "src", mountPath: "/www", readOnly: true },
          { name: "conf", mountPath: "/www/conf" },
          { name: "conf", mountPath: "/www/a.conf", subPath: "a.conf" },
          { name: "conf", mountPath: "/www/rev1" },
        ],
      },
      pod: {
        initContainers: [{
          name: "clone",
          image: "example/tools:1",
          command: sh(MOVE_IN),
          volumeMounts: [{ name: "src", mountPath: "/src" }],
        }],
        volumes: [{ name: "src", emptyDir: {} }, { name: "conf", configMap: { name: "conf" } }],
      },
    }),
    client("pods/unknown", {
      container: { volumeMounts: [{ name: "src", mountPath: "/srv" }] },
      pod: {
        initContainers: [{
          name: "gen",
          image: "example/generator:1",
          args: ["generate"],
          volumeMounts: [{ name: "src", mountPath: "/src" }],
        }],
        volumes: [{ name: "src", emptyDir: {} }],
      },
    }),
    client("pods/watched", {
      container: { volumeMounts: [{ name: "src", mountPath: "/srv" }] },
      pod: {
        initContainers: [
          {
            name: "gen",
            image: "example/generator:1",
            args: ["generate"],
            volumeMounts: [{ name: "src", mountPath: "/src" }],
          },
          {
            name: "watch",
            image: "example/tools:1",
            restartPolicy: "Always",
            command: sh("cp /srv/generated/made /tmp/seen; exec sleep 86400"),
            volumeMounts: [{ name: "src", mountPath: "/srv", readOnly: true }],
          },
          {
            name: "last",
            image: "example/tools:1",
            command: sh("cp /src/generated/made /src/last"),
            volumeMounts: [{ name: "src", mountPath: "/src" }],
          },
        ],
        volumes: [{ name: "src", emptyDir: {} }],
      },
    }),
    client("pods/behind", {
      container: { volumeMounts: [{ name: "src", mountPath: "/srv" }] },
      pod: {
        initContainers: [
          {
            name: "watch",
            image: "example/tools:1",
            restartPolicy: "Always",
            command: ["sleep", "86400"],
            volumeMounts: [{ name: "src", mountPath: "/srv", readOnly: true }],
          },
          {
            name: "gen",
            image: "example/generator:1",
            args: ["generate"],
            volumeMounts: [{ name: "src", mountPath: "/src" }],
          },
        ],
        volumes: [{ name: "src", emptyDir: {} }],
      },
    }),
    workload("pods/migrate", {
      kind: "Job",
      container: { command: sh(`${UNTIL_PROXY}; echo migrated`) },
      pod: {
        restartPolicy: "OnFailure",
        initContainers: [
          { name: "proxy", image: "example/tools:1", restartPolicy: "Always", command: sh(PROXY) },
          { name: "check", image: "example/tools:1", command: sh(UNTIL_PROXY) },
        ],
      },
    }),
    client("pods/close", {
      pod: {
        shareProcessNamespace: true,
        containers: ["one", "two"].map((name) => ({
          name,
          image: "example/tools:1",
          command: ["sleep", name === "one" ? "100001" : "100002"],
        })),
      },
    }),
    client("pods/filesystem", {
      container: {
        securityContext: { readOnlyRootFilesystem: true },
        volumeMounts: [
          { name: "etc", mountPath: "/etc" },
          { name: "tmp", mountPath: "/tmp" },
        ],
      },
      pod: {
        volumes: [
          { name: "etc", emptyDir: {} },
          { name: "tmp", emptyDir: { medium: "Memory", sizeLimit: "8Mi" } },
        ],
      },
    }),
  ),
  config: {
    overrides: {
      crashing: { extra_hosts: { "elsewhere.test": "192.0.2.7" } },
      "behind-init-gen": { entrypoint: ["/.pod/once", "behind-init-gen", "/bin/gen"] },
    },
  },
  prepare: makeGenerator,
});

/** An image that alone knows its command, which takes its time, and refuses to run where it has run before. */
async function makeGenerator(): Promise<void> {
  const script =
    '#!/bin/sh\n[ "$1" = generate ] && sleep 1 && mkdir /src/generated && cat /proc/sys/kernel/random/uuid >/src/generated/made\n';
  await docker([
    ...["run", "--detach", "--network=none", "--name=generator", "dekube-e2e/busybox"],
    ...["sh", "-c", `printf '%s' '${script}' >/bin/gen; chmod 755 /bin/gen`],
  ]);
  await docker(["wait", "generator"]);
  await docker([
    ...["commit", "--change", 'ENTRYPOINT ["/bin/gen"]', "generator", "example/generator:1"],
  ]);
  await docker(["rm", "generator"]);
}

e2e("what runs beside a container that crashes keeps its network", { needs }, async () => {
  const stack = await pods();
  const answer = () => stack.sh("client", "wget -q -O - http://crashing:9000/");
  assertEquals(await answer(), "proxy");

  await stack.sh("crashing", "touch /tmp/end");
  await stack.eventually(
    async () => (await stack.inspect("crashing")).RestartCount,
    (count) => count > 0,
  );

  assertEquals(await answer(), "proxy");
  assertEquals(await stack.sh("crashing", "wget -q -O - http://localhost:9000/"), "proxy");
});

e2e("a pod's host name and further hosts are those of all its containers", { needs }, async () => {
  const stack = await pods();
  for (const container of ["crashing", "crashing-sidecar-side"]) {
    assertEquals(await stack.sh(container, "hostname"), "crashing-host");
    // The user's own word on the first container, whose network another one holds.
    assert((await stack.sh(container, "cat /etc/hosts")).includes("192.0.2.7\telsewhere.test"));
  }
});

e2e("an init container and a Job reach the native sidecar beside them", { needs }, async () => {
  const stack = await pods();
  await stack.eventually(
    async () => (await stack.inspect("migrate")).State,
    (state) => state.Status === "exited" && state.ExitCode === 0,
  );
  assertEquals((await stack.inspect("migrate-init-check")).State.ExitCode, 0);
  const { stdout } = await stack.docker(["logs", "--no-log-prefix", "migrate"]);
  assertEquals(stdout.trim(), "migrated");
});

e2e("containers of a pod share memory, and processes where asked for", { needs }, async () => {
  const stack = await pods();
  await stack.sh("close", "echo shared >/dev/shm/note");
  assertEquals(await stack.sh("close-sidecar-two", "cat /dev/shm/note"), "shared");
  const processes = await stack.sh("close", "ps -o args");
  assert(processes.includes("sleep 100001") && processes.includes("sleep 100002"), processes);
});

e2e(
  "an emptyDir is empty where the image has files, and one in memory runs programs",
  { needs },
  async () => {
    const stack = await pods();
    assertEquals(
      await stack.sh("filesystem", "ls /etc | grep -v -e hosts -e hostname -e resolv; true"),
      "",
    );
    assertEquals(
      await stack.sh("filesystem", "cp /bin/busybox /tmp/echo && /tmp/echo runs"),
      "runs",
    );
    const mounts = await stack.sh("filesystem", "grep ' /tmp ' /proc/mounts");
    assert(mounts.includes("size=8192k") && !mounts.includes("noexec"), mounts);
  },
);

for (
  const [title, main, file] of [
    ["whose command is in the manifest", "cloned", "clone/made"],
    ["whose command only its image knows", "unknown", "generated/made"],
    ["that a native sidecar sees as well", "watched", "last"],
    ["whose command the user puts behind /.pod/once", "behind", "generated/made"],
  ]
) {
  e2e(`an init container ${title} fills an emptyDir once a pod`, { needs }, async () => {
    const stack = await pods();
    const read = () => stack.sh(main, `cat /srv/${file}`);
    const first = await read();

    // Over a running project.
    await stack.docker(["up", "--detach"]);
    await stack.docker(["up", "--detach"]);
    assertEquals(await read(), first);
    if (main === "watched") {
      // It was there when the sidecar started.
      assertEquals(await stack.sh("watched-init-watch", "cat /tmp/seen"), first);
    }

    // As the host does when it starts.
    await stack.docker(["restart", "--timeout", "1", `${main}-pod`, main]);
    assertEquals(await read(), first);

    // A pod that changed is another pod.
    const config = JSON.parse(await Deno.readTextFile(`${stack.dir}/dekube.yaml`));
    config.overrides = { ...config.overrides, [main]: { environment: { CHANGED: "yes" } } };
    await Deno.writeTextFile(`${stack.dir}/dekube.yaml`, JSON.stringify(config));
    const container = (await stack.inspect("client")).Id;
    await stack.convertAgain();
    await stack.docker(["up", "--detach"]);
    const second = await read();
    assertNotEquals(second, first);
    assertEquals((await stack.inspect("client")).Id, container);

    await stack.docker(["rm", "--force", "--stop", main, `${main}-pod`]);
    await stack.docker(["up", "--detach"]);
    assertNotEquals(await read(), second);
  });
}

const SERVE = "exec httpd -f -h /srv -p";

/** A pod of two containers that serve what an init container makes once. */
const served = (
  name: string,
  init: Record<string, unknown>,
  pod: Record<string, unknown> = {},
  ...natives: Record<string, unknown>[]
) => [
  client(`pods/${name}`, {
    pod: {
      ...pod,
      initContainers: [
        { ...init, volumeMounts: [{ name: "src", mountPath: "/src" }] },
        ...natives,
      ],
      containers: [80, 81].map((port) => ({
        name: `on-${port}`,
        image: "example/tools:1",
        command: sh(`${SERVE} ${port}`),
        volumeMounts: [{ name: "src", mountPath: "/srv" }],
      })),
      volumes: [{ name: "src", emptyDir: {} }],
    },
  }),
  service(`pods/${name}`, { port: 80, targetPort: 80 }),
];

const restarted = shared({
  name: "restarted",
  manifests: stream(
    ...served("known", { name: "clone", image: "example/tools:1", command: sh(CLONE) }, {
      shareProcessNamespace: true,
    }),
    ...served("apart", { name: "gen", image: "example/generator:1", args: ["generate"] }),
    ...served("seen", { name: "gen", image: "example/generator:1", args: ["generate"] }, {}, {
      name: "on-82",
      image: "example/tools:1",
      restartPolicy: "Always",
      command: sh(`[ -e /srv/generated/made ] && ${SERVE} 82`),
      volumeMounts: [{ name: "src", mountPath: "/srv", readOnly: true }],
    }),
    client("pods/client"),
  ),
  prepare: makeGenerator,
});

for (
  const [title, args, change] of [
    ["the whole project is restarted", ["restart"]],
    ["what stands for pods is restarted", ["restart", "known-pod", "apart-pod", "seen-pod"]],
    ["one container is restarted", ["restart", "known", "apart-sidecar-on-81", "seen-init-on-82"]],
    ["one container has changed", ["up", "--detach"], { environment: { CHANGED: "yes" } }],
  ] as const
) {
  e2e(`all of a pod is there, and reached, when ${title}`, { needs }, async () => {
    const stack = await restarted();
    const files = { known: "clone/made", apart: "generated/made", seen: "generated/made" };
    const read = () =>
      Promise.all(
        Object.entries(files).flatMap(([name, file]) =>
          [80, 81, ...name === "seen" ? [82] : []].map((port) =>
            stack.sh("client", `wget -q -O - http://${name}:${port}/${file}`)
          )
        ),
      );
    const before = await read();
    if (change) {
      const config = JSON.parse(await Deno.readTextFile(`${stack.dir}/dekube.yaml`));
      config.overrides = { known: change, apart: change, seen: change };
      await Deno.writeTextFile(`${stack.dir}/dekube.yaml`, JSON.stringify(config));
      await stack.convertAgain();
    }

    // Twice: what a first time leaves behind is there at the second.
    for (const _ of [1, 2]) {
      await stack.docker(args[0] === "restart" ? ["restart", "-t", "1", ...args.slice(1)] : args);
      const ended = [
        "known-init-clone",
        ...["apart-init-gen", "apart-pod-fill", "seen-init-gen", "seen-init-on-82-fill"],
      ];
      for (const name of Object.keys(stack.compose.services)) {
        const state = (await stack.inspect(name)).State;
        if (ended.includes(name)) await stack.eventually(() => hasEnded(name), Boolean);
        else assertEquals([name, state.Status], [name, "running"]);
      }
      const after = await stack.eventually(read, () => true);
      if (change) { for (const [i, text] of after.entries()) assertNotEquals(text, before[i]); }
      else assertEquals(after, before);
      await stack.docker(["up", "--detach"]);
    }

    async function hasEnded(name: string): Promise<boolean> {
      const { State } = await stack.inspect(name);
      return State.Status === "exited" && State.ExitCode === 0;
    }
  });
}

e2e(
  "a pod has one address, is asked there, and knows its name below a Service",
  { needs },
  async () => {
    const stack = await pods();
    await stack.healthy("own");
    assertEquals((await stack.inspect("own-init-check")).State.ExitCode, 0);
    assertEquals(
      await stack.sh("own", "hostname; hostname -d; hostname -f"),
      "first\nring.pods.svc.cluster.local\nfirst.ring.pods.svc.cluster.local",
    );
  },
);

e2e("a subPath of an emptyDir is what the init container left there", { needs }, async () => {
  const stack = await pods();
  const read = (paths: string) => stack.sh("parts", `cat ${paths}`);
  assertEquals(await read("/www/index.html /all/repo/public/index.html"), "page\npage");
  assertEquals(await read("/now/name /all/rev1/name"), "one\none");
  assertEquals(await stack.sh("parts", "stat -c '%a %g' /new /all/not"), "2777 4321\n2755 4321");
  // Both are one place.
  await stack.sh("parts", "echo more >/www/more");
  assertEquals(await read("/all/repo/public/more"), "more");

  await stack.docker(["up", "--detach"]);
  await stack.docker(["restart", "--timeout", "1", "parts-pod", "parts"]);
  assertEquals(await read("/www/index.html /www/more"), "page\nmore");
});

e2e("a read-only emptyDir holds mounts, and is empty when the first init container starts", {
  needs,
}, async () => {
  const stack = await pods();
  const read = () =>
    stack.sh("pointed", "cd /www; cat conf/a.conf a.conf rev1/a.conf repo/public/*");
  const all = "config".repeat(3) + "page";
  assertEquals(await read(), all);
  assertEquals(
    await stack.sh("pointed", "touch /www/x 2>/dev/null || echo read-only"),
    "read-only",
  );

  await stack.docker(["up", "--detach"]);
  await stack.docker(["restart", "--timeout", "1", "pointed-pod", "pointed"]);
  assertEquals(await read(), all);
});

e2e("an emptyDir whose size or medium changes is another in the pod that is new", {
  needs,
}, async () => {
  const stack = await Stack.up({
    name: "sized",
    manifests: stream(client("sized/shared", {
      pod: {
        containers: ["one", "two"].map((name) => ({
          name,
          image: "example/tools:1",
          command: ["sleep", "100000"],
          volumeMounts: [{ name: "shm", mountPath: "/dev/shm" }],
        })),
        volumes: [{ name: "shm", emptyDir: { medium: "Memory", sizeLimit: "8Mi" } }],
      },
    })),
  });
  const pod = ["shared", "shared-pod", "shared-sidecar-two"];
  const mounted = () => stack.sh("shared", "grep ' /dev/shm ' /proc/mounts");
  assertStringIncludes(await mounted(), "size=8192k");

  assertEquals(await madeAnew(stack, (text) => text.replace("8Mi", "16Mi")), pod);
  assertStringIncludes(await mounted(), "size=16384k");
  assertEquals(await madeAnew(stack, (text) => text.replace('"Memory"', '""')), pod);
  assertFalse((await mounted()).includes("tmpfs"));
  assertEquals(
    await madeAnew(stack, (text) => text.replace('"medium": ""', '"medium": "Memory"')),
    pod,
  );
  assertStringIncludes(await mounted(), "size=16384k");
  await stack.down({ volumes: true });
});

e2e("users write what their group owns in an emptyDir", { needs }, async () => {
  const stack = await pods();
  assertEquals(await stack.sh("cloned", "cat /srv/clone/user"), "1234");
  assertEquals(await stack.sh("cloned", "stat -c '%a %g' /srv"), "2777 4321");
});

e2e(
  "a container that is excluded by its service's name is waited for by nobody",
  { needs },
  async () => {
    const stack = await Stack.up({
      name: "excluded",
      manifests: stream(client("pods/main", {
        pod: {
          initContainers: [
            { name: "stuck", image: "example/tools:1", command: ["false"] },
            { name: "gone", image: "example/tools:1", command: ["false"] },
          ],
        },
      })),
      config: { exclude: ["main-init-stuck"], overrides: { "main-init-gone": null } },
    });
    assertEquals(Object.keys(stack.compose.services), ["main"]);
    assertEquals((await stack.inspect("main")).State.Status, "running");
  },
);
