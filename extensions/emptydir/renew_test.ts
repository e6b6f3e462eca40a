import { assert, assertEquals } from "@std/assert";
import { mount as mountOf } from "@dekube/engine/pacts";
import type { ComposeService, Config, Manifest } from "@dekube/engine/pacts";
import { said, testConversion, written } from "@dekube/engine/testing";
import * as fixPermissions from "../fix-permissions/mod.ts";
import * as workload from "../workload/mod.ts";
import { deployment, mountsOf } from "./_testing.ts";
import * as module from "./mod.ts";

/** A whole conversion. */
async function converted(
  pod: Record<string, unknown>,
  config: Partial<Config> = {},
  others: object[] = [],
) {
  const manifests: Manifest[] = [deployment("web", pod)];
  const extensions = [workload, module, fixPermissions, ...others];
  const conversion = await testConversion(extensions, manifests, { config });
  const { services, volumes = {} } = conversion.project;
  return {
    services,
    volumes,
    mounts: mountsOf(services),
    files: Object.keys(written(conversion)).sort(),
    codes: said(conversion),
    waits: Object.fromEntries(
      Object.entries(services).map(([name, { depends_on }]) => [
        name,
        Object.entries(depends_on ?? {}).map(([other, { condition }]) =>
          `${other} ${condition.replace("service_", "")}`
        ),
      ]),
    ),
  };
}

const dir = { name: "dir", emptyDir: {} };
const volumeMounts = [{ name: "dir", mountPath: "/dir" }];
const READ_ONLY = [{ name: "dir", mountPath: "/dir", readOnly: true }];
const fill = { name: "fill", command: ["fill"], args: ["x"], volumeMounts };

Deno.test("renewWithPod() has what stands for the pod empty its volumes, and the others wait for that", async () => {
  const { services, mounts, waits, volumes, files } = await converted({
    securityContext: { fsGroup: 4321 },
    volumes: [dir, { name: "unused", emptyDir: {} }],
    containers: [{ name: "app", volumeMounts }, { name: "log" }],
  });
  assertEquals(mounts, {
    "web-pod": ["./pods:/dekube:ro", "web-dir:/empty/web-dir"],
    web: ["web-dir:/dir:nocopy"],
  });
  const owner = services["web-pod"];
  assertEquals([owner.entrypoint, owner.command], [["sh"], ["/dekube/start.sh"]]);
  assertEquals([owner.user, owner.environment], ["0", { FS_GROUP: "4321" }]);
  assertEquals(owner.healthcheck?.timeout, "25h");
  assertEquals(waits, {
    "web-pod": [],
    web: ["web-pod healthy"],
    "web-sidecar-log": ["web-pod healthy"],
  });
  assertEquals(volumes, { "web-dir": null });
  assertEquals(files, ["pods/start.sh"]);
});

Deno.test("renewWithPod() has init containers that fill a volume run once a pod", async () => {
  const { services, mounts, waits, volumes, files } = await converted({
    volumes: [dir],
    initContainers: [
      { name: "wait", command: ["wait"] },
      fill,
      { name: "read", command: ["read"], volumeMounts: READ_ONLY },
    ],
    containers: [{ name: "app", volumeMounts }],
  });
  assertEquals(mounts, {
    "web-pod": ["./pods:/dekube:ro", "web-dir:/empty/web-dir", "web-pod:/pod"],
    "web-init-fill": ["web-dir:/dir:nocopy", "web-pod:/.pod"],
    "web-init-read": ["web-dir:/dir:ro,nocopy"],
    web: ["web-dir:/dir:nocopy"],
  });
  assertEquals(
    ["wait", "fill", "read"].map((name) => services[`web-init-${name}`].entrypoint),
    [["wait"], ["/.pod/once", "web-init-fill", "fill"], ["read"]],
  );
  assertEquals(services["web-init-fill"].command, ["x"]);
  assertEquals(waits["web-init-fill"], ["web-pod healthy", "web-init-wait completed_successfully"]);
  assertEquals(volumes, { "web-dir": null, "web-pod": null });
  assertEquals(files, ["pods/once.sh", "pods/start.sh"]);
});

Deno.test("renewWithPod() leaves a pod alone that has no emptyDir, or no service to stand for it", async () => {
  const sidecar = await converted({ containers: [{ name: "app" }, { name: "log" }] });
  assertEquals(sidecar.services["web-pod"].healthcheck, undefined);
  assertEquals(sidecar.files, []);
  const one = await converted({ volumes: [dir], containers: [{ name: "app", volumeMounts }] });
  assertEquals(one.waits, {
    web: ["fix-permissions completed_successfully"],
    "fix-permissions": [],
  });
});

