/**
 * Files that their mode closes: who can read them, and what programs say of them that take no others.
 *
 * @module
 */

import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type Ended, ROOT, run } from "./_command.ts";
import { client, data, stream, workload } from "./_manifests.ts";
import { e2e, setting, tool } from "./_setting.ts";
import { madeAnew, Stack } from "./_stack.ts";

const needs = ["docker"];

/** Whom containers run as, and who owns their closed files then: user, group and mode. */
const USERS: [name: string, pod: object, owner: string][] = [
  ["root", { runAsUser: 0 }, "0:0 400"],
  ["user", { runAsUser: 1234 }, "1234:0 400"],
  ["group", { runAsUser: 1234, runAsGroup: 1234, fsGroup: 5678 }, "1234:5678 400"],
  ["nobody", {}, "0:0 400"],
];

function closedFiles(key: string): string {
  return stream(
    data("Secret", "closed/key", { stringData: { id: key, cookie: "monster" } }),
    ...USERS.map(([name, securityContext]) =>
      client(`closed/${name}`, {
        container: {
          image: "example/ssh-keygen:1",
          volumeMounts: [
            { name: "key", mountPath: "/ssh" },
            { name: "key", mountPath: "/var/lib/cookie", subPath: "cookie" },
          ],
        },
        pod: {
          securityContext,
          volumes: [{ name: "key", secret: { secretName: "key", defaultMode: 0o400 } }],
        },
      })
    ),
    client("closed/fsgroup", {
      container: {
        command: ["sleep", "100000"],
        volumeMounts: [{ name: "key", mountPath: "/ssh" }],
        securityContext: { runAsNonRoot: true },
      },
      pod: {
        securityContext: { fsGroup: 5678 },
        volumes: [{ name: "key", secret: { secretName: "key", defaultMode: 0o400 } }],
      },
    }),
  );
}

/** What is found of the closed files, and what ssh says of its key: it takes none that others could read. */
async function checkClosedFiles(stack: Stack, publicKey: string): Promise<void> {
  for (const [name, , owner] of USERS) {
    assertEquals(
      await stack.sh(name, "stat -L -c '%u:%g %a' /ssh/id /var/lib/cookie; cat /var/lib/cookie"),
      `${owner}\n${owner}\nmonster`,
      name,
    );
    assertEquals(await stack.sh(name, "ssh-keygen -y -f /ssh/id"), publicKey, name);
  }
  assertEquals(await stack.sh("fsgroup", "stat -c '%u:%g %a' /ssh/id"), "0:5678 440");
}

/** A key pair of ssh, as text. */
async function sshKey(): Promise<{ key: string; publicKey: string }> {
  const dir = await Deno.makeTempDir({ dir: setting!.dir });
  const path = join(dir, "id");
  await run(tool("ssh").replace(/ssh$/, "ssh-keygen"), [
    "-q",
    "-t",
    "ed25519",
    "-N",
    "",
    "-C",
    "",
    "-f",
    path,
  ]);
  const [key, publicKey] = [await Deno.readTextFile(path), await Deno.readTextFile(`${path}.pub`)];
  return { key, publicKey: publicKey.trim() };
}

e2e("files that their mode closes are their user's alone, and ssh takes its key", {
  needs: [...needs, "ssh"],
}, async () => {
  const { key, publicKey } = await sshKey();
  const stack = await Stack.up({ name: "closed", manifests: closedFiles(key) });

  await checkClosedFiles(stack, publicKey);
  // What is given away already stays as it is.
  await stack.convertAgain();
  await checkClosedFiles(stack, publicKey);
  await stack.down();
});

