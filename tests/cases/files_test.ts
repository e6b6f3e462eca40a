/**
 * What a container finds at its mounts: files with their modes, and folders, sockets and devices of the machine.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import { parseManifests } from "../../mod.ts";
import { Diagnostics } from "../../pacts/mod.ts";
import { DISTRIBUTIONS, SHARED } from "../_corpus.ts";
import { assertLabels, caseTest, convertCase, type ConvertedCase, labels, READY } from "./_case.ts";

const COMPLETED = { condition: "service_completed_successfully" };

/** Where the mount at a path of a service comes from, below the output folder. */
function sourceAt({ services }: ConvertedCase, service: string, target: string): string {
  const found = services[service].volumes.find((volume: string) => volume.split(":")[1] === target);
  return found.split(":")[0].slice(2);
}

/** Modes of the files of a mount, and who owns them once the project has started. */
function ownedFiles(made: ConvertedCase, service: string, target: string) {
  const source = sourceAt(made, service, target);
  const script: string = made.services["fix-permissions"]?.command[0] ?? "";
  return [...made.files.below(source)].map(([path, { mode }]) => {
    const owner = script.split(" &&\n").find((line) =>
      line.startsWith("chown") && line.split(" ").includes(`/files/${path}`)
    );
    return `${path.slice(source.length + 1)} ${mode.toString(8)} ${owner?.split(" ")[1]}`;
  });
}

caseTest("config-change-recreates", "the service differs when its file does", async () => {
  const made = await convertCase("config-change-recreates");
  const text = await Deno.readTextFile(
    join(SHARED, "cases/config-change-recreates/in/a.yaml"),
  );
  const again = async (text: string) => {
    const manifests = parseManifests([{ file: "a.yaml", text }], new Diagnostics());
    const { project } = await DISTRIBUTIONS.helmfile2compose.convert(manifests, {
      name: "config-change-recreates",
    });
    return project.services;
  };

  assertEquals(await again(text), made.project.services);
  assertEquals(await again(text.replace("aaaa", "bbbb")), made.project.services);
  const changed = await again(text.replace('"v1"', '"v2"'));
  assertNotEquals(changed.cks.labels, made.services.cks.labels);
  assertEquals({ ...changed.cks, labels: {} }, { ...made.services.cks, labels: {} });
});

/** The service that opens files, from what it runs and mounts, without its hash. */
function opener(lines: readonly string[], volumes: readonly string[]) {
  return {
    image: "busybox:1.37",
    user: "0",
    entrypoint: ["sh", "-c"],
    command: [lines.join(" &&\n")],
    ...(volumes.length > 0 ? { volumes } : {}),
    restart: "no",
  };
}

/** What gives a file to a user, and closes it to others. */
const give = (file: string, owner: string, mode: string) => [
  `chown ${owner} /files/${file}`,
  `chmod ${mode} /files/${file}`,
];

/** The mount of a folder in what opens files. */
const asFiles = (folder: string) => `./${folder}:/files/${folder}`;

caseTest("secret-mode-0400-ssh", "the key is its user's, and nobody else's", async () => {
  const made = await convertCase("secret-mode-0400-ssh");
  const { services, said } = made;

  assertEquals(ownedFiles(made, "syncroot", "/etc/git-secret"), ["ssh 400 0:0"]);
  assertEquals(ownedFiles(made, "syncuser", "/etc/git-secret"), ["ssh 400 65533:65533"]);
  assertEquals(ownedFiles(made, "pgtls", "/tls"), ["ssh 600 999:0"]);
  // As Kubernetes has it where nobody says whom the image runs as.
  assertEquals(ownedFiles(made, "imgroot", "/root/.ssh"), ["ssh 400 0:0"]);
  assertEquals(said, []);

  const folder = (service: string, target: string) => sourceAt(made, service, target);
  const [user, root, pg] = [
    folder("syncuser", "/etc/git-secret"),
    folder("syncroot", "/etc/git-secret"),
    folder("pgtls", "/tls"),
  ];
  const { labels: fixLabels, ...fix } = services["fix-permissions"];
  assertLabels(fixLabels, {}, ["dekube.io/files"]);
  assertEquals(
    fix,
    opener([
      ...give(`${user}/ssh`, "65533:65533", "0400"),
      ...give(`${root}/ssh`, "0:0", "0400"),
      ...give(`${pg}/ssh`, "999:0", "0600"),
    ], [user, root, pg].map(asFiles)),
  );

  const gitSync = "registry.k8s.io/git-sync/git-sync:v4.2.3";
  const expected = {
    syncroot: { image: gitSync, user: "0", volumes: [`./${root}:/etc/git-secret:ro`] },
    syncuser: {
      image: gitSync,
      user: "65533",
      volumes: [`./${user}:/etc/git-secret:ro`],
      group_add: ["65533"],
    },
    pgtls: { image: "postgres:16", user: "999", volumes: [`./${pg}:/tls:ro`] },
    imgroot: { image: "alpine/git", volumes: [`./${root}:/root/.ssh:ro`] },
  };
  assertEquals(Object.keys(services).sort(), ["fix-permissions", ...Object.keys(expected)].sort());
  for (const [name, keys] of Object.entries(expected)) {
    const { labels: found, ...service } = services[name];
    assertLabels(found, labels("Deployment", name), ["dekube.io/files"]);
    assertEquals(service, {
      ...keys,
      depends_on: { "fix-permissions": COMPLETED },
      restart: "always",
    });
  }
});

