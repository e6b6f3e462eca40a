/**
 * What a cluster's DNS and its downward API tell programs holds: members by name, pods by address, names that lead to
 * addresses, the DNS server itself.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { client, data, service, SOON, stream, web, workload } from "./_manifests.ts";
import { e2e } from "./_setting.ts";
import { shared, Stack } from "./_stack.ts";

const needs = ["docker"];

const ADDRESSES = ["podIP", "hostIP"].map((field) => ({
  name: field,
  valueFrom: { fieldRef: { fieldPath: `status.${field}` } },
}));

/** It writes its name to what is its own, and answers with what is there. */
const MEMBER = [
  "sh",
  "-c",
  "echo $HOSTNAME >>/data/index.html; exec httpd -f -p 8080 -h /data",
];

const MANIFESTS = stream(
  web("t/web", "web"),
  service("t/web"),
  service("t/leader", { spec: { selector: { app: "web", role: "primary" } } }),
  workload("t/kv", {
    kind: "StatefulSet",
    container: {
      command: MEMBER,
      env: [{ name: "PEERS", value: "kv-0.kv-hl,kv-1.kv-hl,kv-2.kv-hl" }],
      ports: [{ name: "http", containerPort: 8080 }],
      volumeMounts: [{ name: "data", mountPath: "/data" }],
    },
    spec: {
      replicas: 3,
      serviceName: "kv-hl",
      volumeClaimTemplates: [{
        metadata: { name: "data" },
        spec: { resources: { requests: { storage: "1Mi" } } },
      }],
    },
  }),
  service("t/kv"),
  service("t/kv-hl", { app: "kv", port: 8080, spec: { clusterIP: "None" } }),
  service("t/kv-master", {
    port: 8080,
    spec: { selector: { app: "kv", role: "master" } },
  }),
  // It listens at the pod's own address, and nowhere else.
  web("t/bound", "bound", {
    container: {
      command: [
        "sh",
        "-c",
        'mkdir /tmp/www; echo "$TEXT" >/tmp/www/index.html; exec httpd -f -p "$(podIP):8080" -h /tmp/www',
      ],
      env: [...ADDRESSES, { name: "TEXT", value: "bound" }],
      readinessProbe: {
        httpGet: { path: "/", port: "http", host: "bound" },
        ...SOON,
      },
    },
  }),
  service("t/bound"),
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "aaa", namespace: "t", labels: { app: "aaa" } },
    spec: {
      hostname: "node-a",
      subdomain: "ring",
      terminationGracePeriodSeconds: 1,
      containers: [{ name: "main", image: "example/tools:1", command: ["sleep", "100000"] }],
    },
  },
  service("t/ring", { app: "aaa", spec: { clusterIP: "None" } }),
  {
    ...service("t/legacydb", { spec: { selector: null, ports: [{ port: 1433 }] } }),
  },
  {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name: "legacydb", namespace: "t" },
    subsets: [{ addresses: [{ ip: "192.0.2.75" }], ports: [{ port: 1433 }] }],
  },
  data("ConfigMap", "t/conf", {
    data: { "nginx.conf": "resolver kube-dns.kube-system.svc.cluster.local. valid=5s;\n" },
  }),
  client("t/client", {
    container: {
      env: [
        ...ADDRESSES,
        { name: "URL", value: "http://$(WEB_SERVICE_HOST):$(WEB_SERVICE_PORT)/" },
        { name: "DNS_SERVER", value: "10.96.0.10" },
        { name: "DB", value: "legacydb.t:1433" },
        { name: "LOST", value: "http://nobody.t.svc.cluster.local/" },
      ],
      volumeMounts: [{ name: "conf", mountPath: "/conf" }],
    },
    pod: { volumes: [{ name: "conf", configMap: { name: "conf" } }] },
  }),
);

const cluster = shared({ name: "cluster-dns", manifests: MANIFESTS });

const get = (address: string) => `wget -q -O - ${address}`;

/** What an address answers once it does. */
async function answer(address: string, from = "client"): Promise<string> {
  const stack = await cluster();
  return await stack.eventually(() => stack.sh(from, get(address)), (text) => text !== "");
}

