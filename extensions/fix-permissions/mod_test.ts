import { assertEquals } from "@std/assert";
import {
  type ComposeService,
  type ComposeVolume,
  type Config,
  type ConvertContext,
  idOf,
  type Manifest,
  type Mount,
  mount,
} from "@dekube/engine/pacts";
import { testContext, testConversion } from "@dekube/engine/testing";
import { EmptyDirTransform } from "../emptydir/mod.ts";
import { WorkloadProvider } from "../workload/mod.ts";
import { unless, WINDOWS } from "../../tools/unless.ts";
import { FOLDER } from "./fix_service.ts";
import * as module from "./mod.ts";

interface Extras {
  config?: Partial<Config>;
  settings?: Record<string, unknown>;
  volumes?: Record<string, ComposeVolume>;
}

/** Runs the transform alone; services get the image of their manifest unless they have one. */
function transformed(
  manifests: Manifest[],
  services: Record<string, ComposeService>,
  { config, settings, volumes = {} }: Extras = {},
) {
  const ctx = testContext(manifests, { config, settings });
  Object.assign(ctx.composeExtras.volumes, volumes);
  for (const service of Object.values(services)) service.image ??= "app:1";
  new module.FixPermissions().transform(services, [], ctx);
  const fix = services["fix-permissions"];
  return {
    fix,
    script: fix?.command?.[0].split(" &&\n"),
    waiting: Object.keys(services).filter((name) =>
      services[name].depends_on?.["fix-permissions"]?.condition ===
        "service_completed_successfully"
    ),
    diagnostics: [...ctx.diagnostics].map(({ severity, code }) => `${severity}: ${code}`),
  };
}

/** A Deployment with a pod of this spec. */
function deployment(name: string, pod: object): Manifest {
  return {
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: { template: { spec: pod } },
  };
}

function app(name: string, securityContext: object, pod: object = {}): Manifest {
  return deployment(name, {
    containers: [{ name: "app", image: "app:1", securityContext }],
    ...pod,
  });
}

Deno.test("transform() adds one service that gives a folder to its user", () => {
  const services: Record<string, ComposeService> = {
    web: {
      volumes: [mount("./data/web", "/data")],
      depends_on: { db: { condition: "service_started" } },
    },
    db: {},
  };
  const { fix, diagnostics } = transformed([app("web", { runAsUser: 1001 })], services);
  assertEquals(fix, {
    image: "busybox:1.37",
    user: "0",
    entrypoint: ["sh", "-c"],
    command: ["chown -R 1001 /folders/web"],
    restart: "no",
    volumes: [mount("./data/web", "/folders/web")],
  });
  assertEquals(services.web.depends_on, {
    db: { condition: "service_started" },
    "fix-permissions": { condition: "service_completed_successfully" },
  });
  assertEquals(services.db.depends_on, undefined);
  assertEquals(diagnostics, []);
});

Deno.test("transform() adds nothing where nobody needs it", () => {
  for (
    const [securityContext, volume] of [
      [{ runAsUser: 0, fsGroup: 1 }, mount("./data/web", "/data")],
      [{}, mount("./data/web", "/data")],
      [{ runAsNonRoot: true }, mount("./data/web", "/data")],
      [{ runAsUser: 1001 }, mount("./data/web", "/data", { readOnly: true })],
      [{ runAsUser: 1001 }, mount("./data", "/data")],
      [{ runAsUser: 1001 }, mount("./data/../etc", "/data")],
      [{ runAsUser: 1001 }, mount("./database/web", "/data")],
      [{ runAsUser: 1001 }, mount("/srv/web", "/data")],
      [{ runAsUser: 1001 }, mount("web", "/data")],
      [{ runAsUser: 1001 }, { type: "volume", target: "/data" }],
    ] as const
  ) {
    const { fix, waiting } = transformed([app("web", securityContext)], {
      web: { volumes: [volume] },
    });
    assertEquals([fix, waiting], [undefined, []], JSON.stringify([securityContext, volume]));
  }
  assertEquals(transformed([app("web", { runAsUser: 1 })], {}).fix, undefined);
});