caseTest("default-mode-forms", "each mode is another folder", async () => {
  const made = await convertCase("default-mode-forms");
  const targets = ["/s1", "/s2", "/s3", "/s4"];

  assertEquals(targets.map((target) => ownedFiles(made, "modes", target)), [
    ["run.sh 555 undefined"],
    ["run.sh 755 undefined"],
    ["run.sh 750 0:0"],
    ["bin/go.sh 500 0:0"],
  ]);
  const folders = targets.map((target) => sourceAt(made, "modes", target));
  assertEquals(new Set(folders).size, 4);

  const { labels: modesLabels, ...modes } = made.services.modes;
  assertLabels(modesLabels, labels("Deployment", "modes"), ["dekube.io/files"]);
  assertEquals(modes, {
    image: "busybox:1.36",
    entrypoint: ["/s1/run.sh"],
    volumes: folders.map((folder, index) => `./${folder}:/s${index + 1}:ro`),
    depends_on: { "fix-permissions": COMPLETED },
    restart: "always",
  });
  const { labels: fixLabels, ...fix } = made.services["fix-permissions"];
  assertLabels(fixLabels, {}, ["dekube.io/files"]);
  assertEquals(
    fix,
    opener([
      ...give(`${folders[2]}/run.sh`, "0:0", "0750"),
      ...give(`${folders[3]}/bin/go.sh`, "0:0", "0500"),
    ], folders.slice(2).map(asFiles)),
  );
});

caseTest("configmap-below-configmap", "the mount point is written", async () => {
  const { services: { app }, files } = await convertCase("configmap-below-configmap");

  const { labels: found, ...keys } = app;
  assertLabels(found, labels("Deployment", "app", "t"), ["dekube.io/files"]);
  assertEquals(keys, {
    image: "example/app:1",
    volumes: ["./configmaps/a:/etc/app:ro", "./configmaps/b:/etc/app/conf.d:ro"],
    restart: "always",
  });
  assertEquals([...files.below("configmaps")].map(([path]) => path), [
    "configmaps/b/extra.conf",
    "configmaps/a/main.conf",
    "configmaps/a/conf.d/.keep",
  ]);
});

caseTest("nested-mount-in-configmap", "a folder and a file are mount points", async () => {
  const { services: { prom }, files } = await convertCase("nested-mount-in-configmap");

  const { labels: found, ...keys } = prom;
  assertLabels(found, labels("Deployment", "prom"), ["dekube.io/files"]);
  assertEquals(keys, {
    image: "prom/prometheus:v2.53.0",
    volumes: [
      "./configmaps/main:/etc/prom:ro",
      "./configmaps/rules:/etc/prom/rules:ro",
      "./secrets/tok/token:/etc/prom/token:ro",
    ],
    restart: "always",
  });
  assertEquals([...files.below("configmaps/main")].map(([path]) => path), [
    "configmaps/main/prometheus.yml",
    "configmaps/main/rules/.keep",
    "configmaps/main/token",
  ]);
  assertEquals(files.get("configmaps/main/token")?.content, "");
  assertEquals([...files.below("configmaps/rules")].length, 1);
  assertNotEquals(files.get("secrets/tok/token")?.content ?? "", "");
});

