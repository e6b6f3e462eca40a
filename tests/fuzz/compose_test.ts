/**
 * Docker Compose takes what pods with odd texts become, and reads what was meant.
 */
import { assert, assertEquals } from "@std/assert";
import { convert, type Manifest, renderCompose } from "../../mod.ts";
import * as configmaps from "../../extensions/configmap-indexer/mod.ts";
import * as services from "../../extensions/service-indexer/mod.ts";
import * as workload from "../../extensions/workload/mod.ts";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { Odd, RUNS, wellFormed } from "./_odd.ts";

/** A pod with odd texts wherever one may stand. */
function manifests(odd: Odd): Manifest[] {
  const pairs = (most: number) =>
    Object.fromEntries(odd.some(most, () => [odd.text(), odd.text()]));
  return [{
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "shop" },
    data: pairs(4),
  }, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop", labels: pairs(3), annotations: pairs(3) },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web", ...pairs(2) }, annotations: pairs(2) },
        spec: {
          hostname: odd.text(),
          subdomain: odd.text(),
          hostAliases: odd.some(
            2,
            () => ({
              ip: odd.of(["10.0.0.1", "::1", odd.text()]),
              hostnames: odd.some(2, () => odd.text()),
            }),
          ),
          dnsConfig: {
            nameservers: odd.some(2, () => odd.text()),
            searches: odd.some(2, () => odd.text()),
            options: odd.some(2, () => ({ name: odd.text(), value: odd.text() })),
          },
          securityContext: {
            sysctls: odd.some(2, () => ({ name: odd.text(), value: odd.text() })),
          },
          containers: [{
            name: "web",
            image: "example/web:1",
            command: ["run", ...odd.some(3, () => odd.text())],
            args: odd.some(3, () => odd.text()),
            workingDir: odd.text(),
            env: [
              { name: "PLAIN", value: odd.text() },
              ...odd.some(3, () => ({ name: odd.text(), value: odd.text() })),
            ],
            envFrom: [{ configMapRef: { name: "settings" }, prefix: odd.of(["", odd.text()]) }],
            volumeMounts: odd.some(
              2,
              () => ({
                name: "settings",
                mountPath: `/${odd.text()}`,
                subPath: odd.of([undefined, odd.text()]),
              }),
            ),
            readinessProbe: { exec: { command: odd.some(3, () => odd.text()) } },
            resources: {
              limits: {
                [odd.text()]: odd.text(),
                cpu: odd.of(["1", odd.text()]),
                memory: odd.of(["1Gi", odd.text()]),
              },
            },
          }],
          volumes: [{ name: "settings", configMap: { name: "settings" } }],
        },
      },
    },
  }] as Manifest[];
}

Deno.test({
  ...needsTool(
    "Docker Compose reads what was meant, whatever texts pods have",
    "docker-compose",
    "Docker",
  ),
  async fn() {
    for (let run = 1; run <= RUNS; run++) {
      const { project, refusal } = await convert(manifests(new Odd(run)), { name: "shop" }, [
        configmaps,
        services,
        workload,
      ]);
      assertEquals(refusal, undefined, `run ${run}`);
      const text = renderCompose(project);
      const { success, said } = await inFolder(
        [["compose.yml", text]],
        (folder) =>
          runTestTool("docker-compose", [
            "-f",
            `${folder}/compose.yml`,
            "config",
            "--format",
            "json",
            "--no-path-resolution",
          ]),
      );
      assert(success, `run ${run}: ${said}\n${text}`);
      const read = JSON.parse(said.slice(said.indexOf("{"), said.lastIndexOf("}") + 1));
      const { web } = read.services;
      const own = project.services.web;
      assertEquals(web.command, wellFormed(own.command ?? null), `run ${run}`);
      assertEquals(web.entrypoint, wellFormed(own.entrypoint ?? null), `run ${run}`);
      // What it prints has its dollars doubled; of what is written keys have them as they are.
      const environment = Object.entries(web.environment).map(([key, value]) => [
        key.replaceAll("$$", "$"),
        value,
      ]);
      assertEquals(Object.fromEntries(environment), wellFormed(own.environment), `run ${run}`);
    }
  },
});
