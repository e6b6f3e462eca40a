import { assertEquals } from "@std/assert";
import type { ComposeService, ComposeVolume, Config, Manifest } from "@dekube/engine/pacts";
import { contextOf, deployment } from "./_testing.ts";
import { FixPermissions } from "./mod.ts";

interface Extras {
  config?: Partial<Config>;
  image?: string;
  volumes?: Record<string, ComposeVolume>;
}

/** Runs the transform; services get the image of their manifest unless they have one. */
function transformed(
  manifests: Manifest[],
  services: Record<string, ComposeService>,
  { config, image, volumes = {} }: Extras = {},
) {
  const ctx = {
    ...contextOf(manifests, config),
    extensionConfig: image === undefined ? {} : { image },
  };
  Object.assign(ctx.composeExtras.volumes, volumes);
  for (const service of Object.values(services)) service.image ??= "app:1";
  new FixPermissions().transform(services, [], ctx);
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

function app(name: string, securityContext: object, pod: object = {}): Manifest {
  return deployment(name, {
    containers: [{ name: "app", image: "app:1", securityContext }],
    ...pod,
  });
}

Deno.test("transform() adds one service that gives a folder to its user", () => {
  const services: Record<string, ComposeService> = {
    web: { volumes: ["./data/web:/data"], depends_on: { db: { condition: "service_started" } } },
    db: {},
  };
  const { fix, diagnostics } = transformed([app("web", { runAsUser: 1001 })], services);
  assertEquals(fix, {
    image: "busybox:1.37",
    user: "0",
    entrypoint: ["sh", "-c"],
    command: ["chown -R 1001 /folders/web"],
    restart: "no",
    volumes: ["./data/web:/folders/web"],
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
      [{ runAsUser: 0, fsGroup: 1 }, "./data/web:/data"],
      [{}, "./data/web:/data"],
      [{ runAsNonRoot: true }, "./data/web:/data"],
      [{ runAsUser: 1001 }, "./data/web:/data:ro"],
      [{ runAsUser: 1001 }, "./data:/data"],
      [{ runAsUser: 1001 }, "./data/../etc:/data"],
      [{ runAsUser: 1001 }, "./database/web:/data"],
      [{ runAsUser: 1001 }, "/srv/web:/data"],
      [{ runAsUser: 1001 }, "web:/data"],
      [{ runAsUser: 1001 }, "/data"],
    ] as const
  ) {
    const { fix, waiting } = transformed([app("web", securityContext)], {
      web: { volumes: [volume] },
    });
    assertEquals([fix, waiting], [undefined, []], `${JSON.stringify(securityContext)} ${volume}`);
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
    web: { volumes: ["./data/b:/data"] },
    "web-sidecar-log": {
      volumes: [{ type: "bind", source: "./data/a:1 $", target: "/data" }],
    },
    "web-sidecar-root": { volumes: ["./data/root:/data"] },
  });
  assertEquals(script, [
    "chown -R 1000:2000 '/folders/a:1 $'",
    "chown -R 1001:2000 /folders/b",
  ]);
  assertEquals(fix.volumes, [
    { type: "bind", source: "./data/a:1 $", target: "/folders/a:1 $" },
    "./data/b:/folders/b",
  ]);
});

Deno.test("transform() uses runAsGroup where there is no fsGroup", () => {
  const { script } = transformed([app("web", { runAsUser: 1001, runAsGroup: 1002 })], {
    web: { volumes: ["/srv/data/web:/data"] },
  }, { config: { volumeRoot: "/srv/data/" } });
  assertEquals(script, ["chown -R 1001:1002 /folders/web"]);
});

Deno.test("transform() lets a group write where only the image knows the user", () => {
  const { script } = transformed(
    [app("web", {}, { securityContext: { fsGroup: 2000 } })],
    { web: { volumes: ["./data/web:/data"] } },
  );
  assertEquals(script, [
    "chgrp -R 2000 /folders/web",
    "chmod -R g+rwX /folders/web",
    "chmod g+s /folders/web",
  ]);
});