caseTest("named-volume-subpath", "a service makes the folders first", async () => {
  const { services, project } = await convertCase("named-volume-subpath", {
    config: { volumes: { shared: {} } },
  });
  const own = labels("Deployment", "nv");
  const joined = {
    image: "busybox:1.36",
    network_mode: "service:nv-pod",
    ipc: "service:nv-pod",
    restart: "always",
    labels: own,
  };
  const ready = { "nv-pod": { condition: "service_healthy", restart: true } };

  assertEquals(Object.keys(services).sort(), [
    ...["fix-permissions", "nv", "nv-pod", "nv-sidecar-e", "nv-sidecar-f"],
  ]);
  assertEquals(services.nv, {
    ...joined,
    volumes: ["a", "b"].map((part) => ({
      type: "volume",
      source: "shared",
      target: `/${part}`,
      volume: { nocopy: true, subpath: part },
    })),
    depends_on: { ...ready, "fix-permissions": COMPLETED },
  });
  const { command: [script], ...fix } = services["fix-permissions"];
  assertEquals({ ...fix, command: [""] }, opener([""], ["shared:/volumes/shared"]));
  const [makeA, makeB, define, ...open] = script.split(" &&\n");
  assertEquals([makeA, makeB], [
    "{ [ -e /volumes/shared/a ] || mkdir -p /volumes/shared/a; }",
    "{ [ -e /volumes/shared/b ] || mkdir -p /volumes/shared/b; }",
  ]);
  assertMatch(define, /^open\(\) \{.*\}$/);
  assertEquals(open, ["open /volumes/shared/a", "open /volumes/shared/b"]);
  // emptyDirs need no folder: each part of one is a volume.
  assertEquals(services["nv-sidecar-e"], {
    ...joined,
    volumes: ["nv-ed-deep-er:/x:nocopy"],
    depends_on: ready,
  });
  assertEquals(services["nv-sidecar-f"], {
    ...joined,
    volumes: ["nv-ed:/x:nocopy", "nv-ed-deep-er:/x/deep/er:nocopy"],
    depends_on: ready,
  });
  const { labels: podLabels, ...pod } = services["nv-pod"];
  assertLabels(podLabels, own, ["dekube.io/files", "dekube.io/pod"]);
  assertEquals(pod, {
    image: "busybox:1.37-musl",
    user: "0",
    entrypoint: ["sh"],
    command: ["/dekube/start.sh"],
    volumes: [
      "./pods:/dekube:ro",
      "nv-ed-deep-er:/empty/nv-ed-deep-er",
      "nv-ed:/empty/nv-ed",
    ],
    networks: { default: { aliases: ["nv"] } },
    healthcheck: READY,
    restart: "always",
    ipc: "shareable",
  });
  assertEquals(project.volumes, { "nv-ed": null, "nv-ed-deep-er": null, shared: null });
});

caseTest("hostpath-types", "nothing is made in place of what must be there", async () => {
  const { services: { hp }, said } = await convertCase("hostpath-types");
  const mustExist = { create_host_path: false };

  assertEquals(hp.volumes, [
    {
      type: "bind",
      source: "/var/run/docker.sock",
      target: "/var/run/docker.sock",
      bind: mustExist,
    },
    {
      type: "bind",
      source: "/srv/app.conf",
      target: "/etc/app.conf",
      read_only: true,
      bind: mustExist,
    },
    "/srv/cache:/cache",
  ]);
  assertEquals(hp.devices, ["/dev/ttyUSB0:/dev/ttyUSB0"]);
  assertEquals(said.map((text) => text.split(":")[0]), Array(4).fill("warning host-path"));
});

caseTest("odd-volumes", "what Compose has is mounted, the rest is named", async () => {
  const { services, project, said } = await convertCase("odd-volumes");

  assertEquals(services.vols, {
    image: "busybox:1.36",
    volumes: [
      "vols-eph:/eph:nocopy",
      { type: "image", source: "registry.test/models:v1", target: "/img", read_only: true },
      "vols-nfs:/nfs:ro",
    ],
    depends_on: { "fix-permissions": COMPLETED },
    restart: "always",
    labels: labels("Deployment", "vols"),
  });
  assertEquals(project.volumes, {
    "vols-eph": null,
    "vols-nfs": {
      driver_opts: { type: "nfs", o: "addr=nas.example.test,ro", device: ":/export" },
    },
  });
  // Whoever the container runs as, it may write what is its pod's.
  const { command: [script], ...fix } = services["fix-permissions"];
  assertMatch(script, /^open\(\) \{.*\} &&\nopen \/volumes\/vols-eph$/);
  assertEquals({ ...fix, command: [""] }, opener([""], ["vols-eph:/volumes/vols-eph"]));
  assertEquals(said.length, 2);
  assert(said[0].includes('csi volume "csi" (secrets-store.csi.k8s.io)'), said[0]);
  assert(said[1].includes('gitRepo volume "git" (https://example.test/r.git)'), said[1]);
});
