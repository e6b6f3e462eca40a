import { assertEquals } from "@std/assert";
import { convert } from "../../mod.ts";
import { problemsOf } from "../../tools/soundness.ts";
import * as configMapIndexer from "../configmap-indexer/mod.ts";
import * as secretIndexer from "../secret-indexer/mod.ts";
import * as serviceIndexer from "../service-indexer/mod.ts";
import * as workload from "../workload/mod.ts";
import { deployment, forwardsIn, service } from "./_testing.ts";
import * as servicePorts from "./mod.ts";

const extensions = [configMapIndexer, secretIndexer, serviceIndexer, workload, servicePorts];

const manifests = [
  deployment("web", { ports: [{ name: "http", containerPort: 8080 }] }),
  service("web", [{ port: 80, targetPort: "http" }], { type: "LoadBalancer" }),
  deployment("api", { ports: [{ containerPort: 3000 }] }),
  service("api", [{ port: 80, targetPort: 3000 }]),
  deployment("client", {
    env: [
      { name: "WEB_HOST", value: "web" },
      { name: "WEB_PORT", value: "80" },
      { name: "API", value: "http://api/" },
    ],
  }),
];

Deno.test("a Service that is named without its port works, beside URLs that are rewritten", async () => {
  const { project, files, diagnostics } = await convert(manifests, { name: "demo" }, extensions);

  assertEquals(forwardsIn(project.services), { "web-ports": ["TCP 80 > 8080"] });
  assertEquals(project.services.client.environment, {
    WEB_HOST: "web",
    WEB_PORT: "80",
    API: "http://api:3000/",
  });
  assertEquals(project.services.web.ports, ["80:8080"]);
  // Compose reads `$$` as `$`.
  assertEquals(project.services["web-ports"].command?.[0].includes("kill $$$$)"), true);
  assertEquals(diagnostics, []);
  assertEquals(problemsOf(project, files), []);
});

Deno.test("a Service whose URLs are all rewritten gets no forwarder", async () => {
  const client = deployment("client", { env: [{ name: "URL", value: "http://web.shop:80/" }] });
  const { project } = await convert([...manifests.slice(0, 4), client], {}, extensions);
  assertEquals(forwardsIn(project.services), {});
});

Deno.test("a file that a ConfigMap holds is read as its mounter means it", async () => {
  const config = {
    kind: "ConfigMap",
    metadata: { name: "conf", namespace: "shop" },
    data: { "app.ini": "[db]\nhost = api\nport = 80\n" },
  };
  const client = {
    kind: "Pod",
    metadata: { name: "client", namespace: "shop" },
    spec: {
      volumes: [{ name: "conf", configMap: { name: "conf" } }],
      containers: [{
        name: "client",
        image: "example/client",
        volumeMounts: [{ name: "conf", mountPath: "/etc/client" }],
      }],
    },
  };
  const { project } = await convert([...manifests.slice(0, 4), config, client], {}, extensions);
  assertEquals(forwardsIn(project.services), { "api-ports": ["TCP 80 > 3000"] });
});

Deno.test("an excluded workload has no forwarder", async () => {
  const config = { exclude: ["web"], extensions: { "service-ports": { services: "all" } } };
  const { project } = await convert(manifests, config, extensions);
  assertEquals(forwardsIn(project.services), { "api-ports": ["TCP 80 > 3000"] });
});
