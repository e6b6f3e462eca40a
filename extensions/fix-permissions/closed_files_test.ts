import { assertEquals } from "@std/assert";
import type { Config, Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { WorkloadProvider } from "../workload/mod.ts";
import * as module from "./mod.ts";

const KEYS: Manifest = {
  kind: "Secret",
  metadata: { name: "keys", namespace: "shop" },
  stringData: { key: "secret", cert: "public" },
};

/** A Deployment whose one container mounts the Secret at /keys. */
function app(
  name: string,
  pod: object = {},
  { secret = {}, mounts = [{}], container = {} }: {
    secret?: object;
    mounts?: object[];
    container?: object;
  } = {},
): Manifest {
  return {
    kind: "Deployment",
    metadata: { name, namespace: "shop" },
    spec: {
      template: {
        spec: {
          containers: [{
            name: "app",
            image: "app:1",
            volumeMounts: mounts.map((mount, index) => ({
              name: "keys",
              mountPath: `/keys${index || ""}`,
              ...mount,
            })),
            ...container,
          }],
          volumes: [{
            name: "keys",
            secret: { secretName: "keys", defaultMode: 0o400, ...secret },
          }],
          ...pod,
        },
      },
    },
  };
}

async function converted(
  apps: Manifest[],
  config: Partial<Config> = {},
  others: object[] = [],
) {
  const { project, files, diagnostics } = await testConversion(
    [new WorkloadProvider(), ...others, module],
    [KEYS, ...apps],
    { config },
  );
  const { "fix-permissions": fix, ...services } = project.services;
  const sources = Object.fromEntries(
    Object.entries(services).map(([name, { volumes }]) => [
      name,
      volumes!.map((volume) => String(volume).split(":")[0].slice(2)),
    ]),
  );
  return {
    fix,
    script: fix?.command?.[0].split(" &&\n"),
    sources,
    /** Modes of all files that a service mounts, in order of its mounts. */
    modes: (name: string) =>
      sources[name].flatMap((source) =>
        [...files.below(source)].map(([path, { mode }]) => `${mode.toString(8)} ${path}`)
      ),
    paths: [...files.entries()].map(([path]) => path).sort(),
    exact: [...files.entries()].filter(([, { exact }]) => exact).map(([path]) => path),
    waits: Object.keys(services).filter((name) => services[name].depends_on?.["fix-permissions"]),
    said: diagnostics.map(({ code, message }) => `${code}: ${message}`),
  };
}

/** What the user of a pod gets: owner and mode. */
const OWNERS: [what: string, pod: object, owner: string, mode: string][] = [
  ["root", { securityContext: { runAsUser: 0 } }, "0:0", "0400"],
  ["root with a group", { securityContext: { runAsUser: 0, fsGroup: 7 } }, "0:7", "0400"],
  ["a user", { securityContext: { runAsUser: 5 } }, "5:0", "0400"],
  ["a user with a group", { securityContext: { runAsUser: 5, runAsGroup: 6 } }, "5:6", "0400"],
  [
    "a user with an fsGroup",
    {
      securityContext: { runAsUser: 5, runAsGroup: 6, fsGroup: 7 },
    },
    "5:7",
    "0400",
  ],
  ["a group, as in Kubernetes", { securityContext: { fsGroup: 7 } }, "0:7", "0440"],
  [
    "a group, for a user other than root",
    {
      securityContext: { fsGroup: 7, runAsNonRoot: true },
    },
    "0:7",
    "0440",
  ],
  ["root, as in Kubernetes, where nothing is said", {}, "0:0", "0400"],
];

for (const [what, pod, owner, mode] of OWNERS) {
  Deno.test(`transform() gives closed files to ${what}`, async () => {
    const { script, modes, sources, exact, waits, said } = await converted([app("web", pod)]);
    const [folder] = sources.web;
    assertEquals(/^secrets\/keys_[0-9a-f]{8}$/.test(folder), true, folder);
    assertEquals(script, [
      `chown ${owner} /files/${folder}/cert /files/${folder}/key`,
      `chmod ${mode} /files/${folder}/cert /files/${folder}/key`,
    ]);
    assertEquals(modes("web").sort(), [
      `${Number(mode)} ${folder}/cert`,
      `${Number(mode)} ${folder}/key`,
    ]);
    assertEquals(exact.sort(), [`${folder}/cert`, `${folder}/key`]);
    assertEquals(waits, ["web"]);
    assertEquals(said, []);
  });
}

Deno.test("transform() mounts the folder of closed files alone, and can't write what is in others", async () => {
  const { fix, sources } = await converted([app("web")]);
  const [folder] = sources.web;
  assertEquals(fix.volumes, [`./${folder}:/files/${folder}`]);
});

Deno.test("transform() makes one copy for all who run as one user, and keeps those of others apart", async () => {
  const user = (runAsUser: number) => ({ securityContext: { runAsUser } });
  const { sources, fix } = await converted([
    app("a", user(5)),
    app("b", user(5)),
    app("c", user(6)),
    app("d", user(5), { secret: { defaultMode: 0o600 } }),
    app("e", user(5), { mounts: [{ subPath: "key" }] }),
    app("open", user(5), { secret: { defaultMode: 0o444 } }),
  ]);
  assertEquals(sources.b, sources.a);
  assertEquals(sources.e, [`${sources.a[0]}/key`]);
  assertEquals(new Set([...sources.a, ...sources.c, ...sources.d, ...sources.open]).size, 4);
  assertEquals(fix.volumes?.length, 3);
});

Deno.test("transform() copies no more than what is mounted, and leaves modes that let all read", async () => {
  const items = [
    { key: "key", path: "private/key", mode: 0o600 },
    { key: "cert", path: "public/cert", mode: 0o644 },
  ];
  const secret = { items, defaultMode: null };
  const whole = await converted([app("web", {}, { secret })]);
  const [folder] = whole.sources.web;
  assertEquals(whole.modes("web"), [`600 ${folder}/private/key`, `644 ${folder}/public/cert`]);
  assertEquals(whole.exact, [`${folder}/private/key`]);
  const part = await converted([
    app("web", {}, { secret, mounts: [{ subPath: "private/key" }, { subPath: "public/cert" }] }),
  ]);
  assertEquals(part.modes("web").map((text) => text.split(" ")[0]), ["600", "644"]);
  assertEquals(part.sources.web[1].includes(folder), false);
});

Deno.test("transform() gives closed files to the user of dekube.yaml, else to that of the service", async () => {
  const override = await converted([app("web", { securityContext: { runAsUser: 5 } })], {
    overrides: { web: { user: "8:9" } },
  });
  assertEquals(override.script?.[0].split(" ").slice(0, 2), ["chown", "8:9"]);
  const changes = {
    name: "changes",
    transform(services: Record<string, { image: string; user: string }>) {
      Object.assign(services.web, { image: "other", user: "10" });
    },
  };
  const service = await converted([app("web")], {}, [changes]);
  assertEquals(service.script?.[0].split(" ").slice(0, 2), ["chown", "10:0"]);
});

Deno.test("transform() leaves closed files open where nobody knows the user, and says so once", async () => {
  const changes = {
    name: "changes",
    transform(services: Record<string, { image: string; user?: string }>) {
      services.changed.image = "other";
      delete services.changed.user;
    },
  };
  const { fix, modes, said } = await converted(
    [
      app("changed", { securityContext: { runAsUser: 5 } }),
      app("not-root", { securityContext: { runAsNonRoot: true } }),
      app("named", {}, { secret: { defaultMode: 0o640 } }),
    ],
    { overrides: { named: { user: "nginx" } } },
    [changes],
  );
  assertEquals(fix, undefined);
  assertEquals(modes("not-root"), ["444 secrets/keys/key", "444 secrets/keys/cert"]);
  assertEquals(modes("named").map((text) => text.slice(0, 3)), ["644", "644"]);
  assertEquals(said, [
    'opened-files: everybody in these containers may read files whose mode says otherwise, since nothing says whom they run as: "changed" (secrets/keys/key and 1 other), "not-root" (secrets/keys/key and 1 other), "named" (secrets/keys_9e2db760/key and 1 other). Give their pods a runAsUser or an fsGroup, or each of these services a user by its number under "overrides" in dekube.yaml: user: 1000',
  ]);
});

Deno.test("whenOff() says once which files everybody may read without the extension", async () => {
  const { fix, said } = await converted([
    app("web", { securityContext: { runAsUser: 5 } }),
    app("db"),
    app("open", {}, { secret: { defaultMode: 0o444 } }),
  ], { extensions: { "fix-permissions": { enabled: false } } });
  assertEquals(fix, undefined);
  assertEquals(said, [
    'opened-files: everybody in these containers may read files whose mode says otherwise, since fix-permissions is turned off, which gives such files to whom a container runs as: "web" (secrets/keys/key and 1 other), "db" (secrets/keys/key and 1 other). To have them closed, take extensions.fix-permissions.enabled out of dekube.yaml',
  ]);
});

Deno.test("transform() gives nobody a file that is the user's own", async () => {
  const { fix, said } = await converted([
    app("web", {
      volumes: [{ name: "keys", hostPath: { path: "./secrets/keys" } }],
    }),
  ]);
  assertEquals(fix, undefined);
  assertEquals(said.map((text) => text.split(":")[0]), ["host-path"]);
});

Deno.test("transform() keeps no other copy, unless something mounts that", async () => {
  const user = { securityContext: { runAsUser: 5 } };
  const { paths, sources: { web: [folder] } } = await converted([app("web", user)], {
    services: {
      mine: { image: "mine", volumes: [{ type: "tmpfs", target: "/tmp" }, "/", "/x:/x"] },
    },
  });
  assertEquals(paths, [`${folder}/cert`, `${folder}/key`]);

  const plain = ["secrets/keys/cert", "secrets/keys/key"];
  const others = (await converted([
    app("web", user),
    app("other", {
      securityContext: { runAsNonRoot: true },
    }),
  ])).paths;
  assertEquals(others.slice(0, 2), plain);
  for (const volume of ["./secrets/keys/:/k:ro", "./:/all", "./secrets/keys/key:/k"]) {
    const { paths } = await converted([app("web", user)], {
      services: { mine: { image: "mine", volumes: [volume] } },
    });
    const kept = volume.includes("keys/key") ? plain.slice(1) : plain;
    assertEquals(paths.filter((path) => plain.includes(path)), kept, volume);
  }
});
