/** The images of a project as a user deals with them: listed, built, pinned, taken along. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml";
import { User } from "./_user.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;
const CONVERT = ["--from-dir", "rendered", "--output-dir", "out"];

function pods(registry: string): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  initContainers: [{ name: setup, image: "${registry}/shop/api:1", imagePullPolicy: Always }]
  containers:
  - { name: web, image: "${registry}/shop/api:1", imagePullPolicy: Always }
  - { name: agent, image: "${registry}/agent:2" }
`;
}

Deno.test("images lists what a project has, and prints the script, of what lies in the folder", async () => {
  await using user = await User.with({ "rendered/pod.yaml": pods("r.test") });
  const missing = await user.command("helmfile2compose", ["images", "-o", "out"]);
  assertEquals(missing.code, 1);
  assertMatch(missing.stderr, /^✖ there is no out.compose\.yml, which "images" lists/);
  await user.command("helmfile2compose", CONVERT);

  const checkout = new URL("..", import.meta.url).pathname;
  const { code, stdout } = await user.command("helmfile2compose", ["-o", "out", "images"], {
    permissions: [`--allow-read=out,${checkout}`],
  });
  assertEquals(code, 0);
  assertMatch(stdout, /^image {14}services\n/);
  assertMatch(stdout, /^r\.test\/agent:2 {5}web-sidecar-agent$/m);
  assertMatch(stdout, /^r\.test\/shop\/api:1 {2}web, web-init-setup$/m);
  const script = await user.command("helmfile2compose", ["images", "--script", "-o", "out"]);
  assertStringIncludes(script.stdout, "    'r.test/shop/api:1'");
  const refused = await user.command("helmfile2compose", ["images", "--from-dir", "rendered"]);
  assertMatch(refused.stderr, /^✖ "images" does nothing with --from-dir\. Leave one of them out$/m);
});

Deno.test("images of dekube.yaml builds an image for every service that has it", async () => {
  await using user = await User.with({
    "rendered/pod.yaml": pods("r.test"),
    "out/dekube.yaml": `name: shop
images:
  r.test/shop/api: { build: ../api, develop: { watch: [{ action: rebuild, path: ../api }] } }
`,
  });

  const { code, stderr } = await user.command("helmfile2compose", CONVERT);

  assertEquals(code, 0, stderr);
  // deno-lint-ignore no-explicit-any -- read from YAML
  const { services } = parse(await user.read("out/compose.yml")) as any;
  for (const name of ["web", "web-init-setup"]) {
    assertEquals(services[name].build, "../api", name);
    assertEquals(services[name].pull_policy, undefined, name);
  }
  assert(services.web.develop && !services["web-init-setup"].develop);
  assertEquals(services["web-sidecar-agent"].build, undefined);
  const { stdout } = await user.command("helmfile2compose", ["images", "-o", "out"]);
  assertMatch(stdout, /web, web-init-setup \(built here\)$/m);
});

Deno.test("--pin writes the digests that the registry has, and says what it has not", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const isThere = new URL(request.url).pathname === "/v2/shop/api/manifests/1";
    return isThere && request.headers.get("authorization") === `Basic ${btoa("me:secret")}`
      ? new Response(null, { headers: { "docker-content-digest": DIGEST } })
      : new Response(null, {
        status: isThere ? 401 : 404,
        headers: { "www-authenticate": 'Basic realm="x"' },
      });
  });
  try {
    const host = `127.0.0.1:${server.addr.port}`;
    await using user = await User.with({
      "rendered/pod.yaml": pods(host),
      "docker/config.json": JSON.stringify({ auths: { [host]: { auth: btoa("me:secret") } } }),
      "out/dekube.yaml": "name: shop\nextensions.workload.pod_image: busybox@" + DIGEST + "\n",
    });

    const env = { DOCKER_CONFIG: user.path("docker") };
    const { code, stderr } = await user.command("helmfile2compose", [...CONVERT, "--pin"], { env });

    assertEquals(code, 0, stderr);
    // deno-lint-ignore no-explicit-any -- read from YAML
    const { services } = parse(await user.read("out/compose.yml")) as any;
    assertEquals(services.web.image, `${host}/shop/api:1@${DIGEST}`);
    assertEquals(services["web-sidecar-agent"].image, `${host}/agent:2`);
    assertStringIncludes(
      stderr,
      `⚠ the image "${host}/agent:2" is not pinned: ${host} has no such image`,
    );
  } finally {
    await server.shutdown();
  }
});
