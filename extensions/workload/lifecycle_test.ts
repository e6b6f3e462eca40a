import { assertEquals } from "@std/assert";
import { bare, convertOne, podOf, said, serviceOf, workload } from "./_testing.ts";

Deno.test("convertLifecycle() keeps exec hooks", async () => {
  assertEquals(
    await serviceOf(podOf({
      lifecycle: {
        postStart: { exec: { command: ["sh", "-c", "echo $HOME"] } },
        preStop: { exec: { command: ["stop", null] } },
      },
    })),
    {
      post_start: [{ command: ["sh", "-c", "echo $$HOME"] }],
      pre_stop: [{ command: ["stop"] }],
    },
  );
});

Deno.test("convertLifecycle() stops by the signal that the container wants", async () => {
  const pod = podOf({ lifecycle: { stopSignal: "SIGQUIT" } });
  assertEquals(await serviceOf(pod), { stop_signal: "SIGQUIT" });
});

Deno.test("convertLifecycle() lets a preStop hook fail, which must not keep the container from ending", async () => {
  const hook = async (...command: string[]) =>
    (await serviceOf(podOf({ lifecycle: { preStop: { exec: { command } } } }))).pre_stop;

  assertEquals(await hook("sh", "-c", "sleep 5; echo $HOME"), [
    { command: ["sh", "-c", "sh -c 'sleep 5; echo $$HOME' || :"] },
  ]);
  assertEquals(await hook("/bin/bash", "-ec", "it's"), [
    { command: ["/bin/bash", "-c", `/bin/bash -ec 'it'\\''s' || :`] },
  ]);
  assertEquals(await hook("/opt/stop.sh", "now"), [
    { command: ["sh", "-c", "/opt/stop.sh now || :"] },
  ]);
  assertEquals(await hook("nginx", "-s", "quit"), [{ command: ["nginx", "-s", "quit"] }]);
});

Deno.test("convertLifecycle() leaves out hooks that sleep, which an image need not be able to, and says so", async () => {
  const lifecycle = { preStop: { sleep: { seconds: 5 } } };
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "web", podOf({ lifecycle })),
    workload("Deployment", "api", podOf({ lifecycle })),
  ]);
  assertEquals([bare(services.web), bare(services.api)], [{}, {}]);
  assertEquals(said({ diagnostics }), [
    "needless-sleep containers[app].lifecycle.preStop",
    "needless-sleep containers[app].lifecycle.preStop",
  ]);
});

Deno.test("convertLifecycle() says so when a hook is not exec", async () => {
  const hooks = [{ httpGet: { port: 80 } }, { tcpSocket: { port: 80 } }, { exec: {} }, {}];
  for (const hook of hooks) {
    const { services, diagnostics } = await convertOne([
      workload("Deployment", "web", podOf({ lifecycle: { postStart: hook, preStop: null } })),
    ]);
    assertEquals([services.web.post_start, services.web.pre_stop], [undefined, undefined]);
    assertEquals(said({ diagnostics }), ["unsupported-hook containers[app].lifecycle.postStart"]);
  }
});

Deno.test("convertLifecycle() names the hook that it leaves out, and the key to give another", async () => {
  const lifecycle = { postStart: { exec: null, httpGet: { path: "/up", port: 80 } } };
  const { diagnostics } = await convertOne([workload("Deployment", "web", podOf({ lifecycle }))]);

  assertEquals(
    diagnostics[0].message,
    'the postStart hook (httpGet) is left out, because Compose\'s hooks are commands. Give one as "overrides.web.post_start" in dekube.yaml: [{command: [...]}]',
  );
});
