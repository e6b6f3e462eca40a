/**
 * `up`: from manifests to a project that runs, or to the reason why it does not.
 *
 * @module
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { freePort } from "../../tools/free_port.ts";
import { docker, type Ended, helmfile2compose, run } from "./_command.ts";
import { ingress, service, stream, web, workload } from "./_manifests.ts";
import { e2e, setting, tool } from "./_setting.ts";

/** A project of one name that is gone afterwards. */
class Project implements AsyncDisposable {
  readonly port = freePort();

  private constructor(readonly name: string, readonly dir: string) {}

  static async of(name: string, ...manifests: object[]): Promise<Project> {
    const project = new Project(name, join(setting!.dir, name));
    await Deno.mkdir(join(project.dir, "out"), { recursive: true });
    const text = stream(...manifests as Record<string, unknown>[]);
    await Deno.writeTextFile(join(project.dir, "all.yaml"), text);
    await Deno.writeTextFile(
      join(project.dir, "out/dekube.yaml"),
      `name: ${name}\nextensions.caddy: { http_port: ${project.port}, https_port: ${freePort()} }\n`,
    );
    for (const image of ["example/tools:1", "busybox:1.37-musl"]) {
      await docker(["tag", "dekube-e2e/busybox", image]);
    }
    await docker(["tag", "dekube-e2e/caddy", "caddy:2-alpine"]);
    return project;
  }

  async up(...args: string[]): Promise<Ended> {
    return await helmfile2compose(
      ["up", "--from-dir", "all.yaml", "--output-dir", "out", ...args],
      { cwd: this.dir, anyCode: true, patienceMs: 180_000 },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const down = ["down", "--timeout", "1", "--volumes"];
    await docker(["compose", "--project-name", this.name, ...down], { cwd: join(this.dir, "out") });
  }
}

const job = workload("shop/migrate", {
  kind: "Job",
  container: { command: ["sh", "-c", "sleep 1; echo migrated"] },
  pod: { restartPolicy: "Never" },
});

e2e("up starts a project, waits for it, and names the URL that answers", {}, async () => {
  await using project = await Project.of(
    "up-well",
    ...[web("shop/web", "hello"), service("shop/web"), job],
    ingress("shop/web", "shop.localhost", { "/": "web:80" }),
  );

  const { code, stderr } = await project.up();

  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "Up: all 3 services (1 done, 1 healthy, 1 running).");
  const [url] = /http:\/\/shop\.localhost\S+/.exec(stderr)!;
  const resolve = `shop.localhost:${project.port}:127.0.0.1`;
  const { stdout } = await run(tool("curl"), ["-sS", "--resolve", resolve, url]);
  assertEquals(stdout.trim(), "hello");
  // What runs is found running.
  assertEquals((await project.up()).code, 0);
});

e2e("up shows the log of a container that crashes, and goes on", {}, async () => {
  await using project = await Project.of(
    "up-crashing",
    web("shop/web", "hello"),
    workload("shop/worker", { container: { command: ["sh", "-c", "echo no queue; exit 3"] } }),
  );

  const { code, stderr } = await project.up();

  assertEquals(code, 4, stderr);
  assertMatch(
    stderr,
    /^✖ worker ends with exit code 3 again and again; it said last:\n {4}no queue \(\d+ times\)$/m,
  );
  assertMatch(stderr, /^✖ Not all is up: 1 healthy, 1 crashing \(worker\)\./m);
  const { stdout } = await docker(["compose", "ps", "--services", "--status", "running"], {
    cwd: join(project.dir, "out"),
  });
  assertStringIncludes(stdout, "web");
});

e2e("up shows what the health check of an unhealthy container says", {}, async () => {
  const probe = { exec: { command: ["sh", "-c", "echo not well; exit 1"] } };
  await using project = await Project.of(
    "up-unhealthy",
    workload("shop/web", {
      container: {
        command: ["sleep", "1000"],
        readinessProbe: { ...probe, periodSeconds: 1, failureThreshold: 1, timeoutSeconds: 20 },
      },
    }),
  );

  const { code, stderr } = await project.up("--timeout", "30");

  assertEquals(code, 4, stderr);
  assertMatch(
    stderr,
    /^✖ web runs, but its health check fails; the check said:\n {4}not well\n/m,
  );
  assertStringIncludes(stderr, "✖ Not all is up after 30 s: 1 unhealthy (web).");
});

e2e("up says what waits for an init container that fails", {}, async () => {
  await using project = await Project.of(
    "up-init",
    workload("shop/web", {
      container: { command: ["sleep", "1000"] },
      pod: {
        restartPolicy: "Never",
        initContainers: [{
          name: "setup",
          image: "example/tools:1",
          command: ["sh", "-c", "echo no schema; exit 7"],
        }],
      },
      kind: "Job",
      spec: { backoffLimit: 0 },
    }),
  );

  const { code, stderr } = await project.up();

  assertEquals(code, 4, stderr);
  assertMatch(stderr, /^✖ web-init-setup ended with exit code 7; it said last:\n {4}no schema/m);
  assertMatch(stderr, /^ℹ Not started, since they wait for others: web$/m);
});

e2e("Compose takes what images of dekube.yaml say of building and watching", {}, async () => {
  await using project = await Project.of("up-images", web("shop/web", "hello"));
  const settings = join(project.dir, "out/dekube.yaml");
  await Deno.writeTextFile(
    settings,
    `images:
  example/tools:
    build: { context: ../tools, args: { A: "1" } }
    develop: { watch: [{ action: rebuild, path: ../tools }] }
`,
    { append: true },
  );
  await helmfile2compose(["--from-dir", "all.yaml", "--output-dir", "out"], { cwd: project.dir });

  const { stdout } = await docker(["compose", "config", "--format", "json"], {
    cwd: join(project.dir, "out"),
  });

  const { image, build, develop } = JSON.parse(stdout).services.web;
  assertEquals(image, "example/tools:1");
  assertEquals(build.context, join(project.dir, "tools"));
  assertEquals(develop.watch[0].path, join(project.dir, "tools"));
});