Deno.test("transform() takes the container's user before the pod's, and the pod's fsGroup", () => {
  const { script, fix } = transformed([deployment("web", {
    securityContext: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 2000 },
    containers: [
      { name: "app", image: "app:1", securityContext: { runAsUser: "1001" } },
      { name: "log", image: "app:1", securityContext: { runAsUser: null } },
      { name: "root", image: "app:1", securityContext: { runAsUser: 0 } },
    ],
  })], {
    web: { volumes: [mount("./data/b", "/data")] },
    "web-sidecar-log": {
      volumes: [{ type: "bind", source: "./data/a:1 $", target: "/data" }],
    },
    "web-sidecar-root": { volumes: [mount("./data/root", "/data")] },
  });
  assertEquals(script, [
    "chown -R 1000:2000 '/folders/a:1 $'",
    "chown -R 1001:2000 /folders/b",
  ]);
  assertEquals(fix.volumes, [
    { type: "bind", source: "./data/a:1 $", target: "/folders/a:1 $" },
    mount("./data/b", "/folders/b"),
  ]);
});

Deno.test("transform() uses runAsGroup where there is no fsGroup", () => {
  const { script } = transformed([app("web", { runAsUser: 1001, runAsGroup: 1002 })], {
    web: { volumes: [mount("/srv/data/web", "/data")] },
  }, { config: { volumeRoot: "/srv/data/" } });
  assertEquals(script, ["chown -R 1001:1002 /folders/web"]);
});

Deno.test("transform() lets a group write where only the image knows the user", () => {
  const { script } = transformed(
    [app("web", {}, { securityContext: { fsGroup: 2000 } })],
    { web: { volumes: [mount("./data/web", "/data")] } },
  );
  assertEquals(script, [
    "chgrp -R 2000 /folders/web",
    "chmod -R g+rwX /folders/web",
    "chmod g+s /folders/web",
  ]);
});

Deno.test("transform() lets a service's own user win, and that of an override over it", () => {
  const manifests = ["a", "b", "c", "d", "e"].map((name) => app(name, { runAsUser: 1001 }));
  const volumes = (name: string) => [mount(`./data/${name}`, "/data")];
  const { script, waiting } = transformed(manifests, {
    a: { user: "5:6", volumes: volumes("a") },
    b: { user: "root", volumes: volumes("b") },
    c: { user: "nginx", volumes: volumes("c") },
    d: { user: "5", volumes: volumes("d") },
    e: { user: "5", volumes: volumes("e") },
  }, { config: { overrides: { d: { user: 7 }, e: { user: "0:0" } } } });
  assertEquals(script, ["chown -R 5:6 /folders/a", "chown -R 7 /folders/d"]);
  assertEquals(waiting, ["a", "d"]);
});

Deno.test("transform() skips a service whose image was changed, and says so", () => {
  const { fix, diagnostics } = transformed([app("web", { runAsUser: 1001 })], {
    web: { image: "other:2", volumes: [mount("./data/web", "/data")] },
  });
  assertEquals(fix, undefined);
  assertEquals(diagnostics, ["info: changed-image"]);
});

Deno.test("transform() gives a folder that two users write to the first, with a warning", () => {
  const { script, diagnostics, waiting } = transformed(
    [app("b", { runAsUser: 2 }), app("a", { runAsUser: 1 }), app("c", { runAsUser: 2 })],
    {
      a: { volumes: [mount("./data/x", "/data")] },
      b: { volumes: [mount("./data/x", "/data")] },
      c: { volumes: [mount("./data//x/", "/data")] },
    },
  );
  assertEquals(script, ["chown -R 2 /folders/x"]);
  assertEquals(diagnostics, ["warning: owner-conflict"]);
  assertEquals(waiting, ["a", "b", "c"]);
});

Deno.test("transform() lets users share a folder by their fsGroup", () => {
  const pod = { securityContext: { fsGroup: 9 } };
  const { script, diagnostics } = transformed(
    [app("a", { runAsUser: 1 }, pod), app("b", { runAsUser: 2 }, pod)],
    { a: { volumes: [mount("./data/x", "/data")] }, b: { volumes: [mount("./data/x", "/data")] } },
  );
  assertEquals(script, [
    "chown -R 1:9 /folders/x",
    "chmod -R g+rwX /folders/x",
    "chmod g+s /folders/x",
  ]);
  assertEquals(diagnostics, []);
});

