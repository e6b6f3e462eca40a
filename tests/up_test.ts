/** Runs `up` as a user does, with a docker that plays what a real one says. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { unless, WINDOWS } from "../tools/unless.ts";
import type { Ended } from "./_process.ts";
import { commandOf, User } from "./_user.ts";

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: web, image: "example/web:1" }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec: { rules: [{ host: shop.localhost, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }] }
`;

/** Answers from files of the folder, each look at the containers with the next one. */
const DOCKER = `#!/bin/sh
cd "$PLAY" || exit 9
echo "$*" >> asked
case "$*" in
  "compose version --short") echo 2.40.0 ;;
  *"config --format json") cat model ;;
  *"ls --all --format json") cat projects 2>/dev/null ;;
  *"up --detach") cat said >&2; exit "$(cat code)" ;;
  *"ps --all --format json")
    for look in 1 2 3 4 5 6 7 8 9; do [ -e "ps$look" ] && break; done
    cat "ps$look"; [ -e "ps$((look + 1))" ] && rm "ps$look"; true ;;
  *logs*) echo 'no database'; echo 'no database'; printf 'giving \\033[2Jup\\n' ;;
  inspect*) echo '{"OOMKilled":false,"Health":{"Log":[{"Output":"connection refused"}]}}' ;;
esac
`;

interface Play {
  ps: object[][];
  services?: object;
  said?: string;
  code?: number;
}

function container(service: string, state: string, more: object = {}): object {
  return { Service: service, Name: `shop-${service}-1`, State: state, ...more };
}

async function withPlay({ ps, services = { web: {} }, said = "", code = 0 }: Play): Promise<User> {
  const user = await User.with({
    "rendered/pod.yaml": POD,
    "bin/docker": DOCKER,
    "play/model": JSON.stringify({ services }),
    "play/said": said,
    "play/code": `${code}`,
    ...Object.fromEntries(
      ps.map((look, index) => [
        `play/ps${index + 1}`,
        look.map((line) => JSON.stringify(line)).join("\n"),
      ]),
    ),
  });
  await Deno.chmod(user.path("bin/docker"), 0o755);
  return user;
}

async function up(user: User, ...args: string[]): Promise<Ended> {
  return await user.command("helmfile2compose", [
    ...["up", "--from-dir", "rendered", "--output-dir", "out", ...args],
  ], { env: envOf(user) });
}

function envOf(user: User): Record<string, string> {
  return { PATH: `${user.path("bin")}:/usr/bin:/bin`, PLAY: user.path("play") };
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ...unless(name, WINDOWS), fn });
}

test("up converts, starts, waits until all is up, and says where", async () => {
  await using user = await withPlay({
    services: { web: {}, job: { labels: { "dekube.io/kind": "Job" } }, caddy: {} },
    ps: [
      [container("web", "created"), container("job", "created"), container("caddy", "created")],
      [
        container("web", "running", { Health: "starting" }),
        container("job", "running"),
        container("caddy", "running", { Health: "healthy" }),
      ],
      [
        container("web", "running", { Health: "healthy" }),
        container("job", "exited", { ExitCode: 0 }),
        container("caddy", "running", { Health: "healthy" }),
      ],
    ],
    said: 'Container shop-web-1 Started\ntime="x" level=warning msg="The \\"X\\" is not set"\n',
  });

  const { code, stderr } = await up(user);

  assertEquals(code, 0, stderr);
  assert(await user.has("out/compose.yml"));
  assertStringIncludes(stderr, '⚠ Compose: The "X" is not set\n');
  assertStringIncludes(stderr, "… 1 healthy, 2 starting (web, job)\n");
  assertStringIncludes(
    stderr,
    "Up: all 3 services (1 done, 2 healthy).\nOpen:\n  http://shop.localhost\n" +
      "Stop it with: cd out && docker compose down\n",
  );
  assert(!stderr.includes("Start it with"), stderr);
  assert((await user.read("play/asked")).includes("compose up --detach\n"));
});

test("up shows the log of what failed, its exit code, and what to do", async () => {
  await using user = await withPlay({
    services: { web: {}, app: {} },
    ps: [[container("web", "exited", { ExitCode: 3 }), container("app", "created")]],
    said:
      " Container shop-web-1  Started\ndependency failed to start: container shop-web-1 exited (3)\n",
    code: 1,
  });

  const { code, stderr } = await up(user, "--compose-file", "my.yml");

  assertEquals(code, 4, stderr);
  assertStringIncludes(
    stderr,
    `✖ web ended with exit code 3; it said last:
    no database (2 times)
    giving \\x1b[2Jup
  What it is told is for you to change: overrides.web.environment in dekube.yaml, overrides.web.command in dekube.yaml
  All that it says: cd out && docker compose -f my.yml logs web
ℹ Not started, since they wait for others: app
✖ Not all is up: 1 waiting (app), 1 failed (web). compose.yml is written, and what was started still runs.
Stop it with: cd out && docker compose -f my.yml down
`,
  );
});

