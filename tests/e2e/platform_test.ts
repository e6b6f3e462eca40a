/**
 * The example platform, from its helmfile to answers through Caddy.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ROOT } from "./_command.ts";
import { e2e } from "./_setting.ts";
import { shared, Stack } from "./_stack.ts";

const needs = ["docker", "helm", "helmfile", "caddy", "curl"];

const platform = shared({
  name: "platform",
  manifests: ["--helmfile-dir", `${ROOT}/examples/platform`],
});

/** Services that end, and those that stay. */
const ENDS =
  /-init-(?!access-log)|^(fix-permissions|orders-api-migrate|orders-api-seed|storefront-record-release)$/;

e2e("the platform comes up and stays up", { needs }, async () => {
  const stack = await platform();

  for (const service of Object.keys(stack.compose.services)) {
    if (ENDS.test(service)) {
      await stack.eventually(
        async () => (await stack.inspect(service)).State,
        ({ Status, ExitCode }) => Status === "exited" && ExitCode === 0,
      );
    } else {
      if (stack.compose.services[service].healthcheck) await stack.healthy(service);
      const { State, RestartCount } = await stack.inspect(service);
      assertEquals([service, State.Status, RestartCount], [service, "running", 0]);
    }
  }
});

e2e("init containers run in their order, before the container", { needs }, async () => {
  const stack = await platform();
  const times = await Promise.all(
    ["orders-api-init-wait-for-db", "orders-api-init-render-settings", "orders-api"].map(
      async (service) => {
        const { StartedAt, FinishedAt } = (await stack.inspect(service)).State;
        return { start: Date.parse(StartedAt), end: Date.parse(FinishedAt) };
      },
    ),
  );

  assert(times[0].end <= times[1].start, "wait-for-db ends before render-settings starts");
  assert(times[1].end <= times[2].start, "render-settings ends before orders-api starts");
});

e2e("Jobs have done their work", { needs }, async () => {
  const stack = await platform();
  const { body } = await stack.eventually(
    () => stack.request("http://shop.localhost/api/v1/products/"),
    ({ status, body }) => status === 200 && body.includes("infuser"),
  );

  assertStringIncludes(body, "Jasmine (茉莉花茶), 50 g");
});

e2e("a sidecar shares the network of its container", { needs }, async () => {
  const stack = await platform();
  await stack.healthy("orders-api");

  assertStringIncludes(
    await stack.sh("orders-api-sidecar-metrics", "wget -q -O - http://localhost:8080/healthz/"),
    "ok",
  );
  // The sidecar's port is the pod's: it answers under the Service's name.
  assertStringIncludes(
    await stack.sh("cache-shop", "wget -q -O - http://orders-api:9100/metrics/"),
    "orders",
  );
});

e2e(
  "containers of a pod share an emptyDir that a user other than root can write",
  { needs },
  async () => {
    const stack = await platform();
    await stack.healthy("orders-api");

    assertEquals(
      await stack.sh("orders-api", "id -u; touch /var/log/orders-api/mine; echo written"),
      "10001\nwritten",
    );
    assertStringIncludes(
      await stack.sh("orders-api-sidecar-metrics", "ls /var/log/orders-api"),
      "mine",
    );
  },
);

e2e("fix-permissions gives a bind mount to the container's user and group", { needs }, async () => {
  const stack = await platform();
  await stack.healthy("data-file-store");

  assertEquals(
    await stack.sh(
      "data-file-store",
      "id -u; stat -c %u:%g /srv/www/files; touch /srv/www/files/x; echo written",
    ),
    "1000\n1000:2000\nwritten",
  );
});

e2e("values reach the environment unchanged", { needs }, async () => {
  const stack = await platform();
  const { body } = await stack.eventually(
    () => stack.request("http://shop.localhost/api/v1/config/"),
    ({ status, body }) => status === 200 && body.includes("cache reports"),
  );
  const config = JSON.parse(body);

  assertEquals(config.slogan, '"Tea o\'clock": 100% organic, from $4 & up – naïve café ☕');
  assertEquals(config.orderSubject, 'Order ${id} – thank you, "dear customer"');
  assertEquals(config.pricePattern, "$(CURRENCY) 0.00");
  assertEquals(config.priceLabel, "EUR 4.50");
});

e2e("one Service name means another Service in each namespace", { needs }, async () => {
  const stack = await platform();
  const { body } = await stack.eventually(
    () => stack.request("http://shop.localhost/api/v1/config/"),
    ({ status, body }) => status === 200 && body.includes("cache reports"),
  );
  const { sessionCache, reportCache } = JSON.parse(body);

  assertEquals([sessionCache, reportCache], ["cache sessions in shop", "cache reports in data"]);
});

e2e(
  "a TLS backend is verified with the CA of a Secret, under its own name",
  { needs },
  async () => {
    const stack = await platform();
    const { status, body } = await stack.eventually(
      () => stack.request("http://shop.localhost/payments/status/"),
      ({ status }) => status === 200,
    );

    assertEquals(status, 200);
    assertEquals(JSON.parse(body).serverName, "payments.internal");
  },
);

e2e("a StatefulSet keeps its data over down and up", { needs }, async () => {
  const stack = await Stack.up({
    name: "keeps",
    manifests: ["--from-dir", `${ROOT}/examples/platform/rendered`],
    // The other stack has the node's port.
    config: { overrides: { storefront: { ports: [] } } },
  });
  const order = () => stack.request("http://shop.localhost/api/v1/products/");
  await stack.eventually(order, ({ body }) => body.includes("infuser"));
  const before = await stack.sh(
    "orders-db",
    "find /var/lib/orders-db -type f | sort | xargs md5sum",
  );
  await stack.down();
  await stack.up();
  await stack.healthy("orders-db");

  assertEquals(
    await stack.sh("orders-db", "find /var/lib/orders-db -type f | sort | xargs md5sum"),
    before,
  );
  await stack.down({ volumes: true });
});
