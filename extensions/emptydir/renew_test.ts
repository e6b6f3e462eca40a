import { assert, assertEquals } from "@std/assert";
import { mount as mountOf } from "@dekube/engine/pacts";
import type { ComposeService, Config, Manifest } from "@dekube/engine/pacts";
import { said, testConversion, written } from "@dekube/engine/testing";
import * as fixPermissions from "../fix-permissions/mod.ts";
import * as workload from "../workload/mod.ts";
import { deployment, mountsOf } from "./_testing.ts";
import * as module from "./mod.ts";

/** A whole conversion. */
function conversionOf(
  pod: Record<string, unknown>,
  config: Partial<Config> = {},
  others: object[] = [],
) {
  const manifests: Manifest[] = [deployment("web", pod)];
  const extensions = [workload, module, fixPermissions, ...others];
  return testConversion(extensions, manifests, { config });
}

/** What comes of it. */
async function converted(...args: Parameters<typeof conversionOf>) {
  const conversion = await conversionOf(...args);
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

const proxy = (volumeMounts: object[]) => ({
  name: "proxy",
  command: ["proxy"],
  restartPolicy: "Always",
  volumeMounts,
});

Deno.test("fillApart() has it moved before the native sidecar that sees it, and no later", async () => {
  const more = [...volumeMounts, { name: "late", mountPath: "/late" }];
  const { services, mounts, waits, codes, volumes } = await converted({
    volumes: [dir, { name: "late", emptyDir: {} }],
    initContainers: [
      { name: "gen", args: ["generate"], volumeMounts: more },
      { name: "read", volumeMounts: READ_ONLY },
      proxy(READ_ONLY),
      { name: "known", command: ["known"], volumeMounts },
    ],
    containers: [{ name: "app", volumeMounts: more }, { name: "log", volumeMounts }],
  });
  assertEquals(mounts["web-init-gen"], ["web-dir-init:/dir:nocopy", "web-late-init:/late:nocopy"]);
  assertEquals(mounts["web-init-read"], ["web-dir-init:/dir:ro,nocopy"]);
  assertEquals(mounts["web-init-proxy"], ["web-dir:/dir:ro,nocopy"]);
  assertEquals(mounts["web-init-known"], ["web-dir:/dir:nocopy", "web-pod:/.pod"]);
  assertEquals(mounts.web, ["web-dir:/dir:nocopy", "web-late:/late:nocopy"]);
  const moves = (name: string) => mounts[name]!.slice(2);
  assertEquals(moves("web-init-proxy-fill"), [
    "web-dir-init:/filled/web-dir",
    "web-dir:/kept/web-dir",
  ]);
  assertEquals(moves("web-pod-fill"), [
    "web-late-init:/filled/web-late",
    "web-late:/kept/web-late",
  ]);
  // Each has a mark of its own.
  const commands = ["web-init-proxy-fill", "web-pod-fill"].map((name) => services[name].command);
  assertEquals(commands, [["/dekube/fill.sh", "web-init-proxy-fill"], ["/dekube/fill.sh"]]);
  assertEquals(waits["web-init-proxy-fill"], [
    "web-pod healthy",
    "web-init-read completed_successfully",
  ]);
  assertEquals(waits["web-pod-fill"], [
    "web-pod healthy",
    "web-init-known completed_successfully",
  ]);
  assertEquals(waits["web-init-proxy"], [
    "web-pod healthy",
    "web-init-read completed_successfully",
    "web-init-proxy-fill completed_successfully",
  ]);
  assertEquals(services["web-init-known"].entrypoint, ["/.pod/once", "web-init-known", "known"]);
  for (const name of ["web", "web-sidecar-log"]) {
    assert(waits[name].includes("web-pod-fill completed_successfully"), name);
  }
  assert(mounts["web-pod"]!.includes("web-dir-init:/empty/web-dir-init"));
  assertEquals(Object.keys(volumes).sort(), [
    "web-dir",
    "web-dir-init",
    "web-late",
    "web-late-init",
    "web-pod",
  ]);
  assertEquals(codes, []);
});

Deno.test("fillApart() leaves what is written behind a native sidecar that sees it, and says so", async () => {
  const pod = {
    volumes: [dir, { name: "seen", emptyDir: {} }],
    initContainers: [
      proxy([{ name: "seen", mountPath: "/seen" }]),
      { name: "gen", volumeMounts: [...volumeMounts, { name: "seen", mountPath: "/seen" }] },
    ],
    containers: [{ name: "app", volumeMounts }],
  };
  const { mounts, codes } = await converted(pod);
  assertEquals(mounts["web-init-gen"], [
    "web-dir-init:/dir:nocopy",
    "web-seen:/seen:nocopy",
    "web-pod:/.pod",
  ]);
  assertEquals(mounts["web-pod-fill"], [
    "./pods:/dekube:ro",
    "web-pod:/pod",
    "web-dir-init:/filled/web-dir",
    "web-dir:/kept/web-dir",
  ]);
  assertEquals(codes, ["runs-again initContainers[gen]"]);

  // What it says is what helps.
  const { message } = (await conversionOf(pod)).diagnostics[0];
  assert(message.includes('"overrides.web-init-gen.entrypoint"'), message);
  assert(message.includes('"/.pod/once", "web-init-gen" and the entrypoint'), message);
  assert(message.includes('emptyDir "seen"'), message);
  for (
    const remedy of [{ entrypoint: ["/.pod/once", "web-init-gen", "gen"] }, { profiles: ["once"] }]
  ) {
    const mended = await converted(pod, { overrides: { "web-init-gen": remedy } });
    assertEquals(mended.codes.filter((code) => code.includes("again")), [], String(remedy));
  }
});

Deno.test("fillApart() says which known command runs again over what a native sidecar sees", async () => {
  const seen = [{ name: "seen", mountPath: "/seen" }];
  const { services, codes } = await converted({
    volumes: [dir, { name: "seen", emptyDir: {} }],
    initContainers: [
      proxy(seen),
      { name: "known", command: ["known"], volumeMounts: [...volumeMounts, ...seen] },
      { name: "gen", volumeMounts },
    ],
    containers: [{ name: "app", volumeMounts }],
  });
  assertEquals(services["web-init-known"].entrypoint, ["known"]);
  assertEquals(codes, ["runs-again initContainers[known]"]);
});

Deno.test("fillApart() has what a known command fills in front of a native sidecar run again only where it must", async () => {
  const seen = [{ name: "seen", mountPath: "/seen" }];
  const pod = (known: object[], gen: object[]) => ({
    volumes: [dir, { name: "seen", emptyDir: {} }],
    initContainers: [
      { name: "known", command: ["known"], volumeMounts: known },
      { name: "gen", volumeMounts: gen },
      proxy(seen),
    ],
    containers: [{ name: "app", volumeMounts: [...volumeMounts, ...seen] }],
  });
  const apartOf = async (known: object[], gen: object[]) => {
    const { volumes, services } = await converted(pod(known, gen));
    return [
      Object.keys(volumes).filter((name) => name.endsWith("-init")).sort(),
      services["web-init-known"].entrypoint?.[0],
    ];
  };
  assertEquals(await apartOf(seen, volumeMounts), [["web-dir-init"], "/.pod/once"]);
  assertEquals(await apartOf(seen, seen), [["web-seen-init"], "known"]);
  const both = [...seen, ...volumeMounts];
  assertEquals(await apartOf(both, volumeMounts), [["web-dir-init", "web-seen-init"], "known"]);
});

Deno.test("handOver() hands on from where the volume is by then, when it is moved before a native sidecar", async () => {
  const { services, mounts } = await converted({
    volumes: [dir],
    initContainers: [
      { name: "gen", volumeMounts },
      { name: "early", volumeMounts: [{ name: "dir", mountPath: "/a", subPath: "a" }] },
      proxy([{ name: "dir", mountPath: "/dir" }]),
      {
        name: "late",
        command: ["late"],
        volumeMounts: [{ name: "dir", mountPath: "/b", subPath: "b" }],
      },
    ],
    containers: [{ name: "app", volumeMounts }],
  });
  const command = (name: string) => [services[name].command].flat().slice(1);
  assertEquals(command("web-init-early-paths"), ["web-dir-init", "a", "web-dir-a-init", "again"]);
  assertEquals(command("web-init-late-paths"), ["web-dir", "b", "", "once"]);
  assertEquals(mounts["web-init-proxy"]?.[0], "web-dir:/dir:nocopy");
});

Deno.test("renewWithPod() makes what mounts stand on in the volume that is filled apart, when that is where they stand", async () => {
  const { services } = await converted({
    volumes: [dir, { name: "in", emptyDir: {} }],
    initContainers: [
      { name: "first", volumeMounts: [...READ_ONLY, { name: "in", mountPath: "/dir/in" }] },
      { name: "gen", volumeMounts },
    ],
    containers: [{ name: "app", volumeMounts }],
  });
  assertEquals([services["web-init-first-paths"].command].flat().slice(1), [
    "web-dir-init",
    "in/",
    "",
    "point",
  ]);
  assertEquals(services["web-pod"].command, ["/dekube/start.sh"]);
});

Deno.test("fillApart() has a command that is known run once where it fills nothing apart", async () => {
  const seen = [{ name: "seen", mountPath: "/seen" }];
  const pod = (...inits: object[]) => ({
    volumes: [dir, { name: "seen", emptyDir: {} }],
    initContainers: [proxy(seen), ...inits],
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
  assertEquals(Object.keys(none.volumes).sort(), ["web-dir", "web-pod", "web-seen"]);
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