for (const member of ["kv-0", "kv-1", "kv-2"]) {
  e2e(`the member ${member} answers to its name, with data of its own`, { needs }, async () => {
    assertEquals(await answer(`http://${member}.kv-hl.t.svc.cluster.local:8080/`), member);
    assertEquals(await answer(`http://${member}.kv-hl:8080/`), member);
    assertEquals(await (await cluster()).sh(member, "hostname"), member);
  });
}

e2e("a Service leads to all members of a StatefulSet", { needs }, async () => {
  const stack = await cluster();
  const addresses = async (name: string) => {
    const lines = await stack.sh("client", `nslookup -type=a ${name} | grep ^Address | tail -n +2`);
    return new Set(lines.split("\n")).size;
  };
  assertEquals(await addresses("kv-hl.t.svc.cluster.local"), 3);
  assertEquals(await addresses("kv"), 3);
});

e2e("a Service with a label that is set at run time leads to the first member of a StatefulSet", {
  needs,
}, async () => {
  for (const _ of [1, 2, 3]) assertEquals(await answer("http://kv-master.t:8080/"), "kv-0");
  assert((await cluster()).said.includes("the first of 3 members of a StatefulSet"));
});

e2e("a Service with a label that is set at run time leads to the pod", { needs }, async () => {
  assertEquals(await answer("http://leader.t.svc:8080/"), "web");
});

e2e("a pod with a host name and a subdomain has both", { needs }, async () => {
  const stack = await cluster();
  assertEquals(await stack.sh("aaa", "hostname"), "node-a");
  await stack.sh("client", "nslookup -type=a node-a.ring.t.svc.cluster.local");
});

e2e("variables that Kubernetes would set lead to the Service", { needs }, async () => {
  assertEquals(await answer('"$URL"'), "web");
});

e2e("the cluster's DNS server is one that answers", { needs }, async () => {
  const stack = await cluster();
  const lookup = "nslookup -type=a web.t.svc.cluster.local. $DNS_SERVER";
  assert((await stack.sh("client", lookup)).includes("127.0.0.11"));
  assertEquals(await stack.sh("client", "cat /conf/nginx.conf"), "resolver 127.0.0.11 valid=5s;");
});

e2e("a Service without a selector leads to what its Endpoints say", { needs }, async () => {
  const stack = await cluster();
  for (const name of ["legacydb", "legacydb.t", "legacydb.t.svc", "legacydb.t.svc.cluster.local"]) {
    const said = await stack.sh("client", `ping -c 1 -W 1 ${name} || true`);
    assert(said.startsWith(`PING ${name} (192.0.2.75)`), said);
  }
});

e2e("a pod's address is its own, and what is bound to it answers", { needs }, async () => {
  const stack = await cluster();
  assert((await stack.sh("client", 'ip addr | grep "inet $podIP/"')) !== "");
  await stack.sh("client", 'ping -c 1 -W 2 "$hostIP"');
  await stack.healthy("bound");
  assertEquals(await answer("http://bound.t.svc:8080/"), "bound");
});

e2e(
  "two projects have their pods' addresses at once, and each keeps its own",
  { needs },
  async () => {
    const first = await cluster();
    const second = await Stack.up({ name: "cluster-dns-too", manifests: MANIFESTS });
    const before = await second.sh("client", "echo $podIP");
    assert(before !== await first.sh("client", "echo $podIP"));
    await second.down();
    await second.up();
    assert((await second.sh("client", 'ip addr | grep "inet $podIP/"')).includes(` ${before}/`));
    await second.healthy("bound");
    await second.down({ volumes: true });
  },
);

e2e("a name that nothing answers is said, with its place", { needs }, async () => {
  const { said } = await cluster();
  const lines = said.split("\n").filter((line) => line.includes("nothing answers"));
  assertEquals(lines.length, 1, said);
  assert(lines[0].includes('"nobody.t.svc.cluster.local"'));
  assert(lines[0].includes('environment.LOST of the service "client"'));
});
