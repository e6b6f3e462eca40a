/**
 * What a container's manifest says of its life is in force.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { freePort } from "../../tools/free_port.ts";
import { docker, run } from "./_command.ts";
import { client, service, stream, web, workload } from "./_manifests.ts";
import { e2e, tool } from "./_setting.ts";
import { makeImages, shared, Stack } from "./_stack.ts";

const needs = ["docker"];

const lives = shared({
  name: "lives",
  manifests: stream(
    web("live/http", "up"),
    web("live/tcp", "up", {
      container: { readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 1 } },
    }),
    web("live/exec", "up", {
      container: {
        readinessProbe: {
          exec: { command: ["test", "-s", "/tmp/www/index.html"] },
          periodSeconds: 1,
        },
      },
    }),
    web("live/sick", "up", {
      container: {
        readinessProbe: {
          httpGet: { path: "/missing", port: "http" },
          periodSeconds: 1,
          failureThreshold: 2,
        },
      },
    }),
    web("live/startup", "up", {
      container: {
        startupProbe: {
          httpGet: { path: "/", port: "http" },
          periodSeconds: 2,
          failureThreshold: 10,
        },
      },
    }),
    client("live/limited", {
      container: {
        resources: { limits: { cpu: "500m", memory: "32Mi" }, requests: { memory: "16Mi" } },
        securityContext: {
          runAsUser: 1234,
          runAsGroup: 5678,
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
        },
        workingDir: "/tmp",
        volumeMounts: [{ name: "scratch", mountPath: "/scratch" }, {
          name: "memory",
          mountPath: "/memory",
        }],
      },
      pod: {
        securityContext: { fsGroup: 4321, sysctls: [{ name: "net.core.somaxconn", value: "512" }] },
        volumes: [
          { name: "scratch", emptyDir: {} },
          { name: "memory", emptyDir: { medium: "Memory", sizeLimit: "4Mi" } },
        ],
        hostAliases: [{ ip: "192.0.2.7", hostnames: ["elsewhere.example.test"] }],
        dnsConfig: { options: [{ name: "ndots", value: "2" }] },
      },
    }),
    workload("live/graceful", {
      container: {
        command: [
          "sh",
          "-c",
          "trap 'echo stopping >/kept/log; sleep 2; echo stopped >>/kept/log; exit 0' TERM; while :; do sleep 0.1; done",
        ],
        volumeMounts: [{ name: "kept", mountPath: "/kept" }],
        lifecycle: { postStart: { exec: { command: ["sh", "-c", "echo started >/kept/hook"] } } },
      },
      pod: {
        terminationGracePeriodSeconds: 10,
        volumes: [{ name: "kept", persistentVolumeClaim: { claimName: "kept" } }],
      },
    }),
    workload("live/once", {
      kind: "Job",
      container: { command: ["true"] },
      pod: { restartPolicy: "Never" },
    }),
    workload("live/retried", {
      kind: "Job",
      container: {
        command: ["sh", "-c", "echo try >>/kept/tries; [ $(wc -l </kept/tries) -ge 3 ]"],
        volumeMounts: [{ name: "kept", mountPath: "/kept" }],
      },
      pod: {
        restartPolicy: "OnFailure",
        volumes: [{ name: "kept", persistentVolumeClaim: { claimName: "tries" } }],
      },
    }),
  ),
});

for (const name of ["http", "tcp", "exec", "startup"]) {
  e2e(`a container becomes healthy by its ${name} probe`, { needs }, async () => {
    await (await lives()).healthy(name);
  });
}

e2e("a container whose probe fails is unhealthy", { needs }, async () => {
  const stack = await lives();

  await stack.eventually(
    async () => (await stack.inspect("sick")).State.Health.Status,
    (status) => status === "unhealthy",
  );
});

e2e("limits and requests are in force", { needs }, async () => {
  const { HostConfig } = await (await lives()).inspect("limited");

  assertEquals(
    [HostConfig.NanoCpus, HostConfig.Memory, HostConfig.MemoryReservation],
    [5e8, 32 * 2 ** 20, 16 * 2 ** 20],
  );
});

e2e("the security context is in force", { needs }, async () => {
  const stack = await lives();
  const { HostConfig } = await stack.inspect("limited");

  assertEquals(
    await stack.sh("limited", "id -u; id -g; id -G; pwd"),
    "1234\n5678\n5678 4321\n/tmp",
  );
  assertEquals(
    await stack.sh("limited", "touch /etc/x 2>/dev/null || echo read-only"),
    "read-only",
  );
  assertEquals(await stack.sh("limited", "cat /proc/sys/net/core/somaxconn"), "512");
  assertEquals(HostConfig.SecurityOpt, ["no-new-privileges:true"]);
  assertEquals(
    [HostConfig.CapDrop, HostConfig.CapAdd],
    [["ALL"], ["NET_BIND_SERVICE"]].map((list) =>
      list.map((name) =>
        HostConfig.CapAdd[0].startsWith("CAP_") && name !== "ALL" ? `CAP_${name}` : name
      )
    ),
  );
});

e2e(
  "a user other than root writes an emptyDir of its own, on disk and in memory",
  { needs },
  async () => {
    const stack = await lives();

    assertEquals(
      await stack.sh(
        "limited",
        "touch /scratch/a /memory/b && ls /scratch /memory | tr '\\n' ' '; df -m /memory | awk 'END { print $2 }'",
      ),
      "/memory: b  /scratch: a 4",
    );
  },
);

e2e("host aliases and DNS options are in force", { needs }, async () => {
  const stack = await lives();

  assert(
    (await stack.sh("limited", "cat /etc/hosts")).includes("192.0.2.7\telsewhere.example.test"),
  );
  assert((await stack.sh("limited", "cat /etc/resolv.conf")).includes("ndots:2"));
});

e2e(
  "a postStart hook runs, and a container has its grace period to end in",
  { needs },
  async () => {
    const stack = await lives();
    await stack.eventually(
      () => stack.sh("graceful", "cat /kept/hook"),
      (text) => text === "started",
    );
    await stack.docker(["stop", "graceful"]);
    const { State } = await stack.inspect("graceful");

    assertEquals(State.ExitCode, 0);
    assertEquals(await Deno.readTextFile(`${stack.dir}/data/kept/log`), "stopping\nstopped\n");
  },
);

e2e("a Job that succeeds runs once, and one that fails is tried again", { needs }, async () => {
  const stack = await lives();
  for (const name of ["once", "retried"]) {
    await stack.eventually(
      async () => (await stack.inspect(name)).State,
      ({ Status, ExitCode }) => Status === "exited" && ExitCode === 0,
    );
  }

  assertEquals((await stack.inspect("once")).RestartCount, 0);
  assertEquals((await stack.inspect("retried")).RestartCount, 2);
});

e2e("one output runs twice side by side, under two project names", { needs }, async () => {
  const stack = await Stack.convert({
    name: "twice",
    manifests: stream(
      web("twice/web", "hello"),
      service("twice/web"),
      workload("twice/pair", {
        pod: {
          containers: [
            {
              name: "main",
              image: "example/tools:1",
              command: ["httpd", "-f", "-p", "8080", "-h", "/etc"],
            },
            { name: "side", image: "example/tools:1", command: ["sleep", "100000"] },
          ],
        },
      }),
    ),
  });
  await makeImages(stack.compose);
  const project = (name: string, ...args: string[]) =>
    docker(["compose", "--project-name", name, ...args], { cwd: stack.dir });
  await project("twice-a", "up", "--detach");
  await project("twice-b", "up", "--detach");

  for (const name of ["twice-a", "twice-b"]) {
    const { stdout } = await project(
      name,
      "exec",
      "-T",
      "pair-sidecar-side",
      "wget",
      "-q",
      "-O",
      "-",
      "http://localhost:8080/hostname",
    );
    assert(stdout.trim() !== "");
    const web = await stack.eventually(
      () =>
        project(
          name,
          "exec",
          "-T",
          "pair-sidecar-side",
          "wget",
          "-q",
          "-O",
          "-",
          "http://web:8080/",
        ),
      ({ stdout }) => stdout !== "",
    );
    assertEquals(web.stdout, "hello\n");
    await project(name, "down", "--timeout", "1");
  }
});

e2e("a LoadBalancer's port is closed to whom it does not let in, until the user opens it", {
  needs: ["docker", "curl"],
}, async () => {
  const [closed, own] = [freePort(), freePort()];
  const balancer = (id: string, port: number, range: string) =>
    service(id, { port, spec: { type: "LoadBalancer", loadBalancerSourceRanges: [range] } });
  const stack = await Stack.up({
    name: "ranges",
    manifests: stream(
      ...[web("ranges/closed", "some"), balancer("ranges/closed", closed, "203.0.113.0/24")],
      ...[web("ranges/own", "own"), balancer("ranges/own", own, "127.0.0.0/8")],
    ),
  });
  const get = async (port: number, ...flags: string[]) => {
    const args = ["--silent", ...flags, `http://127.0.0.1:${port}/`];
    return (await run(tool("curl"), args, { anyCode: true })).stdout.trim();
  };
  const patient = ["--retry", "5", "--retry-all-errors"];
  assertEquals([await get(own, ...patient), await get(closed)], ["own", ""]);

  const setting = /overrides\.closed\.ports: \[.*?\]/.exec(stack.said);
  assert(setting, stack.said);
  const file = join(stack.dir, "dekube.yaml");
  const config = JSON.parse(await Deno.readTextFile(file));
  config["overrides.closed.ports"] = JSON.parse(setting[0].replace(/^[^[]*/, ""));
  await Deno.writeTextFile(file, JSON.stringify(config));
  await stack.convertAgain();
  await stack.start();
  assertEquals(await get(closed, ...patient), "some");
  await stack.down();
});