Deno.test("transform() changes a folder in another one only where its owner is another", () => {
  const { script, fix } = transformed([app("a", { runAsUser: 1 }), app("b", { runAsUser: 2 })], {
    a: {
      volumes: [
        mount("./data/x", "/x"),
        mount("./data/x/a/b", "/a"),
        mount("./data/x-y", "/y"),
        mount("./data/x/b/a", "/z"),
      ],
    },
    b: { volumes: [mount("./data/x/b", "/b")] },
  });
  assertEquals(script, [
    "chown -R 1 /folders/x",
    "chown -R 1 /folders/x-y",
    "chown -R 2 /folders/x/b",
    "chown -R 1 /folders/x/b/a",
  ]);
  assertEquals(fix.volumes, [
    mount("./data/x", "/folders/x"),
    mount("./data/x-y", "/folders/x-y"),
    mount("./data/x/a/b", "/folders/x/a/b"),
    mount("./data/x/b", "/folders/x/b"),
    mount("./data/x/b/a", "/folders/x/b/a"),
  ]);
});

Deno.test("transform() has an init container wait that mounts a folder of its pod", () => {
  const { waiting } = transformed([
    deployment("web", {
      initContainers: [
        { name: "chmod", image: "app:1", securityContext: { runAsUser: 0 } },
        { name: "other", image: "app:1" },
      ],
      containers: [{ name: "app", image: "app:1", securityContext: { runAsUser: 1 } }],
    }),
  ], {
    "web-init-chmod": { volumes: [mount("./data/web", "/all")] },
    "web-init-other": { volumes: [mount("./data/website", "/data")] },
    web: { volumes: [mount("./data/web/sub", "/data")] },
  });
  assertEquals(waiting, ["web-init-chmod", "web"]);
});

/** What the script says of how a fresh folder is opened. */
const OPEN =
  `open() { [ -n "$(find "$1" ! -type d | head -n 1)" ] || find "$1" -type d -user 0 -perm 755 -exec chmod 777 {} +; }`;

/** A mount of a claim. */
function claim(source: string, subPath = "", more: Partial<Mount> = {}): Mount {
  const origin = { kind: "persistentVolumeClaim", volume: "data", subPath, claim: "data" };
  return { ...mount(source, "/data"), origin, ...more };
}

Deno.test("transform() opens a claim's folder for a user that only the image knows, while it is fresh", () => {
  const manifests = [
    app("unknown", {}),
    app("not-root", { runAsNonRoot: true }),
    app("named", {}),
    app("other", { runAsUser: 5 }),
    app("root", { runAsUser: 0 }),
    app("reader", {}),
    app("elsewhere", {}),
  ];
  const { script, fix, waiting, diagnostics } = transformed(manifests, {
    unknown: { volumes: [claim("./data/b/it's"), mount("./data/no-claim", "/x")] },
    "not-root": { volumes: [claim("./data/a")] },
    named: { user: "nginx", volumes: [claim("./data/c")] },
    other: { image: "other:1", volumes: [claim("./data/d")] },
    root: { volumes: [claim("./data/e")] },
    reader: { volumes: [claim("./data/f", "", { read_only: true })] },
    elsewhere: { volumes: [claim("/srv/g")] },
  });
  assertEquals(script, [
    OPEN,
    "open /folders/a",
    "open '/folders/b/it'\\''s'",
    "open /folders/c",
    "open /folders/d",
  ]);
  assertEquals(fix.volumes?.map(({ source }) => source), [
    "./data/a",
    "./data/b/it's",
    "./data/c",
    "./data/d",
  ]);
  assertEquals(waiting, ["unknown", "not-root", "named", "other"]);
  assertEquals(diagnostics, ["info: changed-image"]);
});

Deno.test("transform() gives claims in named volumes to their users, and opens those that are elsewhere", () => {
  const { script, fix, waiting } = transformed(
    [app("user", { runAsUser: 5 }), app("group", {}, { securityContext: { fsGroup: 6 } })],
    {
      user: { volumes: [claim("mine"), claim("nas"), mount("other", "/o")] },
      group: { volumes: [claim("ours", "a", { volume: { subpath: "a" } })] },
    },
    { volumes: { mine: null, nas: { external: true }, ours: { name: "x" }, other: null } },
  );
  assertEquals(script, [
    "{ [ -e /volumes/ours/a ] || mkdir -p /volumes/ours/a; }",
    OPEN,
    "open /volumes/nas",
    "chown -R 5 /volumes/mine",
    "chgrp -R 6 /volumes/ours/a",
    "chmod -R g+rwX /volumes/ours/a",
    "chmod g+s /volumes/ours/a",
  ]);
  assertEquals(fix.volumes, [
    mount("mine", "/volumes/mine"),
    mount("nas", "/volumes/nas"),
    mount("ours", "/volumes/ours"),
  ]);
  assertEquals(waiting, ["user", "group"]);
});