Deno.test("renewWithPod() leaves alone what dekube.yaml says something of", async () => {
  const pod = {
    volumes: [dir],
    initContainers: [fill],
    containers: [{ name: "app", volumeMounts }],
  };
  for (const options of [{ host_path: "dir" }, { driver: "fast" }]) {
    const { services, files } = await converted(pod, { volumes: { "web-dir": options } });
    assertEquals(services["web-pod"].healthcheck, undefined);
    assertEquals(services["web-init-fill"].entrypoint, ["fill"]);
    assertEquals(files, []);
  }
});

Deno.test("renewWithPod() empties what is left when other extensions took containers and mounts away", async () => {
  const other = {
    name: "other",
    // Between the two transforms.
    priority: 1500,
    transform(services: Record<string, ComposeService>) {
      delete services["web-init-fill"];
      for (const service of Object.values(services)) delete service.depends_on;
      services.web.volumes = [mountOf("mine", "/dir")];
      for (const mount of services["web-sidecar-kept"].volumes!) delete mount.volume;
    },
  };
  const { mounts, waits } = await converted(
    {
      volumes: [dir, { name: "a", emptyDir: {} }, { name: "b", emptyDir: {} }],
      initContainers: [fill],
      containers: [
        { name: "app", volumeMounts },
        { name: "kept", volumeMounts: [{ name: "a", mountPath: "/a" }] },
        { name: "log", volumeMounts: [{ name: "b", mountPath: "/b" }] },
      ],
    },
    {},
    [other],
  );
  assertEquals(mounts["web-pod"], ["./pods:/dekube:ro", "web-b:/empty/web-b"]);
  assertEquals(mounts["web-sidecar-kept"], ["web-a:/a"]);
  assertEquals(waits["web-sidecar-log"], ["web-pod healthy"]);
});

Deno.test("fillApart() has init containers whose command nobody knows fill volumes of their own", async () => {
  const memory = { name: "memory", emptyDir: { medium: "Memory" } };
  const all = [...volumeMounts, { name: "memory", mountPath: "/dev/shm" }];
  const { services, mounts, waits, volumes, files } = await converted({
    volumes: [dir, memory],
    initContainers: [
      { name: "gen", args: ["generate"], volumeMounts: all },
      { name: "more", command: ["more"], volumeMounts },
      { name: "read", volumeMounts: READ_ONLY },
    ],
    containers: [{ name: "app", volumeMounts: all }, { name: "log" }],
  });
  assertEquals(mounts, {
    "web-pod": [
      "./pods:/dekube:ro",
      ...["web-dir", "web-memory-tmpfs", "web-dir-init", "web-memory-tmpfs-init"].map((name) =>
        `${name}:/empty/${name}`
      ),
      "web-pod:/pod",
    ],
    "web-init-gen": ["web-dir-init:/dir:nocopy", "web-memory-tmpfs-init:/dev/shm:nocopy"],
    "web-init-more": ["web-dir-init:/dir:nocopy"],
    // It reads what those before it made.
    "web-init-read": ["web-dir-init:/dir:ro,nocopy"],
    "web-pod-fill": [
      "./pods:/dekube:ro",
      "web-pod:/pod",
      ...["web-dir", "web-memory-tmpfs"].flatMap((name) => [
        `${name}-init:/filled/${name}`,
        `${name}:/kept/${name}`,
      ]),
    ],
    web: ["web-dir:/dir:nocopy", "web-memory-tmpfs:/dev/shm:nocopy"],
  });
  assertEquals(services["web-init-more"].entrypoint, ["more"]);
  const { image, user, entrypoint, command, restart, network_mode } = services["web-pod-fill"];
  assertEquals([image, user, restart], [services["web-pod"].image, "0", "no"]);
  assertEquals([entrypoint, command], [["sh"], ["/dekube/fill.sh"]]);
  assertEquals(network_mode, "service:web-pod");
  assertEquals(waits["web-pod-fill"], [
    "web-pod healthy",
    "web-init-read completed_successfully",
  ]);
  // A restart has them run in their order, and throws away what they make then.
  const again = (name: string) =>
    Object.entries(services[name].depends_on!).filter(([, { restart }]) => restart)
      .map(([other]) => other);
  assertEquals(again("web-init-more"), ["web-pod", "web-init-gen"]);
  assertEquals(again("web-init-read"), ["web-pod", "web-init-more"]);
  assertEquals(again("web-pod-fill"), ["web-pod", "web-init-read"]);
  for (const name of ["web", "web-sidecar-log"]) {
    assert(waits[name].includes("web-pod-fill completed_successfully"), name);
  }
  const options = { driver: "local", driver_opts: { type: "tmpfs", device: "tmpfs" } };
  assertEquals(volumes, {
    "web-dir": null,
    "web-dir-init": null,
    "web-memory-tmpfs": options,
    "web-memory-tmpfs-init": options,
    "web-pod": null,
  });
  assertEquals(files, ["pods/fill.sh", "pods/once.sh", "pods/start.sh"]);
});

