import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { caseTest, convertCase } from "./_case.ts";

caseTest(
  "service-env-links",
  "variables that name Services are there where they are used",
  async () => {
    const { services } = await convertCase("service-env-links");

    assertEquals(services.fe.environment, {
      REDIS_MASTER_SERVICE_HOST: "redis-master",
      REDIS_MASTER_SERVICE_PORT: "6379",
      GET_HOSTS_FROM: "env",
      ADDR: "redis-master:6379",
    });
    assertEquals(services.fe.command, ["redis-master"]);
    assertEquals(services["redis-master"].environment, undefined);
  },
);

caseTest("nginx-kube-dns-resolver", "the cluster's DNS server is Docker's", async () => {
  const { files, services } = await convertCase("nginx-kube-dns-resolver");

  const conf = String(files.get("configmaps/gw/nginx.conf")?.content);
  assertStringIncludes(conf, "resolver 127.0.0.11;");
  assertStringIncludes(conf, "http://read.loki.svc.cluster.local.:3100");
  assert(services.read.networks.default.aliases.includes("read.loki.svc.cluster.local"));
});

caseTest(
  "selectorless-service-endpoints",
  "their names are among the hosts of who uses them",
  async () => {
    const { services, said } = await convertCase("selectorless-service-endpoints");

    const hosts = (name: string, address: string) => ({
      [name]: address,
      [`${name}.shop`]: address,
      [`${name}.shop.svc`]: address,
      [`${name}.shop.svc.cluster.local`]: address,
    });
    assertEquals(services.worker.extra_hosts, {
      ...hosts("legacydb", "192.0.2.75"),
      ...hosts("slicedb", "192.0.2.80"),
    });
    assertEquals(said, []);
  },
);

caseTest("externalname-bare-env", "the name outside stands in values and arguments", async () => {
  const { services } = await convertCase("externalname-bare-env");

  assertEquals(services.u.environment, {
    HOST: "db.example.test",
    FQ: "db.example.test",
    URL: "postgres://db.example.test:5432/x",
  });
  assertEquals(services.u.command, ["--host", "db.example.test"]);
});

caseTest(
  "labels-set-at-run-time",
  "the Service leads to the one pod that it can mean",
  async () => {
    const { services, said, files } = await convertCase("labels-set-at-run-time");

    for (const name of ["db-primary", "db-0-ext", "db-idx"]) {
      assert(services.db.networks.default.aliases.includes(`${name}.t.svc.cluster.local`), name);
      assert(services.db.networks.default.aliases.includes(name), name);
    }
    assertEquals(services.db.ports, ["30432:5432"]);
    assertStringIncludes(
      String(files.get("Caddyfile")?.content),
      "db-primary.t.svc.cluster.local:5432",
    );
    assertEquals(said.filter((line) => line.startsWith("warning")), [
      'warning run-time-label: no pod has the label "role" of the selector, which a program may set at run time. The Service leads to the StatefulSet "db", which has all other labels; make sure that it is the one',
    ]);
  },
);

caseTest("hostname-subdomain", "bare Pods have their names", async () => {
  const { services } = await convertCase("hostname-subdomain");

  assertEquals(services.aaa.hostname, "node-a");
  for (
    const name of ["node-a.ring", "node-a.ring.default", "node-a.ring.default.svc.cluster.local"]
  ) {
    assert(services.aaa.networks.default.aliases.includes(name), name);
  }
  assertEquals(services.plainpod.hostname, "plainpod");
  assertEquals(services.plainpod.environment, { HOSTNAME: "0.0.0.0" });
});

caseTest("members-that-name-each-other", "each is there, with its names", async () => {
  const { services, said } = await convertCase("members-that-name-each-other");

  assertEquals(Object.keys(services).sort(), ["init", "init-init-w", "kv-0", "kv-1", "kv-2"]);
  for (const member of ["kv-0", "kv-1", "kv-2"]) {
    assertEquals(services[member].hostname, member);
    assertEquals(
      services[member].networks.default.aliases,
      ["kv-hl", "kv", `${member}.kv-hl`].flatMap((name) => [
        `${name}.t.svc.cluster.local`,
        `${name}.t.svc`,
        `${name}.t`,
        name,
      ]),
    );
  }
  assertEquals(said, [
    "info members: 3 replicas become a container each, since something names members beyond the first: kv-0 to kv-2. To have one: extensions.workload.replicas: one in dekube.yaml",
  ]);
});

caseTest("members-that-name-each-other", "one is enough where the user says so", async () => {
  const { services, said } = await convertCase("members-that-name-each-other", {
    config: { extensions: { workload: { replicas: "one" } } },
  });

  assertEquals(Object.keys(services).sort(), ["init", "init-init-w", "kv"]);
  assert(said.some((line) => line.includes('nothing answers to "kv-2.kv-hl"')), said.join("\n"));
});
