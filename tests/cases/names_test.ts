import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { assertLabels, caseTest, convertCase, labels } from "./_case.ts";

/** All names of a Service, or of a pod behind one, in the namespace `t`. */
const namesOf = (name: string) => [
  `${name}.t.svc.cluster.local`,
  `${name}.t.svc`,
  `${name}.t`,
  name,
];

caseTest(
  "service-env-links",
  "variables that name Services are there where they are used",
  async () => {
    const { services } = await convertCase("service-env-links");

    assertEquals(services.fe, {
      image: "php:8",
      // What names the variable still does, and finds it.
      entrypoint: ["sh", "-c", "php run.php $$REDIS_MASTER_SERVICE_HOST"],
      command: ["redis-master"],
      environment: {
        REDIS_MASTER_SERVICE_HOST: "redis-master",
        REDIS_MASTER_SERVICE_PORT: "6379",
        GET_HOSTS_FROM: "env",
        ADDR: "redis-master:6379",
      },
      restart: "always",
      labels: labels("Deployment", "fe"),
    });
    assertEquals(services["redis-master"], {
      image: "redis:7",
      networks: {
        default: {
          aliases: [
            "redis-master.default.svc.cluster.local",
            "redis-master.default.svc",
            "redis-master.default",
          ],
        },
      },
      restart: "always",
      labels: labels("Deployment", "redis-master"),
    });
  },
);

caseTest("nginx-kube-dns-resolver", "the cluster's DNS server is Docker's", async () => {
  const { files, services } = await convertCase("nginx-kube-dns-resolver");

  const conf = String(files.get("configmaps/gw/nginx.conf")?.content);
  assertStringIncludes(conf, "resolver 127.0.0.11;");
  assertStringIncludes(conf, "http://read.loki.svc.cluster.local.:3100");
  const { labels: found, ...gw } = services.gw;
  assertLabels(found, labels("Deployment", "gw", "loki"), ["dekube.io/files"]);
  assertEquals(gw, {
    image: "nginx:1.27",
    volumes: ["./configmaps/gw/nginx.conf:/etc/nginx/nginx.conf:ro"],
    restart: "always",
  });
  assertEquals(services.read, {
    image: "grafana/loki:3",
    networks: {
      default: { aliases: ["read.loki.svc.cluster.local", "read.loki.svc", "read.loki"] },
    },
    restart: "always",
    labels: labels("Deployment", "read", "loki"),
  });
});

