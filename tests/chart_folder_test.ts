/** Converts where a chart is: Helm packs whatever lies in its folder. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { unless, WINDOWS } from "../tools/unless.ts";
import type { Ended } from "./_process.ts";
import { User } from "./_user.ts";

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: web, image: "example/web:1" }] }
`;

const CHART = {
  "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "bin/helm": `#!/bin/sh\ncat <<'END'\n---\n# Source: shop/templates/pod.yaml\n${POD}END\n`,
};

/** Runs the command in a folder of the user's. */
async function runIn(user: User, folder: string, ...args: string[]): Promise<Ended> {
  await Deno.chmod(user.path("bin/helm"), 0o755);
  const inside = Object.assign(Object.create(user), { folder: user.path(folder) }) as User;
  const env = { PATH: `${user.path("bin")}:/usr/bin:/bin` };
  return await User.prototype.command.call(inside, "kubernetes2simple", args, { env });
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ...unless(name, WINDOWS), fn });
}

test("the output of a chart goes beside it, which is said", async () => {
  await using user = await User.with(CHART);

  const first = await runIn(user, "shop");
  assertEquals(first.code, 0, first.stderr);
  assertMatch(
    first.stderr,
    /^ℹ this folder is a chart, and Helm would pack what is written into it: the output goes to \.\.\/shop-compose\. Choose another folder with --output-dir$/m,
  );
  assertStringIncludes(first.stderr, "cd ../shop-compose && docker compose up -d");
  assertEquals([...Deno.readDirSync(user.path("shop"))].map(({ name }) => name), ["Chart.yaml"]);
  assert(await user.has("shop-compose/compose.yml"));

  // It is the same folder for whatever else asks for it.
  const { stdout } = await runIn(user, "shop", "images");
  assertStringIncludes(stdout, "example/web:1");
  const again = await runIn(user, "shop", "--dry-run");
  assertStringIncludes(again.stdout, "Nothing would change.");
});

test("a folder that is named in a chart is refused, unless .helmignore leaves it out", async () => {
  await using user = await User.with({ ...CHART, "shop/charts/db/Chart.yaml": "name: db\n" });

  const refused = await runIn(user, "shop/charts/db", "-o", "deploy/out", "--helm-chart", "../..");
  assertEquals(refused.code, 1);
  assertMatch(
    refused.stderr,
    /^✖ "\.\.\/\.\." is a chart, and Helm would pack what is written to "deploy\/out" in it, passwords included\. Choose a folder beside it: --output-dir \S*shop-compose; or have Helm leave it out: a line charts\/db\/deploy\/out\/ in \.\.\/\.\.\/\.helmignore$/m,
  );
  assert(!await user.has("shop/charts/db/deploy"));
  const here = await runIn(user, "shop", "-o", ".");
  assertEquals(here.code, 1);
  assertMatch(
    here.stderr,
    /passwords included\. Choose a folder beside it: --output-dir \.\.\/shop-compose$/m,
  );

  await user.write({ "shop/.helmignore": "*.tgz\nout/\n" });
  const { code, stderr } = await runIn(user, "shop", "-o", "out");
  assertEquals(code, 0, stderr);
  assert(await user.has("shop/out/compose.yml"));
});

test("settings that an earlier run left in a chart are not passed over", async () => {
  await using user = await User.with({ ...CHART, "shop/dekube.yaml": "name: mine\n" });

  const { code, stderr } = await runIn(user, "shop");
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^✖ this folder is a chart, and Helm packs the dekube\.yaml .* to \.\.\/shop-compose, where the output goes from now on$/m,
  );
  assert(!await user.has("shop-compose"));
  await user.write({ "shop-compose/dekube.yaml": "name: mine\n" });
  assertEquals((await runIn(user, "shop")).code, 0);
});

test("a folder that is no chart keeps its output", async () => {
  await using user = await User.with({ ...CHART, "plain/pod.yaml": POD });

  const { code, stderr } = await runIn(user, "plain");
  assertEquals(code, 0, stderr);
  assert(await user.has("plain/compose.yml"));
});
