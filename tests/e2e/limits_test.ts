/**
 * What a pod may use and asks for keeps nothing from starting, and the oldest Compose that is said to do takes the file.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { BASE, isOlder, NEEDS } from "../../engine/core/output/needs.ts";
import { docker, helmfile2compose, run } from "./_command.ts";
import { client, service, stream, web, workload } from "./_manifests.ts";
import { e2e, setting, tool } from "./_setting.ts";
import { shared, Stack } from "./_stack.ts";

const needs = ["docker"];

/** Far more than this machine has, and less than Docker takes. */
const limited = shared({
  name: "limited",
  manifests: stream(
    client("limits/large", {
      container: {
        resources: {
          limits: { cpu: "1024", memory: "64Ti" },
          requests: { cpu: 512, memory: "1Ti" },
        },
      },
      spec: { replicas: 3 },
    }),
    client("limits/small", {
      container: {
        resources: { limits: { cpu: "1m", memory: "1Mi" }, requests: { memory: "512Ki" } },
        // A shell alone fits into 6 MiB.
        command: ["sh", "-c", "while :; do read -t 1000 _ </dev/zero; done"],
      },
    }),
    client("limits/twisted", {
      container: { resources: { limits: { memory: "64Mi" }, requests: { memory: "1Gi" } } },
    }),
    client("limits/overridden", { container: { resources: { limits: { cpu: 64 } } } }),
    client("limits/pod", { pod: { resources: { limits: { cpu: 3, memory: "128Mi" } } } }),
  ),
  config: { overrides: { overridden: { cpus: 0.5, mem_limit: "32m" } } },
});

e2e("limits above the machine's are in force, and let the container start", { needs }, async () => {
  const { State, HostConfig } = await (await limited()).inspect("large");

  assertEquals(State.Status, "running");
  assertEquals([HostConfig.CpuQuota, HostConfig.CpuPeriod], [102_400_000, 100_000]);
  assertEquals([HostConfig.Memory, HostConfig.MemoryReservation], [2 ** 46, 2 ** 40]);
});

e2e("limits below Docker's become the least that it takes", { needs }, async () => {
  const stack = await limited();
  const { HostConfig } = await stack.inspect("small");

  assertEquals([HostConfig.NanoCpus, HostConfig.Memory], [1e7, 6 * 2 ** 20]);
  assertEquals(HostConfig.MemoryReservation, 0);
  assertMatch(stack.said, /"1m" is less than Docker takes, so the limit is 0\.01 CPUs/);
});

e2e("a request above its limit is kept to it", { needs }, async () => {
  const { State, HostConfig } = await (await limited()).inspect("twisted");

  assertEquals(State.Status, "running");
  assertEquals([HostConfig.Memory, HostConfig.MemoryReservation], [2 ** 26, 2 ** 26]);
});

e2e(
  "the user's limits take the place of the manifest's, in other words too",
  { needs },
  async () => {
    const { HostConfig } = await (await limited()).inspect("overridden");

    assertEquals([HostConfig.NanoCpus, HostConfig.CpuQuota, HostConfig.Memory], [5e8, 0, 2 ** 25]);
  },
);

e2e("a container has its pod's limits where it has none", { needs }, async () => {
  const { HostConfig } = await (await limited()).inspect("pod");

  assertEquals([HostConfig.CpuQuota, HostConfig.Memory], [300_000, 2 ** 27]);
});

e2e("replicas that become one are said", { needs }, async () => {
  assertMatch((await limited()).said, /limits\/large.*: 3 replicas become one container/);
});

const signalled = shared({
  name: "signalled",
  manifests: stream(workload("limits/stopped", {
    container: {
      command: [
        "sh",
        "-c",
        "trap 'echo QUIT >/kept/signal; exit 0' QUIT; trap 'echo TERM >/kept/signal; exit 0' TERM; while :; do sleep 0.1; done",
      ],
      // What fails before the end must not keep the container from it.
      lifecycle: { stopSignal: "SIGQUIT", preStop: { exec: { command: ["sh", "-c", "exit 1"] } } },
      volumeMounts: [{ name: "kept", mountPath: "/kept" }],
    },
    pod: {
      terminationGracePeriodSeconds: 10,
      volumes: [{ name: "kept", persistentVolumeClaim: { claimName: "kept" } }],
    },
  })),
});

