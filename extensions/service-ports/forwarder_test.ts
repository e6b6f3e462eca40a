import { assertEquals } from "@std/assert";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { forwarder } from "./forwarder.ts";

const both = [
  { protocol: "TCP" as const, port: 80, target: 8080 },
  { protocol: "UDP" as const, port: 53, target: 5353 },
];

Deno.test("forwarder() joins a service's network, and has its owner and profiles", () => {
  const owner = { kind: "Deployment", namespace: "shop", name: "web" };
  const served = { owner, labels: { other: "x" }, profiles: ["x"] };
  const { command, ...service } = forwarder("web", both, served, "img");
  assertEquals(service, {
    image: "img",
    profiles: ["x"],
    entrypoint: ["/bin/sh", "-c"],
    network_mode: "service:web",
    depends_on: { web: { condition: "service_started" } },
    restart: "always",
    owner,
  });
  assertEquals(command, [
    "trap 'exit 1' TERM INT\n" +
    "(socat -t 300 TCP4-LISTEN:80,fork,reuseaddr,nodelay TCP4:127.0.0.1:8080,nodelay; kill $$) &\n" +
    "(socat -T 60 UDP4-LISTEN:53,fork,reuseaddr UDP4:127.0.0.1:5353; kill $$) &\n" +
    "network=$(ls /sys/class/net)\n" +
    'while [ "$(ls /sys/class/net)" = "$network" ]; do sleep 5 & wait $!; done\n' +
    "exit 1",
  ]);
});

/** The exit code of the script in a shell where these functions stand in for programs. */
async function exitCode(stubs: string): Promise<string> {
  const [script] = forwarder("web", both, {}, "img").command!;
  const run = 'sh -c "$1" >/dev/null 2>&1; echo "$?"';
  const { said } = await runTestTool("sh", ["-c", run, "sh", `${stubs}\n${script}`]);
  return said.trim();
}

Deno.test({
  ...needsTool("the forwarder ends as soon as one socat does", "sh", "any system"),
  async fn() {
    const stubs = 'socat() { case "$*" in *UDP4-LISTEN*) return 1;; *) exec sleep 1;; esac; }';
    assertEquals(await exitCode(stubs), "1");
  },
});

Deno.test({
  ...needsTool("the forwarder ends when its network is gone", "sh", "any system"),
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      const stubs = "socat() { exec sleep 1; }; sleep() { :; }; " +
        `ls() { [ -e '${dir}/gone' ] && echo lo || { echo eth0 lo; : > '${dir}/gone'; }; }`;
      assertEquals(await exitCode(stubs), "1");
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
