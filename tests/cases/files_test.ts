/**
 * What a container finds at its mounts: files with their modes, and folders, sockets and devices of the machine.
 *
 * @module
 */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import { parseManifests } from "../../mod.ts";
import { Diagnostics } from "../../pacts/mod.ts";
import { DISTRIBUTIONS, SHARED } from "../_corpus.ts";
import { caseTest, convertCase, type ConvertedCase } from "./_case.ts";

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

caseTest("secret-mode-0400-ssh", "the key is its user's, and nobody else's", async () => {
  const made = await convertCase("secret-mode-0400-ssh");

  assertEquals(ownedFiles(made, "syncroot", "/etc/git-secret"), ["ssh 400 0:0"]);
  assertEquals(ownedFiles(made, "syncuser", "/etc/git-secret"), ["ssh 400 65533:65533"]);
  assertEquals(ownedFiles(made, "pgtls", "/tls"), ["ssh 600 999:0"]);
  // As Kubernetes has it where nobody says whom the image runs as.
  assertEquals(ownedFiles(made, "imgroot", "/root/.ssh"), ["ssh 400 0:0"]);
  assertEquals(made.said, []);
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
  assertEquals(new Set(targets.map((target) => sourceAt(made, "modes", target))).size, 4);
});

caseTest("configmap-below-configmap", "the mount point is written", async () => {
  const made = await convertCase("configmap-below-configmap");
  const outer = sourceAt(made, "app", "/etc/app");

  assertEquals([...made.files.below(outer)].map(([path]) => path), [
    `${outer}/main.conf`,
    `${outer}/conf.d/.keep`,
  ]);
});

caseTest("nested-mount-in-configmap", "a folder and a file are mount points", async () => {
  const made = await convertCase("nested-mount-in-configmap");
  const outer = sourceAt(made, "prom", "/etc/prom");

  assertEquals([...made.files.below(outer)].map(([path]) => path), [
    `${outer}/prometheus.yml`,
    `${outer}/rules/.keep`,
    `${outer}/token`,
  ]);
  assertEquals(made.files.get(`${outer}/token`)?.content, "");
});

caseTest("named-volume-subpath", "a service makes the folders first", async () => {
  const { services } = await convertCase("named-volume-subpath", {
    config: { volumes: { shared: {} } },
  });
  const main = services.nv ?? services["nv-pod"];
  const owner = ["nv", "nv-sidecar-c"].find((name) => services[name]?.volumes)!;
  const fix = services["fix-permissions"];

  assert(main);
  assertEquals(
    services[owner].volumes.map(({ source, target, volume }: never) => [source, target, volume]),
    ["a", "b"].map((part) => ["shared", `/${part}`, { nocopy: true, subpath: part }]),
  );
  for (const part of ["a", "b"]) {
    assert(fix.command[0].includes(`mkdir -p /volumes/shared/${part}`), fix.command[0]);
  }
  assert(fix.volumes.includes("shared:/volumes/shared"));
  assertEquals(services[owner].depends_on["fix-permissions"], {
    condition: "service_completed_successfully",
  });
  // emptyDirs need no folder: each part of one is a volume.
  assertEquals(JSON.stringify(services["nv-sidecar-e"].volumes).includes("deep-er"), true);
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
  const { services: { vols }, project, said } = await convertCase("odd-volumes");
  const at = (target: string) =>
    // deno-lint-ignore no-explicit-any -- a mount in either syntax
    vols.volumes.find((volume: any) =>
      (volume.target ?? volume.split(":").at(1) ?? volume) === target
    );

  assert(JSON.stringify(vols.volumes).includes("/eph"));
  assertEquals(at("/img"), {
    type: "image",
    source: "registry.test/models:v1",
    target: "/img",
    read_only: true,
  });
  assertEquals(Object.keys(project.volumes?.["vols-nfs"]?.driver_opts ?? {}), [
    "type",
    "o",
    "device",
  ]);
  assertEquals(said.length, 2);
  assert(said[0].includes('csi volume "csi" (secrets-store.csi.k8s.io)'), said[0]);
  assert(said[1].includes('gitRepo volume "git" (https://example.test/r.git)'), said[1]);
});