e2e(
  "a container ends by the signal that it asks for, though its preStop hook fails",
  { needs },
  async () => {
    const stack = await signalled();
    await stack.docker(["stop", "stopped"]);

    assertEquals(await Deno.readTextFile(join(stack.dir, "data/kept/signal")), "QUIT\n");
  },
);

const onHost = shared({
  name: "on-host",
  manifests: stream(
    web("limits/agent", "from the host", { port: 18_473, pod: { hostNetwork: true } }),
    service("limits/agent"),
    client("limits/asker", {
      container: { env: [{ name: "URL", value: "http://agent.limits.svc" }] },
    }),
    client("other/asker-too"),
  ),
  config: { extensions: { workload: { host_network: "host" } } },
});

e2e("a pod on the host's network has it where the user wants it so", { needs }, async () => {
  const stack = await onHost();
  const { HostConfig } = await stack.inspect("agent");

  assertEquals(HostConfig.NetworkMode, "host");
  assertEquals(
    await stack.sh("agent", "readlink /proc/self/ns/net"),
    Deno.readLinkSync("/proc/self/ns/net"),
  );
});

e2e("others reach a pod on the host by the names of its Service", { needs }, async () => {
  const stack = await onHost();
  const ask = (from: string, url: string) =>
    stack.eventually(
      () => stack.sh(from, `wget -q -O - ${url}`),
      (answer) => answer === "from the host",
    );

  assertEquals(await ask("asker", "$URL"), "from the host");
  assertEquals(await ask("asker", "http://agent:18473"), "from the host");
  assertEquals(await ask("asker-too", "http://agent.limits:18473"), "from the host");
});