e2e("so they are when an ordinary user converts, who can't read them a second time", {
  needs: [...needs, "ssh"],
}, async () => {
  const { key, publicKey } = await sshKey();
  const command = await asOrdinaryUser(4321);
  const stack = await Stack.convert({ name: "closed-user", manifests: closedFiles(key), command });
  await stack.up();
  await checkClosedFiles(stack, publicKey);

  const again = await stack.convertAgain();
  assert(again.stderr.includes("none changed"), again.stderr);
  await checkClosedFiles(stack, publicKey);

  assertEquals(await madeAnew(stack, (text) => text.replaceAll("monster", "crumbs")), [
    "fix-permissions",
    "fsgroup",
    "group",
    "nobody",
    "root",
    "user",
  ]);
  assertEquals(
    await stack.sh("user", "stat -L -c '%u %a' /var/lib/cookie; cat /var/lib/cookie"),
    "1234 400\ncrumbs",
  );
  // They can go as well.
  await madeAnew(stack, (text) => text.replaceAll('"cookie": "crumbs"', '"other": "crumbs"'));
  assertEquals(await stack.sh("fsgroup", "ls /ssh"), "id\nother");
  await stack.down();
});

/** Converts as a user of this machine who is not root, and owns no more than the folder. */
async function asOrdinaryUser(uid: number): Promise<(args: readonly string[]) => Promise<Ended>> {
  const home = join(setting!.dir, "ordinary-user");
  const build = ["run", "-A", `--config=${ROOT}/deno.json`, `${ROOT}/build.ts`];
  await run(Deno.execPath(), [...build, "helmfile2compose", "--js", "--output-dir", home]);
  await Deno.copyFile(Deno.execPath(), join(home, "deno"));
  // The way there leads through folders that are root's.
  await Deno.chmod(setting!.dir, 0o711);
  return async (args) => {
    const dir = args[args.indexOf("--output-dir") + 1];
    await run("chown", ["-R", "--from=0", String(uid), home]);
    for (const path of [dir, join(dir, "dekube.yaml")]) await Deno.chown(path, uid, uid);
    return await run("setpriv", [
      `--reuid=${uid}`,
      `--regid=${uid}`,
      "--clear-groups",
      join(home, "deno"),
      "run",
      "-A",
      "--no-remote",
      join(home, "helmfile2compose.js"),
      ...args,
    ], { env: { HOME: home, DENO_DIR: join(home, "cache"), JSR_URL: "file:///nowhere/" } });
  };
}

/** A pod of RabbitMQ whose Erlang cookie is a Secret's. */
function queue(name: string, secretName: string, defaultMode: number): object {
  return workload(`queues/${name}`, {
    container: {
      image: "rabbitmq:3",
      volumeMounts: [{
        name: "cookie",
        mountPath: "/var/lib/rabbitmq/.erlang.cookie",
        subPath: "cookie",
      }],
    },
    pod: {
      hostname: name,
      securityContext: { runAsUser: 999, fsGroup: 999 },
      volumes: [{ name: "cookie", secret: { secretName, defaultMode } }],
    },
  });
}

e2e("RabbitMQ takes its Erlang cookie, and those that have it talk to each other", {
  needs: [...needs, "erl", "setpriv"],
}, async () => {
  const stack = await Stack.up({
    name: "queues",
    manifests: stream(
      data("Secret", "queues/cookie", { stringData: { cookie: "ZEBRA" } }),
      data("Secret", "queues/other", { stringData: { cookie: "HORSE" } }),
      ...[
        queue("one", "cookie", 0o400),
        queue("two", "cookie", 0o600),
        queue("stranger", "other", 0o400),
        queue("open", "cookie", 0o444),
      ] as Record<string, unknown>[],
    ),
    images: { "rabbitmq:3": "rabbitmq" },
  });

  const ask = (from: string, node: string) =>
    stack.docker(["exec", "-T", from, "rabbitmqctl", "--quiet", "-n", `rabbit@${node}`, "ping"], {
      anyCode: true,
    });
  for (const [from, node] of [["one", "two"], ["two", "one"]]) {
    const { stdout } = await stack.eventually(() => ask(from, node), ({ code }) => code === 0);
    assertStringIncludes(stdout, "Ping succeeded", from);
  }
  assertNotEquals((await ask("stranger", "one")).code, 0);
  // Erlang takes no cookie that others could read.
  const { stdout } = await stack.eventually(
    () => stack.docker(["logs", "open"]),
    ({ stdout }) => stdout.includes("cookie"),
  );
  assertStringIncludes(stdout, "must be accessible by owner only");
  await stack.down({ volumes: true });
});