Deno.test("transform() takes the driver local for the one that a volume has anyway", () => {
  const { script } = transformed([app("user", { runAsUser: 5 })], {
    user: { volumes: [claim("plain"), claim("mounted"), claim("own")] },
  }, {
    volumes: {
      plain: { driver: "local", driver_opts: {}, external: false },
      mounted: { driver: "local", driver_opts: { type: "nfs" } },
      own: { driver: "acme" },
    },
  });
  assertEquals(script!.filter((line) => line !== OPEN), [
    "open /volumes/mounted",
    "open /volumes/own",
    "chown -R 5 /volumes/plain",
  ]);
});

Deno.test("transform() makes folders of named volumes before they are mounted, for root and readers too", () => {
  const part = (subpath: string, kind: string, more: Partial<Mount> = {}): Mount => ({
    ...mount("shared", `/${subpath}`),
    volume: { subpath },
    origin: { kind, volume: "v", subPath: subpath },
    ...more,
  });
  const { script, waiting } = transformed([app("web", { runAsUser: 0 }), app("db", {})], {
    web: {
      volumes: [part("b/c d", "nfs"), part("a", "persistentVolumeClaim", { read_only: true })],
    },
    db: { volumes: [part("x", "emptyDir"), { ...part("y", ""), origin: undefined }] },
  });
  assertEquals(script, [
    "{ [ -e /volumes/shared/a ] || mkdir -p /volumes/shared/a; }",
    "{ [ -e '/volumes/shared/b/c d' ] || mkdir -p '/volumes/shared/b/c d'; }",
  ]);
  assertEquals(waiting, ["web"]);
});

Deno.test("transform() has a root init container wait that fills a claim which is still to be opened", () => {
  const { waiting } = transformed([
    deployment("web", {
      initContainers: [{ name: "fill", image: "app:1", securityContext: { runAsUser: 0 } }],
      containers: [{ name: "app", image: "app:1" }],
    }),
  ], {
    "web-init-fill": { volumes: [claim("data", "", { type: "volume" })] },
    web: { volumes: [claim("data", "", { type: "volume" })] },
  });
  assertEquals(waiting, ["web-init-fill", "web"]);
});

/** A mount that stands for the pod's emptyDir `tmp`. */
function tmp(source: string, target: string, more: Partial<Mount> = {}): Mount {
  const origin = { kind: "emptyDir", volume: "tmp", subPath: "" };
  return { type: "volume", source, target, origin, ...more };
}

Deno.test("transform() opens named volumes that stand for emptyDirs while they are empty", () => {
  const { script, fix, waiting } = transformed([deployment("web", {
    initContainers: [{ name: "root", image: "app:1" }],
    containers: [{ name: "app", image: "app:1", securityContext: { runAsNonRoot: true } }],
  })], {
    "web-init-root": { volumes: [tmp("web-tmp", "/t")] },
    web: {
      volumes: [
        tmp("web-tmp", "/work/"),
        tmp("web-tmp-a", "/work/a", {
          origin: { kind: "ephemeral", volume: "tmp", subPath: "a" },
        }),
        tmp("web-tmp-ro", "/work/ro", { read_only: true }),
        tmp("web-tmp-memory", "/work/memory"),
        tmp("web-tmp-part", "/work/x", { volume: { subpath: "x" } }),
        tmp("undeclared", "/work/undeclared"),
        tmp("./data/web-tmp", "/work/host"),
        { ...tmp("", "/work/anonymous"), source: undefined },
        mount("others", "/work/others"),
        {
          ...mount("claim", "/work/claim"),
          origin: { kind: "persistentVolumeClaim", volume: "pvc", subPath: "", claim: "claim" },
        },
      ],
    },
  }, {
    volumes: {
      "web-tmp": null,
      "web-tmp-a": null,
      "web-tmp-ro": null,
      "web-tmp-part": null,
      "web-tmp-memory": { driver_opts: { type: "tmpfs", device: "tmpfs" } },
      others: null,
      claim: null,
    },
  });
  assertEquals(script, [
    OPEN,
    "open /folders/web-tmp",
    "open /volumes/claim",
    "open /volumes/web-tmp",
    "open /volumes/web-tmp-a",
  ]);
  assertEquals(fix.volumes, [
    mount("./data/web-tmp", "/folders/web-tmp"),
    mount("claim", "/volumes/claim"),
    mount("web-tmp", "/volumes/web-tmp"),
    mount("web-tmp-a", "/volumes/web-tmp-a"),
  ]);
  assertEquals(waiting, ["web-init-root", "web"]);
});

