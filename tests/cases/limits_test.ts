import { assert, assertEquals } from "@std/assert";
import { renderCompose } from "../../mod.ts";
import { grouped } from "../../engine/cli/group.ts";
import { caseTest, convertCase, labels } from "./_case.ts";

caseTest("cpu-limit-above-laptop", "any machine starts it", async () => {
  const { services, said } = await convertCase("cpu-limit-above-laptop");

  // Docker refuses `cpus` above the machine's, but takes a quota of any size.
  assertEquals(services, {
    heavy: {
      image: "elasticsearch:8.14.0",
      restart: "always",
      cpu_period: 100_000,
      cpu_quota: 1_600_000,
      deploy: {
        resources: {
          limits: { memory: "64g" },
          reservations: { cpus: "2", memory: "4g" },
        },
      },
      labels: labels("Deployment", "heavy"),
    },
  });
  assertEquals(said.filter((line) => !line.includes("no-namespace")), []);
});

caseTest("gpu-limit", "a reserved device", async () => {
  const { services, said } = await convertCase("gpu-limit");

  assertEquals(services.llm.deploy.resources, {
    limits: { memory: "1g" },
    reservations: {
      memory: "500m",
      devices: [{ driver: "nvidia", count: 1, capabilities: ["gpu"] }],
    },
  });
  assert(said.some((line) => line.startsWith("info needs-gpu: ")));
});

caseTest(
  "grace-and-stopsignal",
  "signal, grace and hooks, and what is no command is named",
  async () => {
    const { services, said } = await convertCase("grace-and-stopsignal");
    const { stop, "stop-sidecar-s": side } = services;

    assertEquals([stop.stop_grace_period, stop.stop_signal], ["120s", "SIGQUIT"]);
    // It may fail, as in a cluster; Compose would not stop the container then.
    assertEquals(stop.pre_stop, [{ command: ["sh", "-c", "sh -c 'sleep 5' || :"] }]);
    assertEquals(stop.post_start, [{ command: ["sh", "-c", "echo $$(hostname) > /tmp/x"] }]);
    assertEquals([side.pre_stop, side.post_start], [undefined, undefined]);
    const hooks = said.filter((line) => line.includes("hook"));
    assertEquals(hooks.map((line) => line.split(",")[0].split(": it")[0]), [
      "warning unsupported-hook: the postStart hook (httpGet) is left out",
      "info needless-sleep: the preStop hook that only sleeps is left out",
    ]);
  },
);

caseTest("hostnetwork-no-ports", "said, and the host's network by a setting", async () => {
  const published = await convertCase("hostnetwork-no-ports");
  assertEquals(published.services.mdns.network_mode, undefined);
  assert(published.said.some((line) => line.startsWith("warning host-network: ")));

  const config = { extensions: { workload: { host_network: "host" } } };
  const kept = await convertCase("hostnetwork-no-ports", { config });
  assertEquals(kept.services.mdns.network_mode, "host");
  assertEquals(kept.said, []);
});

caseTest("pod-level-odds", "kept where Compose has a word, named where it has none", async () => {
  const { services: { odds }, said } = await convertCase("pod-level-odds");

  assertEquals([odds.tty, odds.stdin_open, odds.working_dir], [true, true, "/w"]);
  assertEquals([odds.user, odds.group_add], [undefined, ["5"]]);
  assertEquals(said.map((line) => line.split(":")[0]).sort(), [
    "info host-users",
    "info no-deadline",
    "info private-registry",
    "info runtime-class",
    "warning group-without-user",
  ]);
  assert(said.some((line) => line.endsWith("docker login")));

  const config = { extensions: { workload: { runtimes: { gvisor: "runsc" } } } };
  assertEquals((await convertCase("pod-level-odds", { config })).services.odds.runtime, "runsc");
});

caseTest("post-start-old-compose", "the header says which Compose it takes", async () => {
  const { project } = await convertCase("post-start-old-compose");

  assertEquals(
    renderCompose(project).split("\n")[2],
    "# Needs Docker Compose 2.30.0 (post_start) and Docker Engine 20.10, or newer.",
  );
});

caseTest("replicas-three", "the loss of replicas is said", async () => {
  const { services, said } = await convertCase("replicas-three");

  assertEquals(services, {
    web: {
      image: "nginx:1.27",
      networks: {
        default: {
          aliases: ["web.default.svc.cluster.local", "web.default.svc", "web.default"],
        },
      },
      restart: "always",
      labels: labels("Deployment", "web"),
    },
  });
  assert(said.includes("info one-replica: 3 replicas become one container"));
});

caseTest("utf16-powershell", "its service is there", async () => {
  const { services } = await convertCase("utf16-powershell");

  assertEquals(services.utf.image, "busybox:1.36");
});

caseTest("values-from-host-env", "one message, and a way to keep the variables", async () => {
  const { said } = await convertCase("values-from-host-env");
  assertEquals(said, [
    'warning unfilled-value: values that nobody filled in stand in images and names, where they can\'t stay: service he (${REGISTRY}, ${TAG}). Fill them in first, for instance with "envsubst < FILE", and convert what that prints ("--from-dir -" reads it). To have Compose fill them in from .env, write the image under "overrides" in dekube.yaml',
  ]);

  const image = "${REGISTRY}/app:${TAG}";
  const kept = await convertCase("values-from-host-env", {
    config: { overrides: { he: { image } } },
  });
  assertEquals(
    [kept.services.he.image, kept.services.he.environment.A, kept.said],
    [image, "$${FROM_HOST}", []],
  );
});

caseTest(
  "knative-service-kind",
  "each kind of another group is named, none is converted",
  async () => {
    const { services, diagnostics, said } = await convertCase("knative-service-kind");

    assertEquals(Object.keys(services), ["plain"]);
    assertEquals(
      said.map((line) => line.replace(/ \(1\).*/, "")).sort(),
      ["apps.kruise.io/StatefulSet", "batch.volcano.sh/Job", "config.openshift.io/Ingress"]
        .concat("serving.knative.dev/Service").map((kind) => `warning unknown-kind: ${kind}`),
    );
    assertEquals(grouped(diagnostics).length, diagnostics.length);
  },
);
