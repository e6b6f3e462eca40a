import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Config } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { object, podOf, said, service, workload } from "../_testing.ts";
import * as extension from "../mod.ts";

/** A StatefulSet of three members below `kv-hl`, each with a claim. */
const kv = (container: object = {}, spec: object = {}, name = "kv") =>
  workload(
    "StatefulSet",
    name,
    podOf({
      volumeMounts: [{ name: "data", mountPath: "/data" }],
      ...container,
    }),
    {
      replicas: 3,
      serviceName: `${name}-hl`,
      volumeClaimTemplates: [{ metadata: { name: "data" }, spec: {} }, null],
      ...spec,
    },
  );

const env = (value: string) => [{ name: "PEERS", value }];

async function membersOf(manifests: readonly object[], config: Partial<Config> = {}) {
  const conversion = await testConversion([extension], manifests, { config, firstRun: true });
  const { services } = conversion.project;
  return { names: Object.keys(services).sort(), services, said: said(conversion) };
}

const ALL = ["kv-0", "kv-1", "kv-2"];

Deno.test("expandMembers() makes a Pod of each member when one beyond the first is named", async () => {
  const { names, services, said } = await membersOf([
    kv({
      env: [
        ...env("kv-0.kv-hl,kv-1.kv-hl"),
        { name: "ME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        {
          name: "INDEX",
          valueFrom: { fieldRef: { fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']" } },
        },
      ],
    }),
    service("kv"),
    service("kv-hl", { selector: { app: "kv" }, clusterIP: "None" }),
    service("kv-2-out", { selector: { "statefulset.kubernetes.io/pod-name": "kv-2" } }),
  ]);
  assertEquals(names, ALL);
  assertEquals(ALL.map((name) => services[name].hostname), ALL);
  assertEquals(ALL.map((name) => services[name].environment?.ME), ALL);
  assertEquals(ALL.map((name) => services[name].environment?.INDEX), ["0", "1", "2"]);
  assertEquals(ALL.map((name) => services[name].volumes), [
    ["./data/data-kv-0:/data"],
    ["./data/data-kv-1:/data"],
    ["./data/data-kv-2:/data"],
  ]);
  assert(ALL.every((name) => services[name].networks?.default?.aliases?.includes("kv.shop.svc")));
  const only = ALL.filter((name) =>
    services[name].networks?.default?.aliases?.includes("kv-2-out")
  );
  assertEquals(only, ["kv-2"]);
  assertEquals(said, ["members spec.replicas"]);
});

for (
  const [where, manifests] of Object.entries({
    "another workload's arguments": [
      kv(),
      workload("Job", "init", podOf({ args: ["kv-2.kv-hl"] })),
    ],
    "a Pod's arguments": [
      kv(),
      {
        kind: "Pod",
        metadata: { name: "client", namespace: "shop" },
        spec: { containers: [{ name: "a", image: "a:1", args: ["kv-1"] }] },
      },
    ],
    "a file": [kv(), object("ConfigMap", "conf", { data: { hosts: "server kv-1.kv-hl:80\n" } })],
    "a Secret": [kv(), object("Secret", "conf", { data: { hosts: btoa("kv-1") } })],
    "a Service's selector": [
      kv(),
      service("one", { selector: { "statefulset.kubernetes.io/pod-name": "kv-1" } }),
    ],
    "a range": [kv({ args: ["http://kv-{0...2}.kv-hl.shop.svc/x"] })],
    "a loop": [kv({ args: ["for i in 0 1 2; do ping kv-$i.kv-hl; done"] })],
    "another namespace": [kv(), {
      kind: "ConfigMap",
      metadata: { name: "conf", namespace: "data" },
      data: { host: "kv-1.kv-hl.shop.svc" },
    }],
  })
) {
  Deno.test(`expandMembers() finds a member that is named in ${where}`, async () => {
    const { names } = await membersOf(manifests);
    assert(ALL.every((name) => names.includes(name)), names.join());
  });
}

for (
  const text of ["kv-0.kv-hl", "kv-3", "kv-10", "my-kv-1", "kv-1x", "/kv-1", "kv-$i", "kv-12-a"]
) {
  Deno.test(`expandMembers() leaves one, and says how to have all, when there is but ${text}`, async () => {
    const { names, said } = await membersOf([kv({ env: env(text) })]);
    assertEquals(names, ["kv"]);
    assertEquals(said, ["one-replica spec.replicas"]);
  });
}

Deno.test("expandMembers() does not take what another namespace calls its own for a member", async () => {
  const other = {
    kind: "ConfigMap",
    metadata: { name: "conf", namespace: "data" },
    data: { host: "kv-1.kv-hl" },
  };
  assertEquals((await membersOf([kv(), other])).names, ["kv"]);
});

Deno.test("expandMembers() does not count the Pods that a cluster made of the set", async () => {
  const pod = {
    kind: "Pod",
    metadata: {
      name: "kv-1",
      namespace: "shop",
      ownerReferences: [{ apiVersion: "apps/v1", kind: "StatefulSet", name: "kv" }],
    },
    spec: { hostname: "kv-1", containers: [{ name: "a", image: "kv:1", args: ["kv-1.kv-hl"] }] },
  };
  assertEquals((await membersOf([kv(), pod])).names, ["kv"]);
});

Deno.test("expandMembers() does what the user sets", async () => {
  const set = (replicas: string) => ({ extensions: { workload: { replicas } } });
  const named = kv({ env: env("kv-1") });
  assertEquals((await membersOf([kv()], set("all"))).names, ALL);
  assertEquals((await membersOf([named], set("one"))).names, ["kv"]);
  const odd = await membersOf([named], set("many"));
  assertEquals(odd.names, ALL);
  assert(odd.said.includes("bad-setting"));
});

Deno.test("expandMembers() counts from where spec.ordinals begin", async () => {
  const { names } = await membersOf([kv({ env: env("kv-6") }, { ordinals: { start: 5 } })]);
  assertEquals(names, ["kv-5", "kv-6", "kv-7"]);
});

Deno.test("expandMembers() leaves out what is excluded or has no replicas", async () => {
  const named = env("kv-1");
  assertEquals((await membersOf([kv({ env: named })], { exclude: ["kv"] })).names, []);
  assertEquals((await membersOf([kv({ env: named }, { replicas: 0 })])).names, []);
  assertEquals((await membersOf([kv({ env: named }, { replicas: 1 })])).names, ["kv"]);
});

Deno.test("expandMembers() keeps the first member's data where dekube.yaml has it", async () => {
  const { services, said } = await membersOf([kv({ env: env("kv-1") })], {
    volumes: { "data-kv": { host_path: "/srv/kv" } },
  });
  assertEquals(services["kv-0"].volumes, ["/srv/kv:/data"]);
  assertEquals(services["kv-1"].volumes, ["./data/data-kv-1:/data"]);
  assert(said.includes("old-claim-name"));
});

Deno.test("expandMembers() survives anything in the place of what a StatefulSet says", async () => {
  const fields = ["template", "serviceName", "replicas", "ordinals", "volumeClaimTemplates"];
  for (const field of fields) {
    for (const odd of [null, "text", 7, true, [], [null], ["text"], {}, { metadata: "text" }]) {
      const set = kv({ env: env("kv-1.kv-hl") }, { [field]: odd });
      const map = object("ConfigMap", "conf", { data: { a: "kv-1", b: odd } });
      await membersOf([set, map], { extensions: { workload: { replicas: "all" } } });
    }
  }
});

Deno.test("expandMembers() leads the set's own name to all members, unless something else has it", async () => {
  const set = kv({ env: env("kv-1.kv-hl") });
  const aliases = async (others: object[]) =>
    (await membersOf([set, ...others])).services["kv-1"].networks?.default?.aliases ?? [];
  assert((await aliases([])).includes("kv"));
  assertEquals(
    (await aliases([service("kv", { selector: { app: "other" } })])).includes("kv"),
    false,
  );
  const { names } = await membersOf([set, workload("Deployment", "kv", podOf({}))]);
  assertEquals(names, ["kv", ...ALL]);
});

Deno.test("expandMembers() names the limit when there would be more members than that allows", async () => {
  for (const replicas of [2 ** 31 - 1, 10_000_000]) {
    await assertRejects(
      () => membersOf([kv({ env: env("kv-1") }, { replicas })]),
      Error,
      'spec.replicas: with it all that is generated would be larger than 32 MiB, the limit. If that is meant, raise "limits.generated"',
    );
  }
});