Deno.test("transform() gives ephemeral volumes to the pod's group and user, as it does claims", () => {
  const ephemeral = (source: string, target: string, more: Partial<Mount> = {}) =>
    tmp(source, target, {
      origin: { kind: "ephemeral", volume: "tmp", subPath: "" },
      ...more,
    });
  const pod = (securityContext: object) =>
    deployment("web", { securityContext, containers: [{ name: "app", image: "app:1" }] });
  const volumes = { "web-tmp": null, "web-part": null };
  const scriptOf = (securityContext: object) =>
    transformed([pod(securityContext)], {
      web: {
        volumes: [
          ephemeral("web-tmp", "/t"),
          ephemeral("web-part", "/p", { volume: { subpath: "a" } }),
        ],
      },
    }, { volumes }).script;

  assertEquals(scriptOf({ fsGroup: 2000 }), [
    "chgrp -R 2000 /volumes/web-tmp",
    "chmod -R g+rwX /volumes/web-tmp",
    "chmod g+s /volumes/web-tmp",
  ]);
  assertEquals(scriptOf({ runAsUser: 5, fsGroup: 2000 }), ["chown -R 5:2000 /volumes/web-tmp"]);
  assertEquals(scriptOf({}), [OPEN, "open /volumes/web-tmp"]);
});

Deno.test("transform() leaves alone what the service that stands for the pod opens", () => {
  const shared = { volumes: [tmp("web-tmp", "/t"), tmp("web-other", "/o")] };
  const { script, waiting } = transformed([deployment("web", {
    containers: ["app", "log"].map((name) => ({ name, image: "app:1" })),
  })], {
    "web-pod": { holdsPod: true, volumes: [mount("web-tmp", "/empty/web-tmp")] },
    web: { network_mode: "service:web-pod", volumes: [tmp("web-tmp", "/t")] },
    "web-sidecar-log": { network_mode: "service:web-pod", ...shared },
  }, { volumes: { "web-tmp": null, "web-other": null } });
  assertEquals(script, [
    OPEN,
    "open /volumes/web-other",
  ]);
  assertEquals(waiting, ["web-sidecar-log"]);

  // Whoever has the network may be an ordinary service.
  const lent = transformed([deployment("web", { containers: [{ name: "app", image: "app:1" }] })], {
    door: { volumes: [mount("web-tmp", "/empty/web-tmp")] },
    web: { network_mode: "service:door", volumes: [tmp("web-tmp", "/t")] },
  }, { volumes: { "web-tmp": null } });
  assertEquals(lent.waiting, ["web"]);
});

/** What a whole conversion makes. */
async function converted(manifests: Manifest[], config: Partial<Config>, others: object[] = []) {
  const extensions = [new WorkloadProvider(), ...others, new EmptyDirTransform(), module];
  const { project, diagnostics } = await testConversion(extensions, manifests, { config });
  return { services: project.services, said: diagnostics.map(({ code }) => code) };
}

Deno.test({
  ...unless("transform() makes folders of claims, and goes through no link to one", WINDOWS),
  async fn() {
    const inFolder = async (prepare: (dir: string) => void) => {
      const dir = await Deno.makeTempDir();
      try {
        Deno.mkdirSync(`${dir}/i`);
        prepare(dir);
        const script = `${FOLDER} &&\nfolder ${dir}/i a "b c" &&\nfolder ${dir}/i a`;
        const { code, stderr } = await new Deno.Command("sh", { args: ["-c", script] }).output();
        const made = [...Deno.readDirSync(`${dir}/outside`)].map(({ name }) => name);
        const isThere = await Deno.stat(`${dir}/i/a/b c`).then(
          (info) => info.isDirectory,
          () => false,
        );
        return {
          code,
          said: new TextDecoder().decode(stderr).includes("is a link"),
          made,
          isThere,
        };
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    };
    const outside = (dir: string) => Deno.mkdirSync(`${dir}/outside`);
    assertEquals(await inFolder(outside), { code: 0, said: false, made: [], isThere: true });
    const linked = await inFolder((dir) => {
      outside(dir);
      Deno.symlinkSync(`${dir}/outside`, `${dir}/i/a`);
    });
    assertEquals(linked, { code: 1, said: true, made: [], isThere: false });
  },
});

Deno.test("transform() makes folders of claims for root too, which Docker would make through a link", async () => {
  const { services } = await converted([deployment("web", {
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "web" } }],
    containers: [{
      name: "app",
      image: "app:1",
      securityContext: { runAsUser: 0 },
      volumeMounts: [{ name: "data", mountPath: "/data", subPath: "a/b" }],
    }],
  })], { volumes: { web: { host_path: "web" } } });
  const fix = services["fix-permissions"];
  assertEquals(fix.command![0].split(" &&\n").slice(1), ["folder /folders/web a b"]);
  assertEquals(fix.volumes, ["./data/web:/folders/web"]);
});