e2e(
  "a pod on the host listens at the address that it is told, and others find it there",
  { needs },
  async () => {
    const run = "mkdir /www; echo there >/www/index.html; exec httpd -f -p $(IP):18474 -h /www";
    const stack = await Stack.up({
      name: "on-host-address",
      manifests: stream(
        client("limits/bound", {
          container: {
            command: ["sh", "-c", run],
            env: [{ name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
            ports: [{ containerPort: 18_474 }],
          },
          pod: { hostNetwork: true },
        }),
        service("limits/bound", { port: 18_474, targetPort: 18_474 }),
        client("limits/asker"),
      ),
      config: { extensions: { workload: { host_network: "host" } } },
    });
    const answer = await stack.eventually(
      () => stack.sh("asker", "wget -q -O - http://bound.limits.svc:18474"),
      (answer) => answer === "there",
    );
    assertEquals(answer, "there");
    await stack.down();
  },
);

/** The versions that a file says it needs. */
function headerOf(text: string): { compose: string; engine: string } {
  const [, compose, engine] =
    /^# Needs Docker Compose (\S+).* and Docker Engine (\S+?)(?:,| )/m.exec(text) ?? [];
  return { compose, engine };
}

/** What the oldest Compose says of a file. */
async function oldest(dir: string) {
  return await run(tool("docker-compose-oldest"), ["--profile", "*", "config", "--quiet"], {
    cwd: dir,
    anyCode: true,
  });
}

e2e("the oldest Compose runs what says that it will do", {
  needs: [...needs, "docker-compose-oldest"],
}, async () => {
  const stack = await Stack.convert({
    name: "oldest",
    manifests: stream(
      web("limits/web", "hello", {
        pod: {
          initContainers: [{ name: "first", image: "example/tools:1", command: ["true"] }],
        },
      }),
      service("limits/web"),
      client("limits/client"),
    ),
  });
  await stack.docker(["config", "--quiet"]);
  assertEquals(headerOf(await Deno.readTextFile(join(stack.dir, "compose.yml"))), BASE);
  await docker(["tag", "dekube-e2e/busybox", "example/tools:1"]);
  const compose = async (...args: string[]) =>
    await run(tool("docker-compose-oldest"), ["--project-name", "oldest", ...args], {
      cwd: stack.dir,
    });
  try {
    await compose("up", "--detach");
    const answer = await stack.eventually(
      () => compose("exec", "-T", "client", "wget", "-q", "-O", "-", "http://web.limits.svc:8080"),
      ({ stdout }) => stdout !== "",
    );
    assertEquals(answer.stdout, "hello\n");
  } finally {
    await compose("down", "--timeout", "1", "--volumes");
  }
});

/** A use of each key that Compose itself must know. */
const EXAMPLES: Record<string, unknown> = {
  "configs.*.content": "text",
  "configs.*.environment": "HOME",
  models: { llm: { model: "ai/model" } },
  "networks.*.enable_ipv4": true,
  "services.*.build.entitlements": ["network.host"],
  "services.*.build.no_cache_filter": ["stage"],
  "services.*.build.provenance": true,
  "services.*.build.sbom": true,
  "services.*.build.ulimits": { nofile: 10 },
  "services.*.develop": { watch: [{ path: ".", action: "rebuild" }] },
  "services.*.develop.watch[].exec": { command: "true" },
  "services.*.develop.watch[].include": "*.txt",
  "services.*.develop.watch[].initial_sync": true,
  "services.*.devices[].source": "/dev/null",
  "services.*.env_file[].format": "raw",
  "services.*.env_file[].path": "web.env",
  "services.*.gpus": "all",
  "services.*.healthcheck.start_interval": "1s",
  "services.*.label_file": "labels",
  "services.*.models": ["llm"],
  "services.*.networks.*.driver_opts": { a: "b" },
  "services.*.networks.*.gw_priority": 1,
  "services.*.networks.*.interface_name": "eth7",
  "services.*.networks.*.mac_address": "02:42:ac:11:00:02",
  "services.*.ports[].app_protocol": "http",
  "services.*.ports[].name": "web",
  "services.*.post_start": [{ command: ["true"] }],
  "services.*.pre_start": [{ command: ["true"] }],
  "services.*.pre_stop": [{ command: ["true"] }],
  "services.*.provider": { type: "cloud" },
  "services.*.pull_refresh_after": "12h",
  "services.*.use_api_socket": true,
  "services.*.volumes[].bind.recursive": "disabled",
  "services.*.volumes[].volume.labels": { a: "b" },
  "services.*.volumes[].volume.subpath": "below",
};

/** What must stand beside a key, by what it stands in. */
const BESIDE: Record<string, Record<string, unknown>> = {
  "services.*": { image: "example/tools:1" },
  "services.*.build": { context: "." },
  "services.*.develop.watch[]": { path: ".", action: "sync", target: "/a" },
  "services.*.devices[]": { source: "/dev/null", target: "/dev/null" },
  "services.*.env_file[]": { path: "web.env", required: false },
  "services.*.ports[]": { target: 80 },
  "services.*.volumes[]": { type: "volume", source: "data", target: "/data" },
};

/** A project in which a key has a value. */
function projectWith(key: string): Record<string, unknown> {
  const project: Record<string, unknown> = {
    name: "needs",
    services: { web: { image: "example/tools:1" } },
    volumes: { data: null },
    ...(key === "services.*.models" ? { models: { llm: { model: "ai/model" } } } : {}),
  };
  const steps = key.replaceAll("[]", ".[]").split(".");
  const names: Record<string, string> = { services: "web", networks: "default", configs: "text" };
  let at = project;
  for (const [index, step] of steps.entries()) {
    const path = steps.slice(0, index + 1).join(".").replaceAll(".[]", "[]");
    if (index === steps.length - 1) {
      at[step] = EXAMPLES[key];
      break;
    }
    if (step === "[]") continue;
    const name = step === "*" ? names[steps[index - 1]] : step;
    const isList = steps[index + 1] === "[]";
    const inner: Record<string, unknown> = { ...BESIDE[isList ? `${path}[]` : path] };
    at[name] = isList ? [inner] : { ...at[name] as object, ...inner };
    at = isList ? inner : at[name] as Record<string, unknown>;
  }
  return project;
}

e2e("each key that is said to need a newer Compose is one that the oldest refuses", {
  needs: [...needs, "docker-compose-oldest"],
}, async () => {
  for (const { key, compose, isNew } of NEEDS) {
    // Of a value that it does not know Compose hears from the Engine alone, and others it takes as something else.
    if (compose === undefined || key.includes("=") || isNew) continue;
    assert(Object.hasOwn(EXAMPLES, key), `no example of ${key}`);
    const dir = join(setting!.dir, "needs", key.replace(/\W+/g, "-"));
    await Deno.mkdir(dir, { recursive: true });
    await Deno.writeTextFile(join(dir, "labels"), "a=b\n");
    const file = JSON.stringify(projectWith(key), null, 2);
    await Deno.writeTextFile(join(dir, "compose.yml"), file);

    const now = await docker(["compose", "config", "--quiet"], { cwd: dir, anyCode: true });
    assertEquals([key, now.code, now.stderr], [key, 0, ""], file);
    const before = await oldest(dir);
    assert(before.code !== 0, `the oldest Compose takes ${key}:\n${file}`);
  }
});

e2e("a host of several addresses says that the oldest Compose won't do, which takes one of them", {
  needs: [...needs, "docker-compose-oldest"],
}, async () => {
  const dir = join(setting!.dir, "addresses");
  const endpoints = ["192.0.2.7", "192.0.2.8"].map((ip) => ({ ip }));
  await helmfile2compose(["--from-dir", "-", "--output-dir", dir], {
    stdin: stream(
      service("limits/db", { spec: { selector: null, ports: [{ port: 5432 }] } }),
      {
        apiVersion: "v1",
        kind: "Endpoints",
        metadata: { name: "db", namespace: "limits" },
        subsets: [{ addresses: endpoints, ports: [{ port: 5432 }] }],
      },
      client("limits/asker", { container: { env: [{ name: "DB", value: "db" }] } }),
      client("limits/aliased", {
        pod: { hostAliases: endpoints.map(({ ip }) => ({ ip, hostnames: ["db"] })) },
      }),
    ),
  });
  const { compose } = headerOf(await Deno.readTextFile(join(dir, "compose.yml")));
  assert(isOlder(BASE.compose, compose), compose);

  const args = ["config", "--format", "json"];
  const now = await docker(["compose", ...args], { cwd: dir });
  const before = await run(tool("docker-compose-oldest"), args, { cwd: dir });
  for (const name of ["asker", "aliased"]) {
    assertEquals(addressesOfDb(now.stdout, name), endpoints.map(({ ip }) => ip));
    assertEquals(addressesOfDb(before.stdout, name).length, 1);
  }
});

/** The addresses of `db` that Compose has understood. */
function addressesOfDb(config: string, name: string): string[] {
  const hosts: string[] = JSON.parse(config).services[name].extra_hosts;
  return hosts.filter((host) => /^db[:=]/.test(host)).map((host) => host.slice("db=".length));
}

e2e("a file with hooks says that the oldest Compose won't do, which it won't", {
  needs: [...needs, "docker-compose-oldest"],
}, async () => {
  const dir = join(setting!.dir, "hooked");
  const lifecycle = { postStart: { exec: { command: ["true"] } } };
  await helmfile2compose(["--from-dir", "-", "--output-dir", dir], {
    stdin: stream(client("limits/hooked", { container: { lifecycle } })),
  });
  const { compose } = headerOf(await Deno.readTextFile(join(dir, "compose.yml")));

  assert(isOlder(BASE.compose, compose), compose);
  assertMatch((await oldest(dir)).stderr, /post_start is not allowed/);
});