Deno.test("transform() lets a service's own user win, and that of an override over it", () => {
  const manifests = ["a", "b", "c", "d", "e"].map((name) => app(name, { runAsUser: 1001 }));
  const volumes = (name: string) => [`./data/${name}:/data`];
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
    web: { image: "other:2", volumes: ["./data/web:/data"] },
  });
  assertEquals(fix, undefined);
  assertEquals(diagnostics, ["info: changed-image"]);
});

Deno.test("transform() gives a folder that two users write to the first, with a warning", () => {
  const { script, diagnostics, waiting } = transformed(
    [app("b", { runAsUser: 2 }), app("a", { runAsUser: 1 }), app("c", { runAsUser: 2 })],
    {
      a: { volumes: ["./data/x:/data"] },
      b: { volumes: ["./data/x:/data"] },
      c: { volumes: ["./data//x/:/data"] },
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
    { a: { volumes: ["./data/x:/data"] }, b: { volumes: ["./data/x:/data"] } },
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
    a: { volumes: ["./data/x:/x", "./data/x/a/b:/a", "./data/x-y:/y", "./data/x/b/a:/z"] },
    b: { volumes: ["./data/x/b:/b"] },
  });
  assertEquals(script, [
    "chown -R 1 /folders/x",
    "chown -R 1 /folders/x-y",
    "chown -R 2 /folders/x/b",
    "chown -R 1 /folders/x/b/a",
  ]);
  assertEquals(fix.volumes, [
    "./data/x:/folders/x",
    "./data/x-y:/folders/x-y",
    "./data/x/a/b:/folders/x/a/b",
    "./data/x/b:/folders/x/b",
    "./data/x/b/a:/folders/x/b/a",
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
    "web-init-chmod": { volumes: ["./data/web:/all"] },
    "web-init-other": { volumes: ["./data/website:/data"] },
    web: { volumes: ["./data/web/sub:/data"] },
  });
  assertEquals(waiting, ["web-init-chmod", "web"]);
});

Deno.test("transform() opens named volumes that stand for emptyDirs", () => {
  const { script, fix, waiting } = transformed([deployment("web", {
    volumes: [{ name: "tmp", emptyDir: {} }, { name: "pvc", persistentVolumeClaim: {} }],
    initContainers: [{
      name: "root",
      image: "app:1",
      volumeMounts: [{ name: "tmp", mountPath: "/t" }],
    }],
    containers: [{
      name: "app",
      image: "app:1",
      securityContext: { runAsNonRoot: true },
      volumeMounts: [
        { name: "tmp", mountPath: "/work/" },
        { name: "pvc", mountPath: "/work/claim" },
      ],
    }],
  })], {
    "web-init-root": { volumes: ["web-tmp:/t"] },
    web: {
      volumes: [
        "web-tmp:/work/",
        "web-tmp-a:/work/a",
        "web-tmp-ro:/work/ro:ro",
        "web-tmp-memory:/work/memory",
        "claim:/work/claim",
        "/work/anonymous",
        { type: "volume", source: "web-tmp-part", target: "/work/x", volume: { subpath: "x" } },
      ],
    },
  }, {
    volumes: {
      "web-tmp": null,
      "web-tmp-a": null,
      "web-tmp-ro": null,
      "web-tmp-part": null,
      "web-tmp-memory": { driver_opts: { type: "tmpfs", device: "tmpfs" } },
      claim: null,
    },
  });
  assertEquals(script, ["chmod 777 /volumes/web-tmp", "chmod 777 /volumes/web-tmp-a"]);
  assertEquals(fix.volumes, ["web-tmp:/volumes/web-tmp", "web-tmp-a:/volumes/web-tmp-a"]);
  assertEquals(waiting, ["web-init-root", "web"]);
});

Deno.test("transform() runs the image that dekube.yaml names", () => {
  const { fix } = transformed([app("web", { runAsUser: 1 })], {
    web: { volumes: ["./data/web:/data"] },
  }, { image: "registry.example/busybox:1" });
  assertEquals(fix.image, "registry.example/busybox:1");
});