Deno.test("transform() gives claims to their users, and opens the emptyDirs that emptydir names", async () => {
  const volumeMounts = [
    { name: "data", mountPath: "/data", subPath: "a" },
    { name: "tmp", mountPath: "/tmp" },
    { name: "tmp", mountPath: "/cache", subPath: "cache" },
  ];
  const securityContext = { runAsUser: 1001, fsGroup: 1001 };
  const { services, said } = await converted([deployment("web", {
    securityContext,
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: "web" } },
      { name: "tmp", emptyDir: {} },
    ],
    containers: [{ name: "app", image: "app:1", volumeMounts }],
  })], { volumes: { web: { host_path: "web" } } });
  assertEquals(services["fix-permissions"], {
    image: "busybox:1.37",
    user: "0",
    entrypoint: ["sh", "-c"],
    command: [
      `${FOLDER.replaceAll("$", "$$$$")} &&\n` +
      "folder /folders/web a &&\n" +
      `${OPEN.replaceAll("$", "$$$$")} &&\n` +
      "open /volumes/web-tmp &&\n" +
      "open /volumes/web-tmp-cache &&\n" +
      "chown -R 1001:1001 /folders/web/a",
    ],
    restart: "no",
    volumes: [
      "./data/web:/folders/web",
      "web-tmp:/volumes/web-tmp",
      "web-tmp-cache:/volumes/web-tmp-cache",
    ],
  });
  assertEquals(services.web.volumes, [
    "./data/web/a:/data",
    "web-tmp:/tmp:nocopy",
    "web-tmp-cache:/tmp/cache:nocopy",
    "web-tmp-cache:/cache:nocopy",
  ]);
  assertEquals(said, []);
});

Deno.test("transform() gives folders to the user of a pod that an operator's extension runs", async () => {
  const operator = {
    name: "operator",
    role: "provider",
    kinds: ["example.com/Widget"],
    convert(_kind: string, [widget]: Manifest[], ctx: ConvertContext) {
      ctx.workloads.add(widget, { spec: { containers: [{ name: "app" }] } }, "widget");
      const volumes = [mount("./data/widget", "/data")];
      const service = { owner: idOf(widget), image: "widget:1", user: "1001", volumes };
      return { services: { widget: service } };
    },
  };
  const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" } };
  const { services, said } = await converted([widget], {}, [operator]);
  assertEquals(Object.keys(services), ["widget", "fix-permissions"]);
  assertEquals(said, []);
});

Deno.test("transform() runs the image that dekube.yaml names", () => {
  const { fix } = transformed([app("web", { runAsUser: 1 })], {
    web: { volumes: [mount("./data/web", "/data")] },
  }, { settings: { image: "registry.example/busybox:1" } });
  assertEquals(fix.image, "registry.example/busybox:1");
});

Deno.test("transform() runs busybox where dekube.yaml names no image, and says so", () => {
  const { fix, diagnostics } = transformed([app("web", { runAsUser: 1 })], {
    web: { volumes: [mount("./data/web", "/data")] },
  }, { settings: { image: ["busybox"] } });
  assertEquals(fix.image, "busybox:1.37");
  assertEquals(diagnostics, ["warning: bad-setting"]);
});

Deno.test("transform() leaves a hostPath of the pod's own to its owner", () => {
  const source = "./data/web";
  const origin = { kind: "hostPath", volume: "src", subPath: "" };
  const { fix } = transformed([app("web", { runAsUser: 1000 })], {
    web: { volumes: [{ ...mount(source, "/src"), origin }] },
  });
  assertEquals(fix, undefined);
});
