import { assertEquals } from "@std/assert";
import { make, object, podMonitor, prometheus, web } from "./_testing.ts";

function scrape(endpoint: object, spec: object = {}) {
  const { config, said } = make([prometheus(), podMonitor(endpoint, spec), ...web()]);
  return { jobs: config.scrape_configs, said };
}

Deno.test("podTargets() asks the pod by its Compose service's name", () => {
  const { jobs, said } = scrape({ port: "www", path: "/m" }, { podTargetLabels: ["tier"] });
  assertEquals(jobs, [{
    job_name: "podMonitor/shop/web/0",
    metrics_path: "/m",
    static_configs: [{
      targets: ["web:8080"],
      labels: {
        job: "shop/web",
        namespace: "shop",
        pod: "web",
        container: "app",
        endpoint: "www",
        tier: "front",
      },
    }],
  }]);
  assertEquals(said, []);
});

Deno.test("podTargets() finds a port by number, by its old name, and takes all when none is named", () => {
  const address = (endpoint: object) => scrape(endpoint).jobs[0].static_configs[0].targets[0];
  assertEquals(address({ portNumber: 9100 }), "web:9100");
  assertEquals(address({ targetPort: "www" }), "web:8080");
  assertEquals(address({}), "web:8080");
});

Deno.test("podTargets() leaves out a port that the pod has not", () => {
  assertEquals(scrape({ port: "none" }), {
    jobs: [],
    said: ["missing-port spec.podMetricsEndpoints[0]"],
  });
});

Deno.test("findPods() says so when no pod is selected, or only those of a Job", () => {
  const nothing = scrape({ port: "www" }, { selector: { matchLabels: { app: "none" } } });
  assertEquals(nothing.said, ["no-pod spec.selector"]);
  const [deployment] = web();
  const { said } = make([prometheus(), podMonitor(), { ...deployment, kind: "Job" }]);
  assertEquals(said, ["no-pod spec.selector"]);
});

Deno.test("podTargets() reaches a sidecar's port by the pod's name", () => {
  const pod = object("Pod", "web", {
    containers: [{ name: "app" }, {
      name: "exporter",
      ports: [{ name: "www", containerPort: 9000 }],
    }],
  }, { app: "web" });
  const { config } = make([prometheus(), podMonitor(), pod]);
  const [{ targets, labels }] = config.scrape_configs[0].static_configs;
  assertEquals([targets, labels.container], [["web:9000"], "exporter"]);
});
