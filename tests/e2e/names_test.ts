/**
 * Every name that worked in the cluster works.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { client, data, externalName, service, SOON, stream, web, workload } from "./_manifests.ts";
import { e2e } from "./_setting.ts";
import { shared } from "./_stack.ts";

const needs = ["docker"];

const names = shared({
  name: "names",
  manifests: stream(
    web("shop/web", "web of shop"),
    service("shop/web"),
    service("shop/headless", { app: "web", port: 8080, spec: { clusterIP: "None" } }),
    externalName("shop/also-web", "web.shop.svc.cluster.local"),
    externalName("data/far-web", "also-web.shop.svc.cluster.local"),
    // The same Service name in both namespaces, behind workloads of one name in one and another in the other.
    web("shop/db", "db of shop"),
    service("shop/db"),
    web("data/postgres", "db of data"),
    service("data/db", { app: "postgres" }),
    web("data/member", "member zero", {
      kind: "StatefulSet",
      spec: { serviceName: "members" },
    }),
    service("data/members", { app: "member", port: 8080, spec: { clusterIP: "None" } }),
    data("ConfigMap", "shop/urls", {
      data: {
        urls: "short http://web/\nlong http://web.shop.svc.cluster.local:80/\nbare web:80\n",
      },
    }),
    client("shop/client", {
      container: {
        env: [
          { name: "SHORT", value: "http://web" },
          { name: "PORT_80", value: "http://user:secret@web:80/" },
          { name: "BARE", value: "web:80" },
          { name: "FQDN", value: "http://web.shop.svc.cluster.local/" },
          { name: "CHAIN", value: "http://far-web.data/" },
          { name: "ELSEWHERE", value: "http://example.com:80/?to=web:80" },
        ],
        volumeMounts: [{ name: "urls", mountPath: "/urls" }],
      },
      pod: { volumes: [{ name: "urls", configMap: { name: "urls" } }] },
    }),
    client("data/client"),
    client("shop/probed", {
      container: {
        readinessProbe: {
          exec: { command: ["wget", "-q", "-O", "/dev/null", "http://web/"] },
          ...SOON,
        },
        lifecycle: {
          postStart: { exec: { command: ["wget", "-q", "-O", "/tmp/web", "http://web.shop.svc"] } },
        },
      },
    }),
    workload("shop/job", {
      kind: "Job",
      container: { command: ["wget", "-q", "-O", "/dev/null", "http://web:80/"] },
      pod: { restartPolicy: "OnFailure" },
    }),
  ),
});

const ANSWERS: Record<string, Record<string, string>> = {
  "client-shop": {
    "web:8080": "web of shop",
    "web.shop:8080": "web of shop",
    "web.shop.svc:8080": "web of shop",
    "web.shop.svc.cluster.local:8080": "web of shop",
    "headless.shop:8080": "web of shop",
    "also-web:8080": "web of shop",
    "far-web.data.svc:8080": "web of shop",
    "db:8080": "db of shop",
    "db.shop.svc:8080": "db of shop",
    "db.data.svc.cluster.local:8080": "db of data",
    "member-0.members.data.svc.cluster.local:8080": "member zero",
    "members.data:8080": "member zero",
  },
  "client-data": {
    "db:8080": "db of data",
    "db.data:8080": "db of data",
    "db.shop:8080": "db of shop",
    "far-web:8080": "web of shop",
    "member-0.members:8080": "member zero",
    "web.shop:8080": "web of shop",
  },
};

for (const [from, answers] of Object.entries(ANSWERS)) {
  for (const [address, answer] of Object.entries(answers)) {
    e2e(`${from} reaches ${answer} as ${address}`, { needs }, async () => {
      const stack = await names();
      const got = await stack.eventually(
        () => stack.sh(from, `wget -q -O - http://${address}/`),
        (text) => text !== "",
      );

      assertEquals(got, answer);
    });
  }
}

for (const variable of ["SHORT", "PORT_80", "FQDN", "CHAIN"]) {
  e2e(
    `a URL without the container's port in $${variable} leads to the container`,
    { needs },
    async () => {
      const stack = await names();
      const got = await stack.eventually(
        () => stack.sh("client-shop", `wget -q -O - "$${variable}"`),
        (text) => text !== "",
      );

      assertEquals(got, "web of shop");
    },
  );
}

e2e(
  "an address in a variable gets the container's port, a query keeps what it says",
  { needs },
  async () => {
    const stack = await names();

    assertEquals(
      await stack.sh("client-shop", 'echo "$BARE $ELSEWHERE"'),
      "web:8080 http://example.com:80/?to=web:80",
    );
  },
);

e2e("addresses in a ConfigMap's file get the container's port", { needs }, async () => {
  const stack = await names();

  assertEquals(
    await stack.sh("client-shop", "cat /urls/urls"),
    "short http://web:8080/\nlong http://web.shop.svc.cluster.local:8080/\nbare web:8080",
  );
});

e2e("probes and hooks reach a Service by its own port", {
  needs: [...needs, "docker-compose"],
}, async () => {
  const stack = await names();

  await stack.healthy("probed");
  assertEquals(await stack.sh("probed", "cat /tmp/web"), "web of shop");
});

e2e("a Job's command reaches a Service by its own port", { needs }, async () => {
  const stack = await names();

  await stack.eventually(
    async () => (await stack.inspect("job")).State,
    ({ Status, ExitCode }) => Status === "exited" && ExitCode === 0,
  );
});