test("up says what Compose refuses, and what to do", async () => {
  await using user = await withPlay({
    ps: [[]],
    said: "Image example/web:1 Pulling\npull access denied for example/web\n",
    code: 18,
  });

  const { code, stderr } = await up(user);

  assertEquals(code, 4, stderr);
  assertStringIncludes(
    stderr,
    "✖ cd out && docker compose up failed:\n    pull access denied for example/web\n" +
      "  An image can't be had: log in where it is kept (docker login REGISTRY), or",
  );
});

test("up says that Docker does not run, in the words of old and new ones", async () => {
  for (
    const said of [
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
      "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix",
    ]
  ) {
    await using user = await withPlay({ ps: [[]], said: `${said}\n`, code: 1 });

    const { code, stderr } = await up(user);

    assertEquals(code, 4, stderr);
    assertStringIncludes(stderr, "  Docker does not answer: start Docker Desktop, or the service");
  }
});

test("up leaves a project of the same name alone that another folder has", async () => {
  await using user = await withPlay({ ps: [[container("web", "running")]] });
  const listed = (folder: string) =>
    JSON.stringify([{ Name: "shop", ConfigFiles: user.path(`${folder}/compose.yml`) }]);
  await user.write({
    "play/model": JSON.stringify({ name: "shop", services: { web: {} } }),
    "other/compose.yml": "services: {}\n",
    "play/projects": listed("other"),
  });

  const { code, stderr } = await up(user);

  assertEquals(code, 4, stderr);
  assertStringIncludes(
    stderr,
    `✖ a project "shop" is there already, started from ${
      user.path("other")
    }, and Compose would put these containers in the place of its own. Give this one another "name" in dekube.yaml, and convert again; or take that one down: docker compose -p shop down\n`,
  );
  assert(!(await user.read("play/asked")).includes("up --detach"));
  for (const folder of ["out", "moved-away"]) {
    await user.write({ "play/projects": listed(folder) });
    assertEquals((await up(user)).code, 0, folder);
  }
});

test("up gives up when its time is over, and says how far it came", async () => {
  await using user = await withPlay({
    ps: [[container("web", "running", { Health: "unhealthy" })]],
  });

  const { code, stderr, stdout } = await up(user, "--timeout", "1", "--report", "json");

  assertEquals(code, 4, stderr);
  assertStringIncludes(
    stderr,
    "✖ web runs, but its health check fails; the check said:\n    connection refused\n",
  );
  assertStringIncludes(stderr, "✖ Not all is up after 1 s: 1 unhealthy (web).");
  const report = JSON.parse(stdout);
  assertEquals(report.exitCode, 4);
  const { reason, ...came } = report.up;
  assertEquals(came, { outcome: "timeout", services: { web: "unhealthy" } });
  assertMatch(reason, /^✖ web runs, but its health check fails.*✖ Not all is up after 1 s: /s);
});

test("up says before anything is written that Docker Compose is missing", async () => {
  await using user = await withPlay({ ps: [] });
  await Deno.remove(user.path("bin/docker"));

  const { code, stderr } = await user.command("helmfile2compose", [
    ...["up", "--from-dir", "rendered", "--output-dir", "out"],
  ], { env: { PATH: user.path("bin") } });

  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^✖ Docker Compose is not there, .*Install it \(https:.*\), or leave "up" out/,
  );
  assert(!await user.has("out"));
});

test("up takes leave to run docker, and names it", async () => {
  await using user = await withPlay({ ps: [[container("web", "running", { Health: "healthy" })]] });
  const args = ["up", "--from-dir", "rendered", "--output-dir", "out"];
  const checkout = new URL("..", import.meta.url).pathname;
  const permissions = [`--allow-read=rendered,out,${checkout}`, "--allow-write=out"];

  const without = await user.command("helmfile2compose", args, { permissions, env: envOf(user) });
  assertEquals(without.code, 1);
  assertStringIncludes(without.stderr, "Add --allow-run=docker");
  const { code, stderr } = await user.command("helmfile2compose", args, {
    permissions: [...permissions, "--allow-run=docker"],
    env: envOf(user),
  });
  assertEquals(code, 0, stderr);
});

test("up stops waiting when it is interrupted, and says what still runs", async () => {
  await using user = await withPlay({
    ps: [[container("web", "running", { Health: "starting" })]],
  });
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", commandOf("helmfile2compose")],
      ...["up", "--from-dir", "rendered", "--output-dir", "out"],
    ],
    cwd: user.folder,
    env: { NO_COLOR: "1", ...envOf(user) },
    stdin: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (said.includes("1 starting (web)\n") && !said.includes("Stopped")) child.kill("SIGINT");
  }

  assertEquals((await child.status).code, 130);
  assertStringIncludes(
    said,
    "Stopped waiting. What was started still runs: 1 starting (web).\n" +
      "Look at it with: cd out && docker compose ps\n",
  );
});