Deno.test("fillApart() leaves what a native sidecar sees where it is", async () => {
  const { mounts } = await converted({
    volumes: [dir, { name: "seen", emptyDir: {} }],
    initContainers: [
      {
        name: "proxy",
        restartPolicy: "Always",
        volumeMounts: [{ name: "seen", mountPath: "/seen" }],
      },
      { name: "gen", volumeMounts: [...volumeMounts, { name: "seen", mountPath: "/seen" }] },
    ],
    containers: [{ name: "app", volumeMounts }],
  });
  assertEquals(mounts["web-init-gen"], ["web-dir-init:/dir:nocopy", "web-seen:/seen:nocopy"]);
  assertEquals(mounts["web-pod-fill"], [
    "./pods:/dekube:ro",
    "web-pod:/pod",
    "web-dir-init:/filled/web-dir",
    "web-dir:/kept/web-dir",
  ]);
});

Deno.test("fillApart() has a command that is known run once where it fills nothing apart", async () => {
  const seen = [{ name: "seen", mountPath: "/seen" }];
  const pod = (...inits: object[]) => ({
    volumes: [dir, { name: "seen", emptyDir: {} }],
    initContainers: [{ name: "proxy", restartPolicy: "Always", volumeMounts: seen }, ...inits],
    containers: [{ name: "app", volumeMounts: [...volumeMounts, ...seen] }],
  });
  const known = { name: "known", command: ["known"], volumeMounts: seen };
  const both = await converted(pod(known, { name: "gen", volumeMounts }));
  assertEquals(both.services["web-init-known"].entrypoint, [
    "/.pod/once",
    "web-init-known",
    "known",
  ]);
  assertEquals("web-pod-fill" in both.services, true);

  // Nothing is left to move.
  const none = await converted(pod({ name: "gen", volumeMounts: seen }));
  assertEquals("web-pod-fill" in none.services, false);
  assertEquals(Object.keys(none.volumes).sort(), ["web-dir", "web-seen"]);
  assertEquals(none.waits.web, [
    "web-pod healthy",
    "web-init-proxy started",
    "web-init-gen completed_successfully",
  ]);
});

Deno.test("renewWithPod() says which init containers run again since the user keeps what they fill", async () => {
  const pod = {
    volumes: [dir],
    initContainers: [fill],
    containers: [{ name: "app", volumeMounts }],
  };
  for (const kept of [{ host_path: "x" }, { driver: "local" }]) {
    const { codes } = await converted(pod, { volumes: { "web-dir": kept } });
    assertEquals(codes.filter((code) => code.startsWith("runs-again")), [
      "runs-again initContainers[fill]",
    ]);
  }
  const reader = { ...fill, volumeMounts: READ_ONLY };
  const { codes } = await converted({ ...pod, initContainers: [reader] }, {
    volumes: { "web-dir": { host_path: "x" } },
  });
  assertEquals(codes.filter((code) => code.startsWith("runs-again")), []);
  assertEquals((await converted(pod)).codes, []);
});

Deno.test("preWrite() says that an entry point of the user's runs again, unless it begins as it should", async () => {
  const pod = {
    volumes: [dir],
    initContainers: [fill],
    containers: [{ name: "app", volumeMounts }],
  };
  const codes = async (entrypoint: unknown) =>
    (await converted(pod, { overrides: { "web-init-fill": { entrypoint } } })).codes;
  assertEquals(await codes(["other"]), ["runs-again"]);
  assertEquals(await codes("other"), ["runs-again"]);
  assertEquals(await codes(["/.pod/once", "web-init-fill", "other"]), []);
  assertEquals((await converted(pod, { overrides: { "web-init-fill": null } })).codes, []);
});

Deno.test("preWrite() says that an entry point can't start when it begins with what is not mounted there", async () => {
  const codes = async (name: string, entrypoint: unknown) => {
    const pod = {
      volumes: [dir],
      // Only the image knows the command of the first, so neither runs once.
      initContainers: [{ name: "gen", image: "gen", volumeMounts }, fill],
      containers: [{ name: "app", volumeMounts }],
    };
    return (await converted(pod, { overrides: { [name]: { entrypoint } } })).codes;
  };
  assertEquals(await codes("web-init-fill", ["/.pod/once", "web-init-fill", "sh"]), [
    "cannot-start",
  ]);
  assertEquals(await codes("web-init-fill", ["sh"]), []);
});