caseTest(
  "selectorless-service-endpoints",
  "their names are among the hosts of who uses them",
  async () => {
    const { services, said } = await convertCase("selectorless-service-endpoints");

    const hosts = (name: string, address: string) =>
      [name, `${name}.shop`, `${name}.shop.svc`, `${name}.shop.svc.cluster.local`]
        .map((host) => `${host}:${address}`);
    assertEquals(services.worker.extra_hosts, [
      ...hosts("legacydb", "192.0.2.75"),
      ...hosts("slicedb", "192.0.2.80"),
    ]);
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
  "externalname-bare-env",
  "a Service that is called like a scheme changes hosts alone",
  async () => {
    const { services, said } = await convertCase("externalname-bare-env", {
      edit: (text) =>
        text.replaceAll("ext-db", "postgres")
          .replace("postgres://postgres:5432/x", "postgres://postgres:postgres@postgres/postgres")
          .replace("env: [", "env: [{name: DB_USER, value: postgres}, "),
    });

    assertEquals(services.u.environment, {
      DB_USER: "postgres",
      HOST: "db.example.test",
      FQ: "db.example.test",
      URL: "postgres://postgres:postgres@db.example.test/postgres",
    });
    assertEquals(services.u.command, ["--host", "db.example.test"]);
    assertEquals(said, []);
  },
);

caseTest(
  "labels-set-at-run-time",
  "the Service leads to the one pod that it can mean",
  async () => {
    const { services, said, files } = await convertCase("labels-set-at-run-time");

    assertEquals(services.db, {
      image: "example/db:1",
      hostname: "db-0",
      domainname: "db.t.svc.cluster.local",
      ports: ["30432:5432"],
      networks: {
        default: {
          aliases: ["db-primary", "db-0-ext", "db-idx", "db-0.db"].flatMap(namesOf),
        },
      },
      restart: "always",
      labels: labels("StatefulSet", "db", "t"),
    });
    assertStringIncludes(
      String(files.get("Caddyfile")?.content),
      "db-primary.t.svc.cluster.local:5432",
    );
    // Of the other two, nothing is guessed, and none is said to match nothing.
    assertEquals(said, [
      'warning run-time-label: no pod has the label "role" of the selector, which a program may set at run time. The Service leads to the StatefulSet "db", which has all other labels; make sure that it is the one',
    ]);
  },
);

caseTest(
  "labels-set-at-run-time",
  "a Service that nothing matches is a warning where something names it",
  async () => {
    const { services, said } = await convertCase("labels-set-at-run-time", {
      edit: (text) =>
        `${text.replaceAll("{name: db-primary, port:", "{name: lost, port:")}
---
apiVersion: v1
kind: Service
metadata: {name: lost, namespace: t}
spec: {selector: {app: nothing}, ports: [{port: 5432}]}
`,
    });

    assert(!JSON.stringify(services.db).includes("lost"));
    const warnings = said.filter((line) => line.startsWith("warning") && line.includes("lost"));
    assertEquals(warnings, [
      'warning unanswered-name: nothing answers to "lost.t.svc.cluster.local": the Service "lost" leads to no pod that is converted. Add what it leads to, or put another name there: under "replacements" in dekube.yaml for values and files, under "overrides" for commands. It stands in the Ingress "i"; Caddyfile, line 26',
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
    assertEquals(services[member], {
      image: "example/kv:1",
      hostname: member,
      domainname: "kv-hl.t.svc.cluster.local",
      environment: {
        PEERS: ["kv-0", "kv-1", "kv-2"].map((name) => `${name}=http://${name}.kv-hl:2380`).join(),
      },
      networks: { default: { aliases: ["kv-hl", "kv", `${member}.kv-hl`].flatMap(namesOf) } },
      restart: "always",
      labels: labels("Pod", member, "t"),
    });
  }
  // Who asks for one of them is as it was.
  const job = { restart: "on-failure:6", labels: labels("Job", "init", "t") };
  assertEquals(services.init, {
    ...job,
    image: "example/kv:1",
    depends_on: { "init-init-w": { condition: "service_completed_successfully" } },
  });
  assertEquals(services["init-init-w"], {
    ...job,
    image: "busybox",
    entrypoint: ["sh", "-c", "until nslookup kv-2.kv-hl; do sleep 3; done"],
  });
  assertEquals(said, [
    "info members: 3 replicas become a container each, since something names members beyond the first: kv-0 to kv-2. To have one: extensions.workload.replicas: one in dekube.yaml",
  ]);
});

/** The members with a claim that each of them mounts. */
const withClaims = (text: string) =>
  text.replace(
    "  replicas: 3\n",
    `  replicas: 3
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`,
  ).replace(
    'image: "example/kv:1", env:',
    'image: "example/kv:1", volumeMounts: [{name: data, mountPath: /data}], env:',
  );

caseTest("members-that-name-each-other", "each has a volume of its own", async () => {
  const { services } = await convertCase("members-that-name-each-other", {
    edit: withClaims,
  });

  for (const member of ["kv-0", "kv-1", "kv-2"]) {
    assertEquals(services[member].volumes, [`./data/data-${member}:/data`]);
  }
});

caseTest("members-that-name-each-other", "one is enough where nothing names others", async () => {
  const { services, said } = await convertCase("members-that-name-each-other", {
    edit: (text) => text.replaceAll(/kv-[12]\b/g, "kv-0"),
  });

  assertEquals(Object.keys(services).sort(), ["init", "init-init-w", "kv"]);
  assertEquals(said, [
    'info one-replica: 3 replicas become one container, the service "kv", whose host name is "kv-0". To have all of them, set extensions.workload.replicas: all in dekube.yaml',
  ]);
});

caseTest("members-that-name-each-other", "one is enough where the user says so", async () => {
  const { services, said } = await convertCase("members-that-name-each-other", {
    config: { extensions: { workload: { replicas: "one" } } },
  });

  assertEquals(Object.keys(services).sort(), ["init", "init-init-w", "kv"]);
  assert(said.some((line) => line.includes('nothing answers to "kv-2.kv-hl"')), said.join("\n"));
});
