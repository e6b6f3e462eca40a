/**
 * Docker Compose fills a project in with what was kept out of it, whatever Secrets hold.
 */
import { assert, assertEquals } from "@std/assert";
import { type Config, convert, type Manifest, renderCompose, renderEnvFile } from "../../mod.ts";
import * as configmaps from "../../extensions/configmap-indexer/mod.ts";
import * as secrets from "../../extensions/secret-indexer/mod.ts";
import * as services from "../../extensions/service-indexer/mod.ts";
import * as workload from "../../extensions/workload/mod.ts";
import { inFolder } from "../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { Odd, RUNS } from "./_odd.ts";

/** What a `.env` might take for something else. */
const MARKS = [
  "'",
  '"',
  "\\",
  "$",
  "${A}",
  "$$",
  "\n",
  "\r",
  "#",
  " ",
  "`",
  "=",
  "\\n",
  "\\'",
  "é",
];

function value(odd: Odd): string {
  return odd.of([
    odd.text(),
    odd.some(6, () => odd.of([...MARKS, "a", "password-1"])).join(""),
    `${odd.text()}${odd.of(MARKS)}`,
    "hunter-2",
  ]);
}

function manifests(odd: Odd): Manifest[] {
  const data = {
    password: value(odd),
    user: value(odd),
    "api.key": value(odd),
    ...Object.fromEntries(odd.some(3, () => [odd.of(["a-b", "a.b", "a_b", "A"]), value(odd)])),
  };
  const names = ["db", "my.db", "my-db"];
  const from = (key: string) => ({
    valueFrom: { secretKeyRef: { name: odd.of(names), key, optional: true } },
  });
  return [
    ...names.map((name) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace: "shop" },
      stringData: odd.of([data, { ...data, password: value(odd) }]),
    })),
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "shop" },
      spec: {
        containers: [{
          name: "web",
          image: "example/web:1",
          command: ["run", "--password=$(PASSWORD)", `x${data.password}y`, odd.text()],
          env: [
            { name: "PASSWORD", ...from("password") },
            { name: "USER", ...from("user") },
            { name: "URL", value: `db://$(USER):$(PASSWORD)@db/${odd.text()}$$(USER)` },
            { name: "COPY", value: "$(PASSWORD)" },
            { name: "PLAIN", value: odd.of([data.password, odd.text()]) },
            { name: "ENCODED", value: encodeURIComponent(data.password.toWellFormed()) },
          ],
          envFrom: [{ secretRef: { name: odd.of(names) } }],
          readinessProbe: { exec: { command: ["check", data.password] } },
        }],
      },
    },
  ] as Manifest[];
}

/** What Docker Compose reads of a conversion. */
async function read(input: Manifest[], config: Partial<Config>): Promise<unknown> {
  const { project, variables } = await convert(input, { name: "shop", ...config }, [
    configmaps,
    secrets,
    services,
    workload,
  ]);
  const files: [string, string][] = [["compose.yml", renderCompose(project)]];
  if (variables) files.push([".env", renderEnvFile(variables)]);
  const { success, said } = await inFolder(files, (folder) =>
    runTestTool("docker-compose", [
      ...["--project-directory", folder, "-f", `${folder}/compose.yml`],
      ...["config", "--format", "json", "--no-path-resolution"],
    ]));
  assert(success, `${said}\n${files.join("\n")}`);
  return JSON.parse(said.slice(said.indexOf("{"), said.lastIndexOf("}") + 1)).services;
}

Deno.test({
  ...needsTool(
    "Docker Compose reads the same with secrets: env-file as without, whatever Secrets hold",
    "docker-compose",
    "Docker",
  ),
  async fn() {
    for (let run = 1; run <= RUNS; run++) {
      const inline = await read(manifests(new Odd(run)), {});
      const apart = await read(manifests(new Odd(run)), { secrets: "env-file" });
      assertEquals(apart, inline, `run ${run}`);
    }
  },
});
